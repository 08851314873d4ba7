package cells

import "github.com/veritask/veritask/impl/internal/atom"

// The edge is where the buffer ends: a put of a number below it has room. It is not counted but follows from what was
// taken. Its word holds
//
//	63       gone       36 35        low        0
//	[      28 bits        |       36 bits        ]        edge = low + capacity + gone
//
// low is how many numbers of takes are accounted for, gone the number of cancelled puts from low up to the edge. When
// takes is beyond low, the edge moves on, and passes cancelled puts for nothing. Anybody can do that, one step at a time:
//
//	(0) the cell before the edge: if a put waits there, it has room now; if it was cancelled, gone is one more
//	(1) low < takes: if the cell of number low holds a cancelled put, gone is one less; low is one more
//
// The word is right when low == takes and step 0 has nothing to do. Takes leave it as it is while no put has come to the
// edge, as far as the end of their segment; many are accounted for in one step then. What makes that sound is that a put
// makes the word right, and looks at it once more, after its waiting is to be seen, and before it can be cancelled or
// parks. A take of a number that no put has drawn makes the word right before it waits, so all that is unlinked at or
// after low are cancelled puts, and no takes.
const (
	firstBits = 36
	lowMask   = 1<<firstBits - 1
	maxGone   = 1<<(64-firstBits) - 1
)

func pack(low, gone uint64) uint64 { return gone<<firstBits | low&lowMask }

// unpack returns both parts of w; near is a number near low, which is kept modulo 1 << firstBits.
func unpack(w, near uint64) (low, gone uint64) {
	d := int64((near-w)<<(64-firstBits)) >> (64 - firstBits)
	return near - uint64(d), w >> firstBits
}

// space is what was true at one moment, when puts was loaded.
type space struct {
	edge, gone  uint64
	puts, takes uint64
	over        bool // the row is closed: the edge has come to rest, and the rest is not true
}

// balance makes the word right.
func (q *Row[T]) balance() space {
	q.visitors.Add(1)
	r := q.balanced()
	q.visitors.Add(-1)
	return r
}

func (q *Row[T]) balanced() space {
	for l := atom.NewLoop(); ; l.Again() {
		w := q.room.Load()
		rr := q.takes.Load()
		ss := q.puts.Load()
		takes, puts := rr&^flag, ss&^flag
		if ss&flag != 0 && rr&flag == 0 {
			q.finish()
			return space{edge: q.lastEdge(), over: true}
		}
		low, gone := unpack(w, takes)
		edge := low + q.capacity.Get() + gone
		if int64(takes-low) < 0 || q.moveEdge(w, low, gone, edge, puts) || q.moveLow(w, low, gone, edge, takes, puts) {
			continue
		}
		if q.room.Load() == w && q.takes.Load() == rr {
			q.moveAnchors(low)
			return space{edge: edge, gone: gone, puts: ss, takes: takes}
		}
	}
}

// lastEdge returns the edge of a closed row.
func (q *Row[T]) lastEdge() uint64 {
	low, gone := unpack(q.room.Load(), q.takes.Load()&^flag)
	return low + q.capacity.Get() + gone
}

// moveEdge is step 0. It reports whether there was something to do.
func (q *Row[T]) moveEdge(w, low, gone, edge, puts uint64) bool {
	if edge-1 >= puts {
		return false
	}
	c, s := q.edge.p.Load().find(edge - 1)
	n := uint64(1)
	if c == nil {
		n = s.start() - (edge - 1)
	} else {
		if q.edge.advance(s) {
			q.cut()
		}
		switch c.state.Load() {
		case putWaits:
			s.letRest((edge - 1) % segmentCells)
			return true
		case putCancelled:
		default:
			return false
		}
	}
	if gone+n > maxGone {
		return false // there is less room than there could be until something is taken
	}
	q.room.CompareAndSwap(w, pack(low, gone+n))
	return true
}

// moveLow is step 1. It reports whether there was something to do.
func (q *Row[T]) moveLow(w, low, gone, edge, takes, puts uint64) bool {
	if low == takes {
		return false
	}
	n, ofGone := uint64(1), uint64(0)
	if gone == 0 {
		if puts <= edge {
			n = takes - low
		}
	} else if c, s := q.low.p.Load().find(low); c == nil {
		n = min(s.start(), takes) - low
		ofGone = n
	} else if c.state.Load() == putCancelled {
		ofGone = 1
	}
	if ofGone > gone {
		return true // low has moved
	}
	q.room.CompareAndSwap(w, pack(low+n, gone-ofGone))
	return true
}

// moveAnchors lets go the segments before low.
func (q *Row[T]) moveAnchors(low uint64) {
	s := q.low.p.Load()
	if s.id.Load() >= low/segmentCells {
		return
	}
	for n := s.after(); n != nil && n.id.Load() <= low/segmentCells; n = n.after() {
		s = n
	}
	moved := q.low.advance(s)
	if q.edge.advance(s) || moved {
		q.cut()
	}
}

// missesTake reports whether somebody can use that the take of number n is accounted for, which has seen puts since it was
// drawn. Then the word is to be made right.
func (q *Row[T]) missesTake(n, puts uint64) bool {
	w := q.room.Load() // if no put is gone, it is low
	return w > lowMask || (puts-w)&(flag|lowMask) > q.capacity.Get() || n >= puts || n%segmentCells == segmentCells-1
}

// hasRoom reports whether there is room for a put of number n even if none was cancelled, or its take is on its way.
func (q *Row[T]) hasRoom(n uint64) bool { return n < q.takes.Load()&^flag+q.capacity.Get() }

// mayRest reports whether a put of number n, which was drawn, has room, or its take is on its way.
func (q *Row[T]) mayRest(n uint64) bool {
	return q.hasRoom(n) || q.bounded() && n < q.balance().edge
}
