package cells

import (
	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// segment is a stretch of the row. Segments are linked both ways, in the order of their ids; those in which every put
// was cancelled, or every take, are unlinked, so that timeouts without end use no memory.
//
//	life:  31     17   16   15   8 7    0
//	      [  pins  | linked | takes | puts ]
//
// pins counts the anchors that are at the segment or about to be; linked says that it has a successor; takes and puts
// count those cancelled. A segment is dead when no anchor is there, it has a successor, and one of the counts says all.
// Those are two values of life, and nobody changes either: pins are only added to the living. Whoever makes it so
// unlinks it. The invariants are those of waitq's segments.
//
// A segment in which both were cancelled never dies. There is one at most between the ends of the row: where puts and
// takes have passed each other.
type segment[T any] struct {
	home   waitq.Home // of its stands
	next   atom.Pointer[segment[T]]
	prev   atom.Pointer[segment[T]]
	life   atom.Uint32
	stands atom.Pointer[stands]
	id     atom.Owned[uint64]  // of its cells the first has the number id*segmentCells; written before publication
	row    atom.Owned[*Row[T]] // written before publication
	cell   [segmentCells]cell[T]
}

const (
	oneTake  = 1 << 8
	linked   = 1 << 16
	onePin   = 1 << 17
	deadPuts = linked | segmentCells
	deadTake = linked | segmentCells*oneTake
)

// The race detector need not see it being written before it is published.
//
//go:norace
func newSegment[T any](q *Row[T], id uint64, prev *segment[T]) *segment[T] {
	s := &segment[T]{}
	s.id.Set(id)
	s.row.Set(q)
	s.home.SetKeeper(s)
	if prev != nil {
		s.prev.Store(prev)
	}
	return s
}

func isDead(life uint32) bool { return life == deadPuts || life == deadTake }

func (s *segment[T]) dead() bool { return isDead(s.life.Load()) }

// count adds to life, what makes the segment dead or not.
func (s *segment[T]) count(d uint32) {
	if isDead(s.life.Add(d)) {
		s.unlink()
	}
}

// pin keeps the segment from dying; false: it is dead.
func (s *segment[T]) pin() bool {
	for l := atom.NewLoop(); ; l.Again() {
		v := s.life.Load()
		if isDead(v) {
			return false
		}
		if s.life.CompareAndSwap(v, v+onePin) {
			return true
		}
	}
}

func (s *segment[T]) unpin() { s.count(^uint32(onePin - 1)) }

// find returns the cell of number n, which is not before s, and its segment; nil if that was unlinked, and then the next
// one that was not.
func (s *segment[T]) find(n uint64) (*cell[T], *segment[T]) {
	id := n / segmentCells
	if s.id.Get() != id || s.dead() {
		if s = s.reach(id); s.id.Get() != id {
			return nil, s
		}
	}
	return &s.cell[n%segmentCells], s
}

// at returns the cell of number n, nil if it is in another segment. The segment may have died; then the cell tells.
func (s *segment[T]) at(n uint64) *cell[T] {
	if s.id.Get() != n/segmentCells {
		return nil
	}
	return &s.cell[n%segmentCells]
}

// start returns the number of the first cell.
func (s *segment[T]) start() uint64 { return s.id.Get() * segmentCells }

// reach returns the first living segment from s on whose id is at least id, and makes it if need be.
func (s *segment[T]) reach(id uint64) *segment[T] {
	for s.id.Get() < id || s.dead() {
		next := s.next.Load()
		if next == nil {
			next = s.extend()
		}
		s = next
	}
	return s
}

// extend returns the successor of what was the last segment.
func (s *segment[T]) extend() *segment[T] {
	n := newSegment(s.row.Get(), s.id.Get()+1, s)
	if !s.next.CompareAndSwap(nil, n) {
		return s.next.Load()
	}
	s.count(linked)
	return n
}

// unlink makes the living neighbours of a dead segment neighbours of each other. A neighbour may die meanwhile; whoever
// killed it may have seen the links as they were before, so look again.
func (s *segment[T]) unlink() {
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
func (s *segment[T]) setPrev(to *segment[T]) {
	for l := atom.NewLoop(); ; l.Again() {
		p := s.prev.Load()
		if p == nil || s.prev.CompareAndSwap(p, to) {
			return
		}
	}
}

// anchor is a pointer to a segment that it keeps from dying. It only moves forward.
type anchor[T any] struct{ p atom.Pointer[segment[T]] }

// follow is find from where the anchor of a side of q was before the number was drawn there; the anchor goes along.
func (a *anchor[T]) follow(q *Row[T], from *segment[T], n uint64) (*cell[T], *segment[T]) {
	c, s := from.find(n)
	if c != nil && a.advance(s) {
		q.cut()
	}
	return c, s
}

// advance moves the anchor to s, unless it is there or beyond, or s is dead. It reports whether it did.
func (a *anchor[T]) advance(s *segment[T]) bool {
	for l := atom.NewLoop(); ; l.Again() {
		at := a.p.Load()
		if at.id.Get() >= s.id.Get() || !s.pin() {
			return false
		}
		if a.p.CompareAndSwap(at, s) {
			at.unpin()
			return true
		}
		s.unpin()
	}
}
