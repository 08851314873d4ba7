package model

import "github.com/veritask/veritask/spec"

// Phase is which part of a call a step is.
type Phase uint8

// The phases of calls, and one step that belongs to no call.
const (
	Request  Phase = iota // the call takes effect, or gets in line
	FollowUp              // a call that waited and was let go returns
	Cancel                // a call that waits gives up
	Quiesce               // not a call: nothing moves, and exactly the calls Asleep wait
)

// Mode is what is known about whether a Request waited.
type Mode uint8

// The modes of a Request. A Cancel is in mode Any if nobody knows whether it came in time: it takes out who waits, and
// is legal, and idle, if that was let go. If a Request in mode Any says that its call was cancelled, it gets in line, or,
// if it need not wait, does nothing, and a Cancel in mode Any comes in any case.
const (
	Immediate Mode = iota // it did not: this one step is the whole call
	Suspended             // it did
	Any                   // nobody knows; a FollowUp comes in any case
	Perhaps               // of a FollowUp of a call that did not end: if it can take what it came for, it has it
)

// Step is one step of a history: which part of which call, and what the whole call gave in the end.
type Step struct {
	Phase  Phase
	Mode   Mode
	Call   int // 0 to 65535, unique in a history
	Client int // who calls, from 0: the owner of locks
	Op     spec.Op
	Result spec.Result
	Asleep IDs // of Quiesce
}

// Model is a model of some object with its state hidden, for judges that do not care which one. States are comparable
// with == and never change.
type Model struct {
	Name string
	Init any
	Step func(state any, in *Step) (any, bool)
}

// hide makes a Model of a step function with a state of its own type.
func hide[S comparable](name string, init S, step func(S, *Step) (S, bool)) Model {
	return Model{
		Name: name,
		Init: init,
		Step: func(state any, in *Step) (any, bool) {
			next, ok := step(state.(S), in)
			if !ok {
				return state, false
			}
			return next, true
		},
	}
}

// done is the result of a call that returns nothing, normally.
var done = spec.Result{}
