package impl

import (
	"context"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/impl/internal/waitq"
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
	// Whoever changes the list has the lock. A waiter that is cancelled leaves it when it has the lock again; until
	// then Notify finds its seat settled, and passes it by.
	//
	//	first                              last
	//	  │                                  │
	//	  ▼                                  ▼
	//	[ First ] ⇄ [ First ] ⇄ [ · ] ⇄ [ · ]         Notify takes from the left
	//	 the later   the earlier
	//
	// LP(Wait, request): where the lock becomes free. LP(Notify): when the first seat is settled, or, if there is none,
	// anywhere, since the list stays as it is. LP(Wait, cancelled): the compare-and-swap of its seat.
	//
	// Rejected: package waitq's queue, since a lock is held anyway, and First has no place in a row of numbers.
	lock        *ReentrantLock
	seats       waitq.Seats
	first, last *conditionWait[T]
}

// conditionWait is one Wait.
type conditionWait[T any] struct {
	waitq.Seat
	listed     bool
	prev, next *conditionWait[T]
	value      T // what it is let go with
	err        error
}

// NewCondition returns a condition of a lock. It panics with *ArgumentError if lock is nil.
func NewCondition[T any](lock *ReentrantLock) *Condition[T] {
	if lock == nil {
		panic(&spec.ArgumentError{Msg: "veritask: a condition needs a lock"})
	}
	c := &Condition[T]{lock: lock}
	c.seats.Init(conditionName{})
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
	me := sched.Self()
	if c.lock.owner.Get() != me.ID() {
		return v, &spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld}
	}
	p := sched.Caller()
	n := &conditionWait[T]{}
	c.seats.Take(&n.Seat, p.Waiter())
	c.link(n, isFirst(opts))
	depth := c.lock.depth.Get()
	c.lock.free(me) // LP(Wait, request)
	err = p.Park(ctx, &n.Place, true)
	p.Waiter().Leave()
	c.lock.relock(p, me)
	c.lock.depth.Set(depth)
	if err != nil {
		if n.listed {
			c.unlink(n)
		}
		return v, err
	}
	return n.value, n.err
}

// Notify lets all go that wait, in order, and returns how many it was; with One it is the first of them alone. Their Waits
// return v, or with WithError that error. It panics with a *ConcurrencyViolationError, "lock must be held", if the caller
// does not have the lock. It does not ask whether ctx has ended, and does not block. Source: Julia's notify.
func (c *Condition[T]) Notify(_ context.Context, v T, opts ...NotifyOption) (n int) {
	if c.lock.owner.Get() != sched.Self().ID() {
		panic(&spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld})
	}
	o := notification(opts)
	if o.err != nil {
		var zero T
		v = zero
	}
	for w := c.first; w != nil && (n == 0 || !o.one); w = c.first {
		c.unlink(w)
		w.value, w.err = v, o.err
		if w.Resume() { // LP(Notify)
			n++
		}
	}
	return n
}

func (c *Condition[T]) link(n *conditionWait[T], first bool) {
	n.listed = true
	switch {
	case c.first == nil:
		c.first, c.last = n, n
	case first:
		n.next, c.first.prev, c.first = c.first, n, n
	default:
		n.prev, c.last.next, c.last = c.last, n, n
	}
}

func (c *Condition[T]) unlink(n *conditionWait[T]) {
	if n.prev == nil {
		c.first = n.next
	} else {
		n.prev.next = n.next
	}
	if n.next == nil {
		c.last = n.prev
	} else {
		n.next.prev = n.prev
	}
	n.listed, n.prev, n.next = false, nil, nil
}

// conditionName is what dumps say of a Wait.
type conditionName struct{}

// DescribeWait says what a blocked call waits for.
func (conditionName) DescribeWait() string { return "Condition" }

// WaitOption changes how a call waits for a condition.
type WaitOption interface{ applyToWait(first *bool) }

type waitFirst struct{}

func (waitFirst) applyToWait(first *bool) { *first = true }

// First has a call wait ahead of all others, also of those that have asked for the same before.
func First() WaitOption { return waitFirst{} }

func isFirst(opts []WaitOption) (first bool) {
	for _, o := range opts {
		o.applyToWait(&first)
	}
	return first
}

// NotifyOption changes whom Notify lets go, and with what.
type NotifyOption interface{ applyToNotify(n *notifyOptions) }

type notifyOptions struct {
	one bool
	err error
}

func (f notifyOption) applyToNotify(n *notifyOptions) { f(n) }

type notifyOption func(*notifyOptions)

// One has Notify let go the first waiter alone.
func One() NotifyOption { return notifyOption(func(n *notifyOptions) { n.one = true }) }

// WithError has the waits that are let go fail with err.
func WithError(err error) NotifyOption { return notifyOption(func(n *notifyOptions) { n.err = err }) }

func notification(opts []NotifyOption) (n notifyOptions) {
	for _, o := range opts {
		o.applyToNotify(&n)
	}
	return n
}
