package impl

import (
	"context"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// Task is a function that runs, or is going to run, on a runtime, and then its value or its failure.
//
//	fresh ──Schedule──▶ queued ──▶ running ──▶ done | failed
//
// Handles may be copied as pointers and used from anywhere. Source: Julia's Task.
type Task[T any] struct {
	core sched.Task // first: see body
	v    T
}

// AnyTask is a task, whatever its value's type.
type AnyTask interface {
	spec.TaskIdentity
	Wait(ctx context.Context) error
	Done() <-chan struct{}
	IsStarted() bool
	IsDone() bool
	IsFailed() bool
	sched() *sched.Task
}

// body is the function of a Task[T] as the engine sees it.
type body[T any] func(ctx context.Context) (T, error)

// RunBody runs the function and keeps its value in the Task[T] that t stands at the beginning of.
func (f body[T]) RunBody(ctx context.Context, t *sched.Task) error {
	if f == nil {
		return &spec.ArgumentError{Msg: "veritask: the task's function is nil"}
	}
	v, err := f(ctx)
	(*Task[T])(unsafe.Pointer(t)).v = v
	return err
}

// Handle returns the Task[T] that t stands at the beginning of.
func (f body[T]) Handle(t *sched.Task) spec.TaskIdentity { return (*Task[T])(unsafe.Pointer(t)) }

const _ = -unsafe.Offsetof(Task[struct{}]{}.core)

// Where returns the entry of the function, 0 for nil. Dump calls it on behalf of somebody whom nothing orders after the making of
// the closure, whose first word this is: it never changes, and the race detector need not see it read.
//
//go:norace
func (f body[T]) Where() uintptr {
	if f == nil {
		return 0
	}
	return **(**uintptr)(unsafe.Pointer(&f))
}

// Wait blocks until the task is over. It returns nil if the task succeeded, its *TaskFailedError if it failed, the
// cause if ctx ends first, ErrRuntimeClosed if the caller's or ctx's runtime is closed, and a
// *ConcurrencyViolationError if the caller is the task itself. Many waiters of one task are woken in the order in
// which they called Wait.
//
// A task that was queued and has not started may run on the caller's stack; only, though, if nothing can end the wait
// that does not also end the task's context, so such a wait may return as late as the task does. If the task ended by
// runtime.Goexit, a task that waits for it ends so too; a goroutine gets ErrGoexit in the *TaskFailedError.
//
// The end of the body synchronizes before the return of Wait. Cost: a load for a task that is over; a call of the body
// and three atomic operations for one run on the spot; a coroutine switch otherwise. Source: Julia's wait(t).
func (t *Task[T]) Wait(ctx context.Context) error { return t.core.Wait(ctx) }

// Fetch is Wait that also returns the body's value, which is the zero T if it failed. It may be called any number of
// times. Source: Julia's fetch(t).
func (t *Task[T]) Fetch(ctx context.Context) (T, error) {
	if err := t.core.Wait(ctx); err != nil {
		var zero T
		return zero, err
	}
	return t.v, nil
}

// IsStarted reports whether the body has begun, or never will because the task failed before.
func (t *Task[T]) IsStarted() bool { return t.core.IsStarted() }

// IsDone reports whether the task is over, done or failed. The end of the body synchronizes before a true answer.
func (t *Task[T]) IsDone() bool { return t.core.IsDone() }

// IsFailed reports whether the task is over and failed. The end of the body synchronizes before a true answer.
func (t *Task[T]) IsFailed() bool { return t.core.IsFailed() }

// Err returns the task's *TaskFailedError, nil while it runs and after it succeeded.
func (t *Task[T]) Err() error { return t.core.Err() }

// Done returns a channel that is closed when the task is over, for select statements of goroutines. The end of the body
// synchronizes before a receive from it. A task should call Wait instead: receiving from the channel blocks its worker.
func (t *Task[T]) Done() <-chan struct{} { return t.core.Done() }

// Name returns the name given by Named, else the name of the task's function.
func (t *Task[T]) Name() string { return t.core.Name() }

func (t *Task[T]) sched() *sched.Task { return &t.core }

// Current returns the task that the calling goroutine runs, the very handle that Spawn returned, and nil outside tasks.
// Source: Julia's current_task.
func Current(context.Context) AnyTask {
	if t := sched.Current(); t != nil {
		if h, ok := t.Handle().(AnyTask); ok {
			return h
		}
		return handle{t}
	}
	return nil
}

// handle is a task whose value's type is not known.
type handle struct{ t *sched.Task }

func (h handle) Wait(ctx context.Context) error { return h.t.Wait(ctx) }
func (h handle) Done() <-chan struct{}          { return h.t.Done() }
func (h handle) IsStarted() bool                { return h.t.IsStarted() }
func (h handle) IsDone() bool                   { return h.t.IsDone() }
func (h handle) IsFailed() bool                 { return h.t.IsFailed() }
func (h handle) Err() error                     { return h.t.Err() }
func (h handle) Name() string                   { return h.t.Name() }
func (h handle) sched() *sched.Task             { return h.t }
