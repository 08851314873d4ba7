package impl

import (
	"context"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// LocalCondition is a Condition without a lock, for the tasks of one worker: those never run at the same time, so nothing
// can happen between a look at what they share and a Wait. It belongs to the worker on which it was made. From
// elsewhere, goroutines included, nothing can be done with it; so the tasks that use it are best sticky ones (Async).
//
// In the terminology of the Go memory model, a Notify synchronizes before the return of the Waits that it lets go.
//
// Source: Julia's Base.Condition.
type LocalCondition[T any] struct {
	_      noCopy
	worker sched.WorkerID
	list   conditionList[T] // whoever runs on the worker owns it
}

// NewLocalCondition returns a condition of the worker that the calling task runs on. It panics with *MisuseError outside of
// tasks.
func NewLocalCondition[T any](context.Context) *LocalCondition[T] {
	c := &LocalCondition[T]{worker: sched.OnWorker()}
	if c.elsewhere() {
		panic(&spec.MisuseError{Msg: "LocalCondition: not called by a task"})
	}
	c.list.seats.Init(conditionName("LocalCondition"))
	return c
}

// elsewhere reports whether the caller is not on the condition's worker.
func (c *LocalCondition[T]) elsewhere() bool {
	here := sched.OnWorker()
	return here != c.worker || here == sched.WorkerID{}
}

// Wait blocks until Notify lets it go, and returns its value or error. It returns the cause if ctx ends first;
// ErrRuntimeClosed if the caller's or ctx's runtime is closed; and a *ConcurrencyViolationError, "lock must be held", if
// the caller runs on another worker, or does so when it goes on, which cannot happen to a sticky task.
// Source: Julia's wait(c).
func (c *LocalCondition[T]) Wait(ctx context.Context, opts ...WaitOption) (v T, err error) {
	if err := sched.Enter(ctx); err != nil {
		return v, err
	}
	if c.elsewhere() {
		return v, &spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld}
	}
	p := sched.Caller()
	n := c.list.sit(p.Waiter(), isFirst(opts))
	err = p.Park(ctx, &n.Place, true)
	p.Waiter().Leave()
	if c.elsewhere() {
		// It cannot leave the list from here. If it is still there, the next Notify passes it by.
		return v, &spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld}
	}
	c.list.leave(n)
	if err != nil {
		return v, err
	}
	raced.Acquire(unsafe.Pointer(n))
	return n.value, n.err
}

// Notify lets all go that wait, in order, and returns how many it was; with One it is the first of them alone. Their Waits
// return v, or with WithError that error. It panics with a *ConcurrencyViolationError, "lock must be held", if the caller
// runs on another worker. It does not block. Source: Julia's notify.
func (c *LocalCondition[T]) Notify(_ context.Context, v T, opts ...NotifyOption) int {
	if c.elsewhere() {
		panic(&spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld})
	}
	return c.list.notify(v, opts)
}
