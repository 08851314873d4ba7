package waitq

import "github.com/veritask/veritask/impl/internal/atom"

// segment is a stretch of the line. Segments are linked both ways, in the order of their ids; those in which every call
// was cancelled are unlinked, so that timeouts without end use no memory.
//
//	life:  31      9   8   7          0
//	      [  pins  | linked | cancelled ]
//
// pins counts the anchors (a queue's head and tail) that are at the segment, or about to be; linked says that it has a
// successor; cancelled counts its cancelled cells. A segment is dead when nothing is left of it: no pins, a successor,
// all cells cancelled. That is one value of life, so it dies at one moment, and for ever: pins are only added to the
// living, and nobody else changes a life that is complete. Whoever makes it so unlinks it.
//
// Invariants
//
//	I1  x.next == y: every segment between x and y is dead.
//	I2  x.prev == y: every segment between y and x is dead. x.prev == nil: nobody goes further back from x.
//	I3  The last segment is not dead, and neither is one that an anchor is at.
//
// A dead segment keeps its next, so whoever is at it finds the way on; but nothing renews that next, so nobody may stay
// there for long. That is what pins are for.
//
// After the concurrent linked list under Kotlin's semaphores and channels. There, being the last one is not part of the
// counter, so an anchor can arrive at a segment at the moment at which it is being removed.
type segment struct {
	next  atom.Pointer[segment]
	prev  atom.Pointer[segment]
	life  atom.Uint32
	id    atom.Owned[uint64] // of its cells the first has the number id*segmentCells; written before publication
	queue atom.Owned[*Queue] // written before publication
	cells [segmentCells]Cell
}

const (
	linked = 1 << 8
	onePin = 1 << 9
	dead   = linked | segmentCells
)

// The race detector need not see it being written before it is published.
//
//go:norace
func newSegment(q *Queue, id uint64, prev *segment) *segment {
	s := &segment{}
	s.id.Set(id)
	s.queue.Set(q)
	if prev != nil {
		s.prev.Store(prev)
	}
	return s
}

func (s *segment) dead() bool { return s.life.Load() == dead }

// addCancelled counts a cell that was cancelled.
func (s *segment) addCancelled() {
	if s.life.Add(1) == dead {
		s.unlink()
	}
}

// pin keeps the segment from dying; false: it is dead.
func (s *segment) pin() bool {
	for l := atom.NewLoop(); ; l.Again() {
		v := s.life.Load()
		if v == dead {
			return false
		}
		if s.life.CompareAndSwap(v, v+onePin) {
			return true
		}
	}
}

func (s *segment) unpin() {
	if s.life.Add(^uint32(onePin-1)) == dead {
		s.unlink()
	}
}

// reach returns the first segment from s on whose id is at least id, and makes it if need be. If its id is higher, every
// cell of segment id was cancelled. It may be dead, if it is being unlinked at this moment: its cells then say so one by
// one, which is rare, and cheaper than to ask each time.
func (s *segment) reach(id uint64) *segment {
	for s.id.Get() < id {
		next := s.next.Load()
		if next == nil {
			next = s.extend()
		}
		s = next
	}
	return s
}

// extend returns the successor of what was the last segment.
func (s *segment) extend() *segment {
	n := newSegment(s.queue.Get(), s.id.Get()+1, s)
	if !s.next.CompareAndSwap(nil, n) {
		return s.next.Load()
	}
	if s.life.Add(linked) == dead {
		s.unlink()
	}
	return n
}

// unlink makes the living neighbours of a dead segment neighbours of each other. A neighbour may die meanwhile; whoever
// killed it may have seen the links as they were before, so look again.
func (s *segment) unlink() {
	for {
		left, right := s.prev.Load(), s.next.Load()
		for left != nil && left.dead() {
			left = left.prev.Load()
		}
		for right.dead() {
			right = right.next.Load()
		}
		right.setPrev(left)
		if left != nil {
			left.next.Store(right)
		}
		if !right.dead() && (left == nil || !left.dead()) {
			return
		}
	}
}

// setPrev changes prev, unless the way back was cut.
func (s *segment) setPrev(to *segment) {
	for l := atom.NewLoop(); ; l.Again() {
		p := s.prev.Load()
		if p == nil || s.prev.CompareAndSwap(p, to) {
			return
		}
	}
}

// cut ends the way back: what lies behind the head is of no use to anybody, and must not be kept alive.
func (s *segment) cut() {
	if s.prev.Load() != nil {
		s.prev.Store(nil)
	}
}

// anchor is a pointer to a segment that it keeps from dying. It only moves forward.
type anchor struct{ p atom.Pointer[segment] }

// advance moves the anchor to s, unless it is there or beyond, or s is dead.
func (a *anchor) advance(s *segment) {
	for l := atom.NewLoop(); ; l.Again() {
		at := a.p.Load()
		if at.id.Get() >= s.id.Get() || !s.pin() {
			return
		}
		if a.p.CompareAndSwap(at, s) {
			at.unpin()
			return
		}
		s.unpin()
	}
}
