package linearizability

import (
	"context"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// Object names what a target implements, and thereby the model that judges it.
type Object string

// The objects there are models for.
const (
	Event     Object = "event"     // manual: notify sets it until reset
	AutoEvent Object = "autoevent" // autoreset: notify lets one waiter go
	Semaphore Object = "semaphore"
	Tasks     Object = "tasks" // completion of tasks: wait, fetch, join
	Channel   Object = "channel"

	Deque Object = "deque" // of a scheduler: client 1 owns it and pushes and pops, the others steal
	Queue Object = "queue" // first in, first out, for anybody
)

// Objects lists those of the contract in their order of presentation.
func Objects() []Object {
	return []Object{Event, AutoEvent, Semaphore, Channel, Lock, Lockable, Condition, LocalCondition, Select, AutoSelect, Tasks}
}

// Internals lists those that implementations are made of. Generate has no scenarios of them; Classes has.
func Internals() []Object { return []Object{Deque, Queue} }

// model returns what the object should do.
func (o Object) model(s Setup) model.Model {
	switch o {
	case Event:
		return model.Event{}.Model()
	case AutoEvent:
		return model.Event{Auto: true}.Model()
	case Semaphore:
		return model.Semaphore{Size: s.Size}.Model()
	case Tasks:
		return model.Tasks{Count: s.Tasks}.Model()
	case Channel:
		return model.Channel{Cap: s.Size}.Model()
	case Lock:
		return model.Lock{MaxPasses: spec.LockPasses}.Model()
	case Lockable:
		return model.Lockable{MaxPasses: spec.LockPasses}.Model()
	case Condition:
		return model.Condition{MaxPasses: spec.LockPasses}.Model()
	case LocalCondition:
		return model.LocalCondition{}.Model()
	case Select, AutoSelect:
		return model.Choice{Auto: o == AutoSelect}.Model()
	case Deque:
		return model.Deque{Size: s.Size}.Model()
	case Queue:
		return model.Queue{Size: s.Size}.Model()
	default:
		panic("linearizability: no model of object " + string(o))
	}
}

// Stamps says what is known about the moment at which a call of the target begins to wait (see [Parked]).
type Stamps uint8

const (
	// Black: the target stamps nothing. The order among waiters cannot be checked, and runs take longer, because
	// only the wall clock suggests that everybody might be asleep.
	Black Stamps = iota
	// Some: a call that was stamped has waited; one that was not may have waited for a moment. That is so where a
	// waiter can be let go between the moment that fixes its place and the moment at which it would park.
	Some
	// Exact: a call that was not stamped has not waited.
	Exact
)

// String returns the name of s.
func (s Stamps) String() string { return [...]string{"black", "some", "exact"}[s] }

// Setup is what a fresh object is made from.
type Setup struct {
	Size  int // permits of a semaphore; capacity of a channel; entries of a deque or queue: the numbers 1 to Size
	Tasks int // number of tasks, named a, b, c...; at most model.MaxTasks
}

// Env is what a target makes a fresh object from.
type Env struct {
	Ctx   context.Context // the root of the run's contexts; not cancelled before all clients have left
	Setup Setup
	Seed  uint64
}

// Subject is a fresh object under test. If it has a method Close, that is called when all clients have left.
type Subject interface {
	// Do performs op on the caller's goroutine or task. Errors and panics of the contract become results. A call that
	// waits must end when ctx does, except TaskJoin.
	Do(ctx context.Context, op spec.Op) spec.Result
}

// Inside is a Subject that the explorer may look into; nobody is at work at it then.
type Inside interface {
	Subject
	// Check returns what is wrong with its structure. over: all calls have ended, so nothing may be left of them.
	Check(over bool) error
	// Line says who waits in which order, for traces; see [explore.FirstUser]. Empty: nobody.
	Line() string
}

// Target is an implementation of one object.
type Target struct {
	Name   string // of the implementation, as on the command line
	Object Object
	Stamps Stamps

	// New makes a fresh object, once for every run of a scenario.
	New func(env Env) Subject
	// Start runs body as client number client of a run, on whatever the implementation runs callers on, with a
	// context below env.Ctx, and returns at once. Nil: an ordinary goroutine.
	Start func(env Env, client int, body func(ctx context.Context))
	// Context returns a context below parent and what ends it, in a form that the explorer sees; see [Explore]. Nil: the
	// explorer's own, shared.NewContext.
	Context func(parent context.Context) (context.Context, context.CancelCauseFunc)
	// Has says whether the implementation has an operation; generated scenarios do without the others. Nil: it has all.
	Has func(op spec.Op) bool
	// MayHold says whether a call that is stopped for ever may hold up another one, and why is for the implementation to
	// say; see [ExploreStalled]. Nil: none may.
	MayHold func(stopped, other spec.Op) bool
	// Pause gives way to other clients; where clients are tasks it is their yield. Nil: runtime.Gosched.
	Pause func(ctx context.Context)
	// Close, if not nil, ends what New and Start share. It is for the owner of the target; Verify does not call it.
	Close func()
}
