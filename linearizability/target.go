package linearizability

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// Object names what a target implements, and thereby the model that judges it.
type Object string

// The objects there are models for.
const (
	Event     Object = "event"
	AutoEvent Object = "autoevent"
	Semaphore Object = "semaphore"
	Tasks     Object = "tasks"
)

// Objects lists them in their order of presentation.
func Objects() []Object { return []Object{Event, AutoEvent, Semaphore, Tasks} }

// Stamps says what is known about the moment at which a call of the target begins to wait (see [Parked]).
type Stamps uint8

const (
	// Black: the target stamps nothing. Order among waiters cannot be checked.
	Black Stamps = iota
	// Some: a call that was stamped has waited; one that was not may have waited for a moment.
	Some
	// Exact: a call that was not stamped never waited.
	Exact
)

// Setup is what a fresh object is made from.
type Setup struct {
	Size  int // permits of a semaphore
	Tasks int // number of tasks, named a, b, c...
}

// Env is what a target makes a fresh object from.
type Env struct {
	Ctx   context.Context // the root of the scenario's contexts; never cancelled while clients run
	Setup Setup
	Seed  uint64
}

// Subject is a fresh object under test.
type Subject interface {
	// Do performs op on the caller's goroutine or task. Errors and panics of the contract become results.
	Do(ctx context.Context, op spec.Op) spec.Result
}

// Target is an implementation of one object.
type Target struct {
	Name   string // of the implementation, as on the command line
	Object Object
	Stamps Stamps

	// New makes a fresh object, once for every run of a scenario.
	New func(env Env) Subject
	// Start runs body as client number client of a scenario, on whatever the implementation runs callers on, with a
	// context below env.Ctx, and returns at once. Nil: an ordinary goroutine.
	Start func(env Env, client int, body func(ctx context.Context))
	// Close, if not nil, ends what New and Start share. Verify does not call it.
	Close func()
}

// Parked is what an implementation's park hook calls, on the goroutine of a call that has registered as a waiter and is
// about to park, with that call's context. Calls that are not recorded are ignored.
func Parked(ctx context.Context) {}

// EventSubject adapts an event.
func EventSubject(e spec.Event) Subject { return nil }

// SemaphoreSubject adapts a semaphore.
func SemaphoreSubject(s spec.Semaphore) Subject { return nil }

// TaskHandle is a task whose body returns an int.
type TaskHandle interface {
	spec.Task
	Fetch(ctx context.Context) (int, error)
	Done() <-chan struct{}
}

// TaskSet is what TasksSubject adapts: tasks that have started and whose bodies wait to be told what to return.
type TaskSet struct {
	Handles []TaskHandle
	// Finish makes the body of task i return (v, err); called at most once for each task.
	Finish func(i, v int, err error)
	// Join waits for the given tasks and returns their failures in that order, joined in one error, the way Sync ends.
	// Nil: the handles are waited for one after the other.
	Join func(ctx context.Context, tasks []int) error
}

// TasksSubject adapts a set of tasks.
func TasksSubject(s TaskSet) Subject { return nil }
