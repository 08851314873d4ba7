package cells

import "github.com/veritask/veritask/impl/internal/atom"

// anchor is a pointer to a segment that it keeps from dying. It only moves forward.
type anchor[T any] struct{ p atom.Pointer[segment[T]] }

// advance moves the anchor to s, unless it is there or beyond, or s is dead. It reports whether it did. The caller is a
// visitor.
func (a *anchor[T]) advance(s *segment[T]) bool {
	for l := atom.NewLoop(); ; l.Again() {
		at := a.p.Load()
		if at.id.Load() >= s.id.Load() || !s.pin() {
			return false
		}
		if a.p.CompareAndSwap(at, s) {
			at.unpin()
			return true
		}
		s.unpin()
	}
}

// follow is called by a side whose next number, n, is not in the segment of its anchor: it moves the anchor there. If the
// segment was unlinked, since all calls of the other side with numbers there were cancelled, it moves the counter on. So
// whoever draws a number has its cell in hand.
func (q *Row[T]) follow(a *anchor[T], counter *atom.Uint64, n uint64) {
	q.visitors.Add(1)
	if c, s := a.p.Load().find(n); c == nil {
		counter.CompareAndSwap(n, s.start()) // fails if the anchor was beyond n: then n is drawn
	} else if a.advance(s) {
		q.cut()
	}
	q.visitors.Add(-1)
}

// cut ends the way back before the segment that all anchors have reached: what lies behind is of no use to anybody, and
// must not be kept alive. The caller is a visitor.
func (q *Row[T]) cut() {
	s := q.put.p.Load()
	if o := q.take.p.Load(); o.id.Load() < s.id.Load() {
		s = o
	}
	if q.bounded() {
		if o := q.low.p.Load(); o.id.Load() < s.id.Load() {
			s = o
		}
		if o := q.edge.p.Load(); o.id.Load() < s.id.Load() {
			s = o
		}
	}
	if p := s.prev.Load(); p != nil && s.prev.CompareAndSwap(p, nil) {
		q.spare(p)
	}
}
