package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// Put begins to put v: Done, Closed, Failed, or Wait. If try is set and it would have to wait, None.
func (q *Row[T]) Put(v T, try bool) (Ticket[T], Outcome) {
	for l := atom.NewLoop(); ; l.Again() {
		s := q.put.p.Load() // before the number, so that it is not beyond its cell
		n := q.puts.Load()
		if n&flag != 0 {
			q.finish()
			return Ticket[T]{}, Closed
		}
		if try && !q.fits(n) {
			return Ticket[T]{}, None // LP(TryPut, none)
		}
		if !s.has(n) {
			q.follow(&q.put, &q.puts, n)
			continue
		}
		if !q.puts.CompareAndSwap(n, n+1) { // LP(Put)
			continue
		}
		c := s.at(n)
		s.value[n%segmentCells].Set(v)
		if q.isNext(n) && c.state.Load() == empty {
			c.publish()
			if q.watched() {
				q.wakePeekers()
			}
			return Ticket[T]{}, q.putDone(n)
		}
		t := Ticket[T]{s: s, n: n}
		if o := q.offer(t); o != Again {
			return t, o
		}
		q.clear(s, n%segmentCells)
	}
}

// isNext reports whether there is room for a put of number n, which was drawn, and no take had drawn n when it was. If the cell
// is EMPTY then, nobody else is going to change it: a take that draws n waits for the put, and closing fails puts without
// room. One that had no room when the row was closed may have some now, since takes go on, but then its cell has failed.
func (q *Row[T]) isNext(n uint64) bool { return n-q.takes.Load()&^flag < q.capacity.Get() }

// fits reports whether a put of number n would not have to wait, if that is the next one; if it is not, or the row was
// closed, whatever. LP(TryPut, none): if there is a buffer, the load of puts in balance, else that before.
func (q *Row[T]) fits(n uint64) bool {
	if q.hasRoom(n) {
		return true
	}
	if !q.bounded() {
		return false
	}
	r := q.balance()
	return r.over || r.puts&flag != 0 || n < r.edge
}

// offer has the put of t, whose value is in the cell, do what it can without waiting.
func (q *Row[T]) offer(t Ticket[T]) Outcome {
	c := t.cell()
	for l := atom.NewLoop(); ; l.Again() {
		switch c.state.Load() {
		case empty:
			if !q.mayRest(t.n) {
				return Wait
			}
			if c.fill() {
				q.wakePeekers()
				return q.putDone(t.n)
			}
		case takeWaits:
			raced.Release(unsafe.Pointer(c))
			if c.state.CompareAndSwap(takeWaits, done) {
				t.s.stand(t.n % segmentCells).wake(Done)
				return q.putDone(t.n)
			}
		case takeCancelled:
			return Again
		default:
			q.clear(t.s, t.n%segmentCells)
			return Failed
		}
	}
}

// PutWait has w wait with the put of t, which has to. Parked: it is going to be woken, or cancelled, exactly once.
func (q *Row[T]) PutWait(t Ticket[T], v T, w *waitq.Waiter) (Ticket[T], Outcome) {
	c := t.cell()
	stand := t.s.newStand(t.n % segmentCells)
	stand.waiter.Set(w)
	raced.Release(unsafe.Pointer(c))
	bounded := q.bounded()
	if !bounded {
		w.Come(&stand.Place)
	}
	if !c.state.CompareAndSwap(empty, putWaits) {
		w.Leave()
		if o := q.offer(t); o != Again {
			return t, o
		}
		q.clear(t.s, t.n%segmentCells)
		t, o := q.Put(v, false)
		if o == Wait {
			return q.PutWait(t, v, w)
		}
		return t, o
	}
	if bounded && q.mayRest(t.n) && c.state.CompareAndSwap(putWaits, filled) { // before anybody can cancel it
		q.wakePeekers()
		return t, q.putDone(t.n)
	}
	if q.watched() {
		q.wakePeekers()
	}
	t.stand = stand
	if bounded {
		w.GoTo(&stand.Place)
	}
	return t, Parked
}

// PutEnd ends a put that has parked: Done, Failed or Cancelled.
func (q *Row[T]) PutEnd(t Ticket[T], w *waitq.Waiter) Outcome {
	w.Leave()
	if o := t.stand.end.Get(); o != Done {
		q.clear(t.s, t.n%segmentCells)
		return o
	}
	return q.putDone(t.n)
}
