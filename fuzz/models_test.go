//go:build veritask_explore

package fuzz

import (
	"testing"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// playModels has the bytes choose a model and steps, sensible or not, and looks at the laws of all models:
//
//   - no step makes a model panic;
//   - a call that goes on at once has one result, but for the weak IsEmpty of a queue;
//   - what a request in mode Immediate explains, one in mode Any with its follow-up explains as well, with the same end;
//   - the state keeps what its type promises.
func playModels(t testing.TB, data []byte) {
	in := input{data}
	m, ops := in.model()
	state := m.Init
	var asked []model.Step // the requests
	for i := 0; len(in.left) > 0 && i < 80; i++ {
		step := in.step(ops)
		switch n := len(asked); {
		case step.Phase == model.Request:
			step.Call = n + 1
			asked = append(asked, step)
		case step.Phase != model.Quiesce && n > 0: // of a call that there is
			of := asked[step.Call%n]
			step.Call, step.Client, step.Op = of.Call, of.Client, of.Op
		}
		if step.Phase == model.Request && step.Mode == model.Immediate {
			immediate(t, m, state, step)
		}
		from := in.below(len(results))
		for k := range results {
			step.Result = results[(from+k)%len(results)]
			if next, legal := m.Step(state, &step); legal {
				if err := promised(next); err != "" {
					t.Fatalf("%s: {%v}, then %+v: {%v}: %s", m.Name, state, step, next, err)
				}
				state = next
				break
			}
		}
	}
}

// results are those that calls may have.
var results = []spec.Result{
	{},
	{Value: 1},
	{Value: 2},
	{Value: 3},
	{Value: 4},
	{Value: 7},
	{Status: spec.Cancelled},
	spec.Failure(spec.MsgChannelClosed),
	spec.Failure(spec.TaskError(1)),
	spec.Failure(spec.TaskError(2)),
	spec.Failure(spec.TaskError(1) + " " + spec.TaskError(1)),
	spec.Failure(spec.MsgFetchUnbuffered),
	spec.Failure(spec.MsgLockNotHeld),
	spec.Failure(spec.MsgUnlockCount),
	spec.Failure(spec.MsgUnlockOther),
	spec.Failure(spec.MsgReleaseMismatch),
	spec.Failure(spec.MsgSemaphoreSize),
	spec.Failure("no such result"),
}

// model chooses a model and the operations that it is asked about, some of which it does not know.
func (in *input) model() (model.Model, []spec.Op) {
	strange := spec.Op{Kind: spec.NoOp, Tasks: "a"}
	all := append(machines(), patient(lock(), model.Lock{MaxPasses: 1}.Model()), patient(condition(), model.Condition{MaxPasses: 1}.Model()))
	switch n := in.below(len(all) + 2); {
	case n < len(all):
		m := all[n]
		return m.model(m.sizes[in.below(len(m.sizes))]), append(m.alphabet(), strange, spec.Op{Kind: spec.TaskWait, Tasks: "z"})
	case n == len(all):
		ops := append(append([]spec.Op{strange}, dequeOwner...), dequeThief...)
		return model.Deque{Size: in.below(3)}.Model(), ops
	default:
		return model.Queue{Size: in.below(3)}.Model(), append([]spec.Op{strange}, queueOps...)
	}
}

// patient returns the machine with a model of its own: a few passes are soon over.
func patient(m machine, other model.Model) machine {
	m.model = func(int) model.Model { return other }
	return m
}

// step reads a step.
func (in *input) step(ops []spec.Op) model.Step {
	b := in.next()
	s := model.Step{
		Phase: model.Phase(b & 3), Mode: model.Mode(b >> 2 & 3), Client: b >> 4 & 3,
		Call: 1 + in.below(8), Op: ops[in.below(len(ops))],
	}
	if s.Op.Kind == spec.ChanPut || s.Op.Kind == spec.ChanTryPut || s.Op.Kind == spec.Push {
		s.Op.N = 1 + b>>4&3
	}
	if s.Phase == model.Quiesce {
		for bits, call := in.next(), 1; bits != 0; bits, call = bits>>1, call+1 {
			if bits&1 != 0 {
				s.Asleep = s.Asleep.Append(call)
			}
		}
	}
	return s
}

// immediate looks at a call that goes on at once. Its number must be a new one.
func immediate(t testing.TB, m model.Model, state any, step model.Step) {
	step.Call = 1000
	legal := 0
	for _, r := range results {
		step.Result = r
		next, ok := m.Step(state, &step)
		if !ok {
			continue
		}
		legal++
		if !step.Op.Kind.Blocks() {
			continue
		}
		asked, again := step, step
		asked.Mode, again.Phase, again.Mode = model.Any, model.FollowUp, model.Any
		between, ok := m.Step(state, &asked)
		end := between
		if ok {
			end, ok = m.Step(between, &again)
		}
		if !ok || end != next {
			t.Fatalf("%s: {%v}: %v at once gives {%v}, asking first {%v} and then {%v}, legal: %v",
				m.Name, state, step.Op.Describe(r), next, between, end, ok)
		}
	}
	if legal > 1 && step.Op.Kind != spec.IsEmpty {
		t.Fatalf("%s: {%v}: %d results of %v are legal", m.Name, state, legal, step.Op)
	}
}

// promised says what the state does not keep of what its type promises; empty: nothing.
func promised(state any) string {
	switch s := state.(type) {
	case model.EventState:
		if s.Set && s.Line.Waiting != "" {
			return "it is set and somebody waits"
		}
	case model.SemaphoreState:
		if s.Taken < 0 || s.Taken < s.Size && s.Line.Waiting != "" {
			return "a permit is free and somebody waits"
		}
	case model.ChannelState:
		if s.Takers != "" && (s.Buffer != "" || s.Putters != "" || s.Closed) {
			return "somebody waits to take what is there"
		}
		if s.Putters != "" && s.Closed {
			return "somebody waits to put into a closed channel"
		}
	case model.LockState:
		if (s.Owner == 0) != (s.Depth == 0) || s.Depth < 0 {
			return "it has an owner and no depth, or the reverse"
		}
	}
	return ""
}

// TestLawsOfModelsCanFail: a model with two answers, and one that forgets whom it let go, are noticed.
func TestLawsOfModelsCanFail(t *testing.T) {
	op := spec.Op{Kind: spec.EventWait}
	step := model.Step{Op: op}
	twice := model.Model{Name: "twice", Init: 0, Step: func(s any, in *model.Step) (any, bool) { return s, true }}
	forgets := model.Model{Name: "forgets", Init: 0, Step: func(s any, in *model.Step) (any, bool) {
		return s, in.Phase == model.Request && in.Result == (spec.Result{})
	}}
	for _, m := range []model.Model{twice, forgets} {
		if f := (&fatal{TB: t}); !f.in(func() { immediate(f, m, m.Init, step) }) {
			t.Errorf("%s is not noticed", m.Name)
		}
	}
	for _, s := range []any{
		model.EventState{Set: true, Line: model.Line{Waiting: model.MakeIDs(1)}},
		model.SemaphoreState{Size: 1, Line: model.Line{Waiting: model.MakeIDs(1)}},
		model.ChannelState{Closed: true, Takers: model.MakeIDs(1)},
		model.LockState{Owner: 1},
	} {
		if promised(s) == "" {
			t.Errorf("{%v} is accepted", s)
		}
	}
}

// fatal is a test that may fail.
type fatal struct{ testing.TB }

// Fatalf ends it.
func (f *fatal) Fatalf(string, ...any) { panic(f) }

func (f *fatal) in(do func()) (failed bool) {
	defer func() { failed = recover() == any(f) }()
	do()
	return false
}
