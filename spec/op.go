package spec

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind names an operation of the contract, whatever object it belongs to.
type Kind uint8

// The operations that histories, models and scenarios are made of.
const (
	NoOp Kind = iota

	// Event (contract 2.20).
	EventWait   // wait()
	EventNotify // notify()
	EventReset  // reset()
	EventIsSet  // isset() bool

	// Semaphore (contract 2.22).
	SemAcquire    // acquire()
	SemTryAcquire // tryacquire() bool
	SemRelease    // release()
	SemResize     // resize(n)

	// Task completion (contract 2.6, 2.14, 2.15, 2.17). Tasks are named by letters.
	TaskFinish   // finish(t, v): the body of t returns v; true if this call ended it
	TaskFail     // fail(t, e): the body of t returns error number e; true if this call ended it
	TaskWait     // wait(t)
	TaskFetch    // fetch(t) int
	TaskIsDone   // isdone(t) bool
	TaskIsFailed // isfailed(t) bool
	TaskJoin     // join(ts): what Sync does at its end; never cancelled

	numKinds
)

// Op is one operation with its arguments: a comparable value.
type Op struct {
	Kind  Kind
	Tasks string // letters: the task, or for TaskJoin the tasks in their order
	N     int    // the argument of SemResize, TaskFinish, TaskFail
}

// Status says how an operation ended.
type Status uint8

// The ways for an operation to end.
const (
	OK        Status = iota // returned normally, with Value where it returns one
	Cancelled               // returned the cause of its context
	Failed                  // returned an error or panicked with one: Text
)

// Result is what an operation gave: a comparable value.
type Result struct {
	Status Status
	Value  int    // the value; 1 and 0 for true and false
	Text   string // the error's text if Failed
}

type kindInfo struct {
	name             string
	blocks, isBool   bool
	hasTask, hasN    bool
	isInt, unstopped bool
}

var kinds = [numKinds]kindInfo{
	NoOp:          {name: "none"},
	EventWait:     {name: "wait", blocks: true},
	EventNotify:   {name: "notify"},
	EventReset:    {name: "reset"},
	EventIsSet:    {name: "isset", isBool: true},
	SemAcquire:    {name: "acquire", blocks: true},
	SemTryAcquire: {name: "tryacquire", isBool: true},
	SemRelease:    {name: "release"},
	SemResize:     {name: "resize", hasN: true},
	TaskFinish:    {name: "finish", hasTask: true, hasN: true, isBool: true},
	TaskFail:      {name: "fail", hasTask: true, hasN: true, isBool: true},
	TaskWait:      {name: "wait", hasTask: true, blocks: true},
	TaskFetch:     {name: "fetch", hasTask: true, blocks: true, isInt: true},
	TaskIsDone:    {name: "isdone", hasTask: true, isBool: true},
	TaskIsFailed:  {name: "isfailed", hasTask: true, isBool: true},
	TaskJoin:      {name: "join", hasTask: true, blocks: true, unstopped: true},
}

// Blocks reports whether the operation may have to wait.
func (k Kind) Blocks() bool { return kinds[k].blocks }

// Cancellable reports whether the operation ends when its context does.
func (k Kind) Cancellable() bool { return kinds[k].blocks && !kinds[k].unstopped }

// String returns the operation's name.
func (k Kind) String() string { return kinds[k].name }

// String returns the operation as a call: resize(2), finish(a,7).
func (o Op) String() string {
	k := kinds[o.Kind]
	switch {
	case k.hasTask && k.hasN:
		return fmt.Sprintf("%s(%s,%d)", k.name, o.Tasks, o.N)
	case k.hasTask:
		return k.name + "(" + o.Tasks + ")"
	case k.hasN:
		return k.name + "(" + strconv.Itoa(o.N) + ")"
	default:
		return k.name + "()"
	}
}

// Describe returns the operation with its result: tryacquire() = false.
func (o Op) Describe(r Result) string {
	k := kinds[o.Kind]
	switch {
	case r.Status == Cancelled:
		return o.String() + " cancelled"
	case r.Status == Failed:
		return o.String() + " ! " + strings.ReplaceAll(r.Text, "\n", " ")
	case k.isBool:
		return o.String() + " = " + strconv.FormatBool(r.Value != 0)
	case k.isInt:
		return o.String() + " = " + strconv.Itoa(r.Value)
	default:
		return o.String()
	}
}
