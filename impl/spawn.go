package impl

import (
	"context"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// Option changes how a task is spawned.
type Option interface{ apply(*sched.Options) }

type option func(*sched.Options)

func (f option) apply(o *sched.Options) { f(o) }

// Named gives the task a name for dumps and error reports.
func Named(name string) Option { return option(func(o *sched.Options) { o.Name = name }) }

// OnPool puts the task into the pool "default" or "interactive", for life; "samepool" is the caller's. A pool without workers
// is the default one. Without it Spawn puts a task into the default pool, NewTask, Async and Sticky into the caller's. They panic
// with *ArgumentError, "Unrecognized threadpool name `foo`", on any other name.
func OnPool(name string) Option { return option(func(o *sched.Options) { o.Pool = name }) }

// Sticky pins the task to one worker for life: the spawner's, or any one if the spawner has none. The sticky tasks of
// one worker never run at the same time and start in the order in which they were spawned. The spawner stays as it is.
func Sticky() Option { return option(func(o *sched.Options) { o.Sticky = true }) }

// OnGoroutine gives the task a goroutine of its own, which runtime.LockOSThread may lock. It still takes turns with
// the other tasks of its worker; a switch costs two channel operations.
func OnGoroutine() Option { return option(func(o *sched.Options) { o.OwnGoroutine = true }) }

// On makes the task one of r, wherever it is spawned from.
func On(r *Runtime) Option { return option(func(o *sched.Options) { o.In = r.rt }) }

func collect(opts []Option) *sched.Options {
	if len(opts) == 0 {
		return nil
	}
	o := &sched.Options{}
	for _, opt := range opts {
		opt.apply(o)
	}
	return o
}

// Spawn starts f as a task: of the runtime that the caller is a task of, else the one that ctx came from, else the
// default one. It never blocks. The body's context inherits values and cancellation from ctx, and joins the Sync or
// Scope that ctx belongs to. On a runtime that refuses tasks, Spawn returns one that has failed with
// ErrRuntimeClosed.
//
// What the caller did before Spawn synchronizes before the body. Lock-free, and one allocation: 56
// bytes and the value. Source: Julia's Threads.@spawn.
func Spawn[T any](ctx context.Context, f func(ctx context.Context) (T, error), opts ...Option) *Task[T] {
	t := &Task[T]{}
	sched.Spawn(ctx, &t.core, body[T](f), collect(opts))
	return t
}

// Async is Spawn of a task that is pinned to the caller's worker, and it pins the calling task there as well, for life: the two
// never run at the same time, and take turns only where one of them blocks or yields. In a task that should stay free to
// move, Spawn with Sticky is the better choice. It does not block, and the new task has not begun when it returns; but
// a caller on a worker that stands in for a blocked one first moves to another.
//
// The caller is not pinned if the task goes into another pool, or outside of tasks; the task is pinned to any worker then.
// Source: Julia's @async.
func Async[T any](ctx context.Context, f func(ctx context.Context) (T, error), opts ...Option) *Task[T] {
	t := &Task[T]{}
	o := collect(opts)
	if o == nil {
		o = &sched.Options{}
	}
	o.Sticky = true
	sched.Async(ctx, &t.core, body[T](f), o)
	return t
}

// NewTask makes a task that is not queued until Schedule; waiting for it blocks until then. It joins no Sync and no
// Scope. Source: Julia's Task(f). Differs: there it is sticky, and makes whoever schedules it sticky too; here Sticky pins it
// to the worker of whoever schedules it, and him nothing.
func NewTask[T any](ctx context.Context, f func(ctx context.Context) (T, error), opts ...Option) *Task[T] {
	t := &Task[T]{}
	sched.Prepare(ctx, &t.core, body[T](f), collect(opts))
	return t
}

// Aliases of the errors in package spec.
type (
	// TaskFailedError is what waiting for a failed task returns.
	TaskFailedError = spec.TaskFailedError
	// PanicError is the cause of a TaskFailedError whose body panicked.
	PanicError = spec.PanicError
	// CompositeError collects the failures of several tasks.
	CompositeError = spec.CompositeError
	// CapturedError is what AsyncMap returns if the function failed that it maps.
	CapturedError = spec.CapturedError
	// ConcurrencyViolationError reports a misuse that only concurrency makes possible.
	ConcurrencyViolationError = spec.ConcurrencyViolationError
	// ScheduledAfterSyncError is the failure of a task that was spawned into a Sync or Scope which was over.
	ScheduledAfterSyncError = spec.ScheduledAfterSyncError
	// ArgumentError reports a bad argument.
	ArgumentError = spec.ArgumentError
	// MisuseError reports a call that the state of the object forbids.
	MisuseError = spec.MisuseError
)

// Errors without data.
var (
	// ErrRuntimeClosed is what blocking calls of a closed runtime's tasks fail with, and of others with a context of it.
	ErrRuntimeClosed = spec.ErrRuntimeClosed
	// ErrGoexit is the cause of a task's failure if its body ended by runtime.Goexit.
	ErrGoexit = spec.ErrGoexit
)
