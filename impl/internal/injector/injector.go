// Package injector is a first-in first-out queue that anybody may push to and pop from: the pool's queue for work from
// outside and for yielding tasks, and each worker's queue of sticky tasks.
//
//	 segment            segment            segment
//	[T T T E E E E E] ─▶ [E E E E E E E E] ─▶ [E E E . . . . .]
//	       ^pop                                      ^push         T = taken, E = entry, . = empty
//
// A push claims the next cell of the last segment by fetch-and-add and puts its entry there by compare-and-swap; a pop
// claims the next cell of the first segment by fetch-and-add and swaps taken into it. A pop that comes to its cell
// before the push does finds nothing, and by the swap it has spoilt the cell: both go on to the next one.
//
// # Invariants
//
//	I1  a cell goes empty -> entry -> taken, or empty -> taken; it is written by at most one push and one pop
//	I2  first is at or before last, and every segment between them is linked
//	I3  a pop claims a cell only after it saw push > pop in that segment, so it spoils at most one cell per push that
//	    is still on its way
//
// # Linearization points
//
// Push: its successful compare-and-swap, into a cell, or of the link to a new segment that begins with its entry. Pop: its swap that finds an entry; empty: its load of the push
// index, which is not beyond the pop index, with no next segment.
//
// Order: entries leave in the order of their cells. A push that is overtaken while between its two steps may find its
// cell spoilt and get a later one; it is then concurrent with whoever overtook it.
//
// # Progress
//
// Lock-free. A push and a pop can spoil each other's cells, but only until the segment ends: a push that finds it full
// links a new one with its entry already there, or another push has just done so; a pop that finds no such segment
// returns. Nobody waits for a stalled thread.
//
// # Rejected
//
// Linking an empty segment when one is full: one push and one pop may then spoil cells for ever, and neither ends.
//
// Vyukov's bounded queue: a producer that stalls between its two steps hides everything behind it. An intrusive list of
// tasks: a task can have a dead entry left behind in one queue while it is added to another.
//
// After the fetch-and-add queues of Morrison and Afek, "Fast Concurrent Queues for x86 Processors", PPoPP 2013, in the
// simple form with segments that are used once.
package injector

import "github.com/veritask/veritask/impl/internal/atom"

// Queue holds pointers to entries of type T. The zero Queue is not usable; call Init.
type Queue[T any] struct {
	first atom.Pointer[segment[T]]
	last  atom.Pointer[segment[T]]
	taken T // its address marks a cell that a pop has been to
}

type segment[T any] struct {
	push  atom.Int32
	pop   atom.Int32
	next  atom.Pointer[segment[T]]
	cells [segmentCells]atom.Pointer[T]
}

// Init makes the queue empty and usable.
func (q *Queue[T]) Init() {
	s := &segment[T]{}
	q.first.Store(s)
	q.last.Store(s)
}

// Push adds e at the end.
func (q *Queue[T]) Push(e *T) {
	for {
		s := q.last.Load()
		if i := s.push.Add(1) - 1; i < segmentCells {
			if s.cells[i].CompareAndSwap(nil, e) { // LP(Push)
				return
			}
			continue // a pop came first and spoilt the cell
		}
		if q.extend(s, e) {
			return
		}
	}
}

// extend makes the segment after s, which is full, the last one. True: it is new, and begins with e.
func (q *Queue[T]) extend(s *segment[T], e *T) bool {
	s.push.Store(segmentCells) // keeps the index from wrapping around; whoever sees it full comes here as well
	next := s.next.Load()
	mine := false
	if next == nil {
		next = &segment[T]{}
		next.cells[0].Store(e)
		next.push.Store(1)
		if mine = s.next.CompareAndSwap(nil, next); !mine { // LP(Push) into a new segment
			next = s.next.Load()
		}
	}
	q.last.CompareAndSwap(s, next)
	return mine
}

// Pop takes the oldest entry, nil when there is none.
func (q *Queue[T]) Pop() *T {
	for l := atom.NewLoop(); ; l.Again() {
		s := q.first.Load()
		if i := s.pop.Load(); i >= min(s.push.Load(), segmentCells) {
			if i < segmentCells {
				return nil // LP(Pop, empty)
			}
			next := s.next.Load()
			if next == nil {
				return nil // LP(Pop, empty)
			}
			q.first.CompareAndSwap(s, next)
			continue
		}
		i := s.pop.Add(1) - 1
		if i >= segmentCells {
			s.pop.Store(segmentCells)
			continue
		}
		if e := s.cells[i].Swap(&q.taken); e != nil { // LP(Pop)
			return e
		}
	}
}

// Empty reports whether there was nothing to pop at some moment during the call; cells that were spoilt but not yet
// replaced may make it say no for a while.
func (q *Queue[T]) Empty() bool {
	s := q.first.Load()
	i := s.pop.Load()
	return i >= min(s.push.Load(), segmentCells) && (i < segmentCells || s.next.Load() == nil)
}
