package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// Take begins to take a value: Done, Closed, Failed, or Wait. If try is set and there is none, None; a Wait is over then
// when the put comes that has drawn that number.
func (q *Row[T]) Take(try bool) (v T, t Ticket[T], o Outcome) {
	for l := atom.NewLoop(); ; l.Again() {
		from := q.take.p.Load() // before the number is drawn, so that it is not beyond its cell
		n := q.takes.Load()
		if n&flag != 0 {
			q.finish()
			continue
		}
		if puts := q.puts.Load(); n >= puts&^flag && (try || puts&flag != 0) {
			return v, t, q.nothing(puts) // LP(TryTake, none): the load of puts
		}
		q.order.take(n)
		if !q.takes.CompareAndSwap(n, n+1) { // LP(Take)
			continue
		}
		puts := q.puts.Load()
		if puts&flag != 0 && n >= puts&^flag {
			return v, t, q.nothing(puts)
		}
		if q.bounded() && q.missesTake(n, puts) {
			q.balance()
		}
		c, s := from.at(n), from
		if c == nil {
			if c, s = q.take.follow(q, from, n); c == nil {
				q.takes.CompareAndSwap(n+1, s.start()) // all puts up to there were cancelled
				continue
			}
		}
		if c.state.Load() == filled {
			return q.valueOf(c), t, Done
		}
		t = Ticket[T]{c, s, n, n < puts}
		if v, o = q.grab(t); o != Again {
			return v, t, o
		}
	}
}

// nothing is the outcome when there is nothing to take; puts tells whether the row is closed.
func (q *Row[T]) nothing(puts uint64) Outcome {
	if puts&flag == 0 {
		return None
	}
	q.finish()
	return Closed
}

// grab has the take of t do what it can without waiting.
func (q *Row[T]) grab(t Ticket[T]) (v T, o Outcome) {
	c := t.c
	for l := atom.NewLoop(); ; l.Again() {
		switch c.state.Load() {
		case empty:
			return v, Wait
		case filled:
			return q.valueOf(c), Done
		case putWaits:
			if c.state.CompareAndSwap(putWaits, done) {
				v = q.valueOf(c)
				t.s.stand(t.n % segmentCells).putter.Get().Wake()
				return v, Done
			}
		case takeFailed:
			return v, Failed
		default:
			return v, Again
		}
	}
}

// valueOf takes the value out of a cell.
func (q *Row[T]) valueOf(c *cell[T]) T {
	raced.Acquire(unsafe.Pointer(c))
	v := c.v.Get()
	q.clear(c)
	return v
}

// TakeWait has w wait with the take of t, which has to. Parked: it is going to be woken, or cancelled, exactly once.
func (q *Row[T]) TakeWait(t Ticket[T], w *waitq.Waiter) (v T, _ Ticket[T], o Outcome) {
	c := t.c
	stand := t.s.newStand(t.n % segmentCells)
	stand.taker.Set(w)
	if c.state.CompareAndSwap(empty, takeWaits) {
		w.GoTo(&stand.Place)
		return v, t, Parked
	}
	v, o = q.grab(t)
	return v, t, o
}

// TakeEnd ends a take that has parked: Done, Failed or Cancelled.
func (q *Row[T]) TakeEnd(t Ticket[T], w *waitq.Waiter) (v T, o Outcome) {
	w.Leave()
	switch t.c.state.Load() {
	case takeCancelled:
		return v, Cancelled
	case takeFailed:
		return v, Failed
	}
	return q.valueOf(t.c), Done
}
