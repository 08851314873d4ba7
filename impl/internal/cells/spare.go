package cells

import "github.com/veritask/veritask/impl/internal/atom"

// Segments are used again, so that values that come and go need no memory. A segment is spare when nobody can come to its
// cells any more:
//
//	(a) the anchors have passed it, and the way back to it was cut; whoever has cut it is the one who may spare it
//	(b) all its cells are TAKEN: the puts that drew their numbers have left, or wait for no more than to be resumed, and so
//	    have the takes
//	(c) nobody visits the row
//
// A visitor is whoever looks at cells whose numbers he has not drawn: who moves an anchor on, makes the room's word right,
// closes, cancels, or looks at what is there. One who comes after (c) was seen starts at an anchor, hence behind the
// segment, and never goes back to before where the way was cut. A put or a take that has not drawn its number yet holds a
// segment, but looks at its id only; if that fits the number, and the number can be drawn then, the cell was EMPTY all the
// time, and the segment is what it was.
//
// Whoever cancels comes from a stand. So the segment's stands are taken from it before (c) is looked at, and he looks
// whether they are still there once he is a visitor: one of the two sees the other.
//
// Rejected: counting who holds a segment, two locked instructions a call. Using stands again, too: then a cancellation
// that comes late might hit another wait of the same waiter.
type spares[T any] struct {
	at [spareSegments]atom.Pointer[segment[T]]
}

// spareSegments is how many are kept: those of a buffer that fills and empties by turns come several at once.
const spareSegments = 4

// give returns one, nil if there is none. It has no id yet.
func (x *spares[T]) give() *segment[T] {
	for i := range x.at {
		if s := x.at[i].Load(); s != nil && x.at[i].CompareAndSwap(s, nil) {
			return s
		}
	}
	return nil
}

// keep is given a clean segment that is the caller's alone; it is dropped if there are enough.
func (x *spares[T]) keep(s *segment[T]) {
	for i := range x.at {
		if x.at[i].Load() == nil && x.at[i].CompareAndSwap(nil, s) {
			return
		}
	}
}

// spare keeps s, from which the caller has cut the way back, if nobody can come there any more. The caller is a visitor.
func (q *Row[T]) spare(s *segment[T]) {
	if s.life.Load() != linked {
		return
	}
	for i := range s.cell {
		if s.cell[i].state.Load() != taken {
			return
		}
	}
	for i := range s.stands {
		if s.stands[i].Load() != nil {
			s.stands[i].Store(nil)
		}
	}
	if q.visitors.Sum() != 1 {
		return
	}
	s.clean()
	q.spares.keep(s)
}

// clean makes a spare segment look new, but for its id, which is to remain the last one until it gets a later one. It is
// the caller's alone, until keep hands it on by a compare-and-swap.
func (s *segment[T]) clean() {
	var zero T
	for i := range s.cell {
		atom.Publish(&s.cell[i].state, empty)
		s.value[i].Set(zero) // if a peeker was in the way
	}
	atom.PublishPointer(&s.next, nil)
	atom.PublishPointer(&s.prev, nil)
	atom.Publish(&s.life, 0)
}
