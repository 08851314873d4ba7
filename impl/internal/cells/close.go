package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
)

// Closing a row:
//
//	(a) its end is the first one that is written down (closing)
//	(b) takes is frozen, so that nobody draws a number there
//	(c) the flag of puts is set: from now on it is closed. LP(Close)
//	(d) the edge is moved for the last time; takes that wait, and then puts that have no room, fail, in order
//	(e) takes is set free: what is in the row can be taken
//
// Whoever meets a frozen takes, or a flag whose closing may not be over, does the rest first. So nobody sees a closing that
// is half done, and takes and edge are exact at the moment at which the row is closed.

// End is why a row was closed.
type End struct{ err atom.Owned[error] }

//go:norace
func newEnd(err error) *End {
	e := &End{}
	e.err.Set(err)
	return e
}

// Close closes the row; if it was closed, err replaces the error for those who come later. It reports whether it closed it.
// If first is set and the row was closed, nothing changes.
func (q *Row[T]) Close(err error, first bool) bool {
	raced.Merge(unsafe.Pointer(&q.closing))
	e := newEnd(err)
	mine := q.closing.CompareAndSwap(nil, e)
	q.finish()
	if !mine && !first {
		q.current.Store(e) // LP(Close) of a closed row
	}
	return mine
}

// finish brings a closing to its end; the first one must have been written down.
func (q *Row[T]) finish() {
	for l := atom.NewLoop(); ; l.Again() {
		puts := q.puts.Load() // before takes: it is not frozen afterwards
		takes := q.takes.Load()
		switch {
		case takes&flag == 0 && puts&flag != 0:
			return
		case takes&flag == 0:
			q.takes.CompareAndSwap(takes, takes|flag)
		case puts&flag == 0:
			q.puts.Or(flag) // LP(Close)
		default:
			q.sweep(puts&^flag, takes&^flag)
			q.takes.CompareAndSwap(takes, takes&^flag)
		}
	}
}

// sweep lets those go that closing fails.
func (q *Row[T]) sweep(puts, takes uint64) {
	q.visitors.Add(1)
	defer q.visitors.Add(-1)
	edge := takes
	if q.bounded() {
		edge = q.balance().edge
	}
	q.each(q.put.p.Load(), puts, takes, (*segment[T]).failTake)
	if q.capacity.Get() < Unbounded {
		q.each(q.take.p.Load(), edge, puts, (*segment[T]).failPut)
	}
	q.wakePeekers()
}

// each calls f for the segments and indices of the cells of the numbers from lo up to hi, but for those that are
// unlinked; from is not beyond. The caller is a visitor.
func (q *Row[T]) each(from *segment[T], lo, hi uint64, f func(s *segment[T], i uint64)) {
	for n := lo; n < hi; {
		c, s := from.find(n)
		from = s
		if c == nil {
			n = s.start()
			continue
		}
		f(s, n%segmentCells)
		n++
	}
}

// closedBefore reports whether the row is closed, and finishes that.
func (q *Row[T]) closedBefore() bool {
	if q.puts.Load()&flag == 0 {
		return false
	}
	q.finish()
	return true
}

// Err is the error of a row that was closed, for those who come later.
func (q *Row[T]) Err() error {
	if e := q.current.Load(); e != nil {
		raced.Acquire(unsafe.Pointer(&q.closing))
		return e.err.Get()
	}
	return q.FirstErr()
}

// FirstErr is the error for those whom closing failed.
func (q *Row[T]) FirstErr() error {
	raced.Acquire(unsafe.Pointer(&q.closing))
	return q.closing.Load().err.Get()
}
