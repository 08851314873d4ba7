package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// Take begins to take a value: Done, Closed, Failed, or Wait. If try is set and it would have to wait, None.
func (q *Row[T]) Take(try bool) (v T, t Ticket[T], o Outcome) {
	for l := atom.NewLoop(); ; l.Again() {
		s := q.take.p.Load() // before the number, so that it is not beyond its cell
		n := q.takes.Load()
		if n&flag != 0 {
			q.finish()
			continue
		}
		if puts := q.puts.Load(); n >= puts&^flag && (try || puts&flag != 0) {
			return v, t, q.nothing(puts) // LP(TryTake, none): the load of puts
		}
		if !s.has(n) {
			q.follow(&q.take, &q.takes, n)
			continue
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
		c := s.at(n)
		if c.state.Load() == filled {
			return q.leave(s, n%segmentCells), t, Done
		}
		if n < puts {
			c.await()
		}
		t = Ticket[T]{s: s, n: n}
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
	c := t.cell()
	for l := atom.NewLoop(); ; l.Again() {
		switch c.state.Load() {
		case empty:
			return v, Wait
		case filled:
			return q.leave(t.s, t.n%segmentCells), Done
		case putWaits:
			if c.state.CompareAndSwap(putWaits, done) {
				stand := t.s.stand(t.n % segmentCells)
				v = q.leave(t.s, t.n%segmentCells)
				stand.wake(Done)
				return v, Done
			}
		case takeFailed:
			return v, Failed
		default:
			return v, Again
		}
	}
}

// leave takes the value out of cell i of s, and leaves that for good. The publication orders nothing but what went before: who
// finds all cells of a segment TAKEN later finds it spare later.
func (q *Row[T]) leave(s *segment[T], i uint64) T {
	c := &s.cell[i]
	raced.Acquire(unsafe.Pointer(c))
	v := s.value[i].Get()
	q.clear(s, i)
	atom.Publish(&c.state, taken)
	return v
}

// TakeWait has w wait with the take of t, which has to. Parked: it is going to be woken, or cancelled, exactly once.
func (q *Row[T]) TakeWait(t Ticket[T], w *waitq.Waiter) (v T, _ Ticket[T], o Outcome) {
	stand := t.s.newStand(t.n % segmentCells)
	stand.waiter.Set(w)
	w.Come(&stand.Place)
	if t.cell().state.CompareAndSwap(empty, takeWaits) {
		t.stand = stand
		return v, t, Parked
	}
	w.Leave()
	v, o = q.grab(t)
	return v, t, o
}

// TakeEnd ends a take that has parked: Done, Failed or Cancelled.
func (q *Row[T]) TakeEnd(t Ticket[T], w *waitq.Waiter) (v T, o Outcome) {
	w.Leave()
	if o = t.stand.end.Get(); o != Done {
		return v, o
	}
	return q.leave(t.s, t.n%segmentCells), Done
}
