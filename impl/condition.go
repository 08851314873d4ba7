package impl

import (
	"context"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// Condition is where those wait who have a lock and want something to change that the lock guards; who changes it tells
// them, and gives them a value or an error. It remembers nothing: a Notify that finds nobody is lost. Any number of
// conditions may share a lock.
//
// Between a Notify and the return of a Wait others may have had the lock, so what was waited for may be gone again. A Wait
// therefore belongs in a loop:
//
//	for !ready {
//		if _, err := c.Wait(ctx); err != nil {
//			return err // with the lock
//		}
//	}
//
// In the terminology of the Go memory model, a Notify synchronizes before the return of the Waits that it lets go.
//
// Source: Julia's Threads.Condition. Differs: a wait that has timed out or was cancelled is never counted by Notify, and
// leaves nothing behind that could disturb a later one.
type Condition[T any] struct {
	_ noCopy
	// LP(Wait, request): where the lock becomes free. LP(Notify): when the first seat is settled, or, if there is none,
	// anywhere, since the list stays as it is. LP(Wait, cancelled): the compare-and-swap of its seat.
	//
	// Rejected: package waitq's queue, since a lock is held anyway, and First has no place in a row of numbers.
	lock *ReentrantLock
	list conditionList[T] // whoever has the lock owns it
}

// NewCondition returns a condition of a lock. It panics with *ArgumentError if lock is nil.
func NewCondition[T any](lock *ReentrantLock) *Condition[T] {
	if lock == nil {
		panic(&spec.ArgumentError{Msg: "veritask: a condition needs a lock"})
	}
	c := &Condition[T]{lock: lock}
	c.list.seats.Init(conditionName("Condition"))
	return c
}

// Wait frees the lock, however deep the caller has it, blocks until Notify lets it go, and returns with the lock as deep as
// before: also if it fails, and then it waits for the lock whatever happens. It returns the value or the error of Notify; the
// cause if ctx ends first; ErrRuntimeClosed if the caller's or ctx's runtime is closed; a *ConcurrencyViolationError,
// "lock must be held", if the caller does not have the lock.
//
// Cost: an allocation, and the way out of the worker and back. Source: Julia's wait(c), and wait_with_timeout.
func (c *Condition[T]) Wait(ctx context.Context, opts ...WaitOption) (v T, err error) {
	if err := sched.Enter(ctx); err != nil {
		return v, err
	}
	if !c.lock.mine() {
		return v, &spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld}
	}
	p := sched.Caller()
	n := c.list.sit(p.Waiter(), isFirst(opts))
	again := c.lock.release() // LP(Wait, request)
	err = p.Park(ctx, &n.Place, true)
	p.Waiter().Leave()
	c.lock.relock(p, again)
	c.list.leave(n)
	if err != nil {
		return v, err
	}
	raced.Acquire(unsafe.Pointer(n))
	return n.value, n.err
}

// Notify lets all go that wait, in order, and returns how many it was; with One it is the first of them alone. Their Waits
// return v, or with WithError that error. It panics with a *ConcurrencyViolationError, "lock must be held", if the caller
// does not have the lock. It does not ask whether ctx has ended, and does not block. Source: Julia's notify.
func (c *Condition[T]) Notify(_ context.Context, v T, opts ...NotifyOption) int {
	if !c.lock.mine() {
		panic(&spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld})
	}
	return c.list.notify(v, opts)
}

// conditionName is what dumps say of a Wait.
type conditionName string

// DescribeWait says what a blocked call waits for.
func (n conditionName) DescribeWait() string { return string(n) }
