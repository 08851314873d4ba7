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
		from := q.put.p.Load() // before the number is drawn, so that it is not beyond its cell
		n := q.puts.Load()
		if n&flag != 0 {
			q.finish()
			return Ticket[T]{}, Closed
		}
		if try && !q.fits(n) {
			return Ticket[T]{}, None // LP(TryPut, none)
		}
		if !q.puts.CompareAndSwap(n, n+1) { // LP(Put)
			continue
		}
		c, s := from.at(n), from
		if c == nil {
			if c, s = q.put.follow(q, from, n); c == nil {
				q.puts.CompareAndSwap(n+1, s.start()) // all takes up to there were cancelled
				continue
			}
		}
		c.v.Set(v)
		if c.state.Load() == empty && q.hasRoom(n) && c.fill() {
			if q.watched() {
				q.wakePeekers()
			}
			return Ticket[T]{}, q.putDone(n)
		}
		t := Ticket[T]{c: c, s: s, n: n}
		if o := q.offer(t); o != Again {
			return t, o
		}
		q.clear(c)
	}
}

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
	c := t.c
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
				t.s.stand(t.n % segmentCells).taker.Get().Wake()
				if q.puts.Load()&flag != 0 {
					q.wakePeekers() // who waited for this value to rest finds the row empty
				}
				return q.putDone(t.n)
			}
		case takeCancelled:
			return Again
		default:
			q.clear(c)
			return Failed
		}
	}
}

// PutWait has w wait with the put of t, which has to. Parked: it is going to be woken, or cancelled, exactly once.
func (q *Row[T]) PutWait(t Ticket[T], v T, w *waitq.Waiter) (Ticket[T], Outcome) {
	c := t.c
	stand := t.s.newStand(t.n % segmentCells)
	stand.putter.Set(w)
	raced.Release(unsafe.Pointer(c))
	if !c.state.CompareAndSwap(empty, putWaits) {
		if o := q.offer(t); o != Again {
			return t, o
		}
		q.clear(c)
		t, o := q.Put(v, false)
		if o == Wait {
			return q.PutWait(t, v, w)
		}
		return t, o
	}
	if q.mayRest(t.n) && c.state.CompareAndSwap(putWaits, filled) { // before anybody can cancel it
		q.wakePeekers()
		return t, q.putDone(t.n)
	}
	q.wakePeekers()
	w.GoTo(&stand.Place)
	return t, Parked
}

// PutEnd ends a put that has parked: Done, Failed or Cancelled.
func (q *Row[T]) PutEnd(t Ticket[T], w *waitq.Waiter) Outcome {
	w.Leave()
	switch t.c.state.Load() {
	case putCancelled:
		q.clear(t.c)
		return Cancelled
	case putFailed:
		q.clear(t.c)
		return Failed
	}
	return q.putDone(t.n)
}
