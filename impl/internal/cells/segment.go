package cells

import "github.com/veritask/veritask/impl/internal/atom"

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
//
// A segment gets its id before it is linked, and may have been in use before (spare.go), so somebody may hold it and take
// it for the one of that id. Therefore the id is tentative until the segment is linked. Whoever meets it by then makes
// the id final, so only he who has lost against another new segment is left with a tentative one.
type segment[T any] struct {
	id     atom.Uint64 // of its cells the first has the number id*segmentCells
	next   atom.Pointer[segment[T]]
	prev   atom.Pointer[segment[T]]
	life   atom.Uint32
	row    atom.Owned[*Row[T]] // written before publication
	stands [segmentCells / standCells]atom.Pointer[stands[T]]
	cell   [segmentCells]cell
	value  [segmentCells]atom.Owned[T] // by cell; written by the put that has the number, before it changes the state
}

// tentative marks the id of a segment that may not be linked.
const tentative = 1 << 63

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
func newSegment[T any](q *Row[T]) *segment[T] {
	s := &segment[T]{}
	s.row.Set(q)
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
// one that was not. The caller is a visitor, as are those of reach, after, extend and unlink.
func (s *segment[T]) find(n uint64) (*cell, *segment[T]) {
	id := n / segmentCells
	if s.id.Load() != id || s.dead() {
		if s = s.reach(id); s.id.Load() != id {
			return nil, s
		}
	}
	return s.at(n), s
}

// has reports whether the cell of number n is in the segment. It may have died; then the cell tells.
func (s *segment[T]) has(n uint64) bool { return s.id.Load() == n/segmentCells }

// at returns the cell of number n, which is in the segment.
func (s *segment[T]) at(n uint64) *cell { return &s.cell[n%segmentCells] }

// start returns the number of the first cell.
func (s *segment[T]) start() uint64 { return s.id.Load() * segmentCells }

// reach returns the first living segment from s on whose id is at least id, and makes it if need be.
func (s *segment[T]) reach(id uint64) *segment[T] {
	for s.id.Load() < id || s.dead() {
		next := s.after()
		if next == nil {
			next = s.extend()
		}
		s = next
	}
	return s
}

// after returns the next segment, nil if s was the last one.
func (s *segment[T]) after() *segment[T] {
	n := s.next.Load()
	if n != nil {
		n.finalize()
	}
	return n
}

// finalize makes the id of a segment that was linked final.
func (s *segment[T]) finalize() {
	if id := s.id.Load(); id&tentative != 0 {
		s.id.CompareAndSwap(id, id&^tentative)
	}
}

// extend returns the successor of what was the last segment.
func (s *segment[T]) extend() *segment[T] {
	q := s.row.Get()
	n := q.spares.give()
	if n == nil {
		n = newSegment(q)
	}
	atom.PublishPointer(&n.prev, s)
	n.id.Store(s.id.Load() + 1 | tentative) // before whoever has it can find it linked
	if !s.next.CompareAndSwap(nil, n) {
		atom.PublishPointer(&n.prev, nil)
		q.spares.keep(n)
		return s.after()
	}
	n.finalize()
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
