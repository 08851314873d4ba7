package impl

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// conditionList is who waits for a condition. Whoever changes it owns it: by a lock, or by being the only one who runs.
//
//	first                              last
//	  │                                  │
//	  ▼                                  ▼
//	[ First ] ⇄ [ First ] ⇄ [ · ] ⇄ [ · ]         let go from the left
//	 the later   the earlier
//
// A waiter that is cancelled cannot leave the list before it owns it again; until then its seat is settled, and whoever
// comes to it passes it by.
type conditionList[T any] struct {
	seats       waitq.Seats
	first, last atom.Owned[*conditionWait[T]]
}

// conditionWait is one Wait.
type conditionWait[T any] struct {
	waitq.Seat
	listed     atom.Owned[bool]
	prev, next atom.Owned[*conditionWait[T]]
	value      T // what it is let go with
	err        error
}

// sit puts a new waiter into the list.
func (l *conditionList[T]) sit(w *waitq.Waiter, first bool) *conditionWait[T] {
	n := &conditionWait[T]{}
	l.seats.Take(&n.Seat, w)
	n.listed.Set(true)
	switch head, tail := l.first.Get(), l.last.Get(); {
	case head == nil:
		l.first.Set(n)
		l.last.Set(n)
	case first:
		n.next.Set(head)
		head.prev.Set(n)
		l.first.Set(n)
	default:
		n.prev.Set(tail)
		tail.next.Set(n)
		l.last.Set(n)
	}
	return n
}

// leave takes a waiter out of the list, if it is there.
func (l *conditionList[T]) leave(n *conditionWait[T]) {
	if !n.listed.Get() {
		return
	}
	prev, next := n.prev.Get(), n.next.Get()
	if prev == nil {
		l.first.Set(next)
	} else {
		prev.next.Set(next)
	}
	if next == nil {
		l.last.Set(prev)
	} else {
		next.prev.Set(prev)
	}
	n.listed.Set(false)
	n.prev.Set(nil)
	n.next.Set(nil)
}

// notify lets go all, or one, and returns how many. Who was cancelled does not count.
func (l *conditionList[T]) notify(v T, opts []NotifyOption) (n int) {
	o := notification(opts)
	if o.err != nil {
		var zero T
		v = zero
	}
	for w := l.first.Get(); w != nil && (n == 0 || !o.one); w = l.first.Get() {
		l.leave(w)
		w.value, w.err = v, o.err
		raced.Release(unsafe.Pointer(w))
		if w.Resume() { // LP(Notify)
			n++
		}
	}
	return n
}

// WaitOption changes how a call waits for a condition.
type WaitOption struct{ first bool }

// First has a call wait ahead of all others, also of those that have asked for the same before.
func First() WaitOption { return WaitOption{first: true} }

func isFirst(opts []WaitOption) (first bool) {
	for _, o := range opts {
		first = first || o.first
	}
	return first
}

// NotifyOption changes whom Notify lets go, and with what.
type NotifyOption struct {
	one bool
	err error
}

// One has Notify let go the first waiter alone.
func One() NotifyOption { return NotifyOption{one: true} }

// WithError has the waits that are let go fail with err; nil changes nothing.
func WithError(err error) NotifyOption { return NotifyOption{err: err} }

func notification(opts []NotifyOption) (all NotifyOption) {
	for _, o := range opts {
		all.one = all.one || o.one
		if o.err != nil {
			all.err = o.err
		}
	}
	return all
}
