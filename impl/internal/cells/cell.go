package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// cell is where put and take of one number meet. Each comes once, and one of them at most waits.
//
//	            ┌─▶ FILLED                             there is room for the value, or the take is on its way
//	            │     ▲ room, or the take is on its way
//	            ├─▶ PUTWAITS ──▶ DONE                  the take has the value
//	EMPTY ──────┤     ├──▶ PUTCANCELLED
//	            │     └──▶ PUTFAILED                   closed
//	            └─▶ TAKEWAITS ─▶ DONE                  the put has come
//	                  ├──▶ TAKECANCELLED
//	                  └──▶ TAKEFAILED                  closed
//
// Closing also goes straight from EMPTY to a failed state, if the call has its number and has not come yet. A take leaves
// a FILLED cell as it is: its number says that it has been there.
//
// Every transition is one compare-and-swap. Whoever makes one that ends a wait wakes the waiter, exactly once; a waiting
// put that finds room itself just goes on.
type cell[T any] struct {
	waitq.Place // first: see cellOf
	state       atom.Uint32
	putter      atom.Owned[*waitq.Waiter] // written before PUTWAITS
	taker       atom.Owned[*waitq.Waiter] // written before TAKEWAITS
	v           atom.Owned[T]             // written by the put that has the number, before it changes the state
}

const (
	empty uint32 = iota
	filled
	putWaits
	takeWaits
	done
	putCancelled
	putFailed
	takeCancelled
	takeFailed
)

// gone reports whether there is no value, and never will be.
func gone(state uint32) bool { return state == putCancelled || state == putFailed }

// letRest ends the wait of the put: its value rests in the cell. False: it was over.
func (c *cell[T]) letRest() bool {
	if !c.state.CompareAndSwap(putWaits, filled) {
		return false
	}
	c.putter.Get().Wake()
	return true
}

// fail ends a call that waits in the cell, or is on its way there, because the row was closed.
func (c *cell[T]) fail(waits, failed uint32, who *atom.Owned[*waitq.Waiter]) {
	for l := atom.NewLoop(); ; l.Again() {
		switch st := c.state.Load(); st {
		case empty:
			if c.state.CompareAndSwap(empty, failed) {
				return
			}
		case waits:
			if c.state.CompareAndSwap(waits, failed) {
				who.Get().Wake()
				return
			}
		default:
			return
		}
	}
}

// PlaceCancelled reports whether the call that waited in p was cancelled.
func (s *segment[T]) PlaceCancelled(p *waitq.Place) bool {
	st := cellOf[T](p).state.Load()
	return st == putCancelled || st == takeCancelled
}

// PlaceSettled reports whether the call that waited in p was let go, cancelled or failed.
func (s *segment[T]) PlaceSettled(p *waitq.Place) bool {
	st := cellOf[T](p).state.Load()
	return st != empty && st != putWaits && st != takeWaits
}

// DescribeWait says what a blocked call waits for.
func (s *segment[T]) DescribeWait() string { return s.row.Get().String() }

// CancelPlace cancels the call that waits in p. A call whose number has its counterpart, or that has room, or that closing
// has failed, has been let go; then whatever of that is left to do is done, and the result is false.
func (s *segment[T]) CancelPlace(p *waitq.Place, w *waitq.Waiter) bool {
	c := cellOf[T](p)
	switch c.state.Load() {
	case putWaits:
		return (w == nil || c.putter.Get() == w) && s.cancelPut(c)
	case takeWaits:
		return (w == nil || c.taker.Get() == w) && s.cancelTake(c)
	}
	return false
}

// cancelPut is CancelPlace of a put. LP(Put, cancelled): what mayRest looked at, when the row was open; the
// compare-and-swap proves that nobody has let the put go since.
func (s *segment[T]) cancelPut(c *cell[T]) bool {
	q := s.row.Get()
	if q.mayRest(s.number(c)) {
		c.letRest()
		return false
	}
	if q.closedBefore() {
		if q.mayRest(s.number(c)) {
			c.letRest()
		}
		return false
	}
	return s.finishCancelPut(c)
}

func (s *segment[T]) finishCancelPut(c *cell[T]) bool {
	if !c.state.CompareAndSwap(putWaits, putCancelled) {
		return false
	}
	s.count(1)
	c.putter.Get().Wake()
	return true
}

// cancelTake is CancelPlace of a take. LP(Take, cancelled): the load of puts, as in cancelPut.
func (s *segment[T]) cancelTake(c *cell[T]) bool {
	q := s.row.Get()
	puts := q.puts.Load()
	if puts&flag != 0 {
		q.finish()
		return false
	}
	if s.number(c) < puts || !c.state.CompareAndSwap(takeWaits, takeCancelled) {
		return false
	}
	s.count(oneTake)
	c.taker.Get().Wake()
	return true
}

// cellOf returns the cell that begins with p.
func cellOf[T any](p *waitq.Place) *cell[T] { return (*cell[T])(unsafe.Pointer(p)) }
