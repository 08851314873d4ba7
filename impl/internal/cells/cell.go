package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
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
	state atom.Uint32
	v     atom.Owned[T] // written by the put that has the number, before it changes the state
}

// stand is what a cell needs besides when somebody waits in it. The stands of a segment are made when somebody has to wait
// there for the first time; where nobody does, values are all there is.
type stand struct {
	waitq.Place                           // first: see index
	putter      atom.Owned[*waitq.Waiter] // written before PUTWAITS
	taker       atom.Owned[*waitq.Waiter] // written before TAKEWAITS
}

// stands are those of one segment.
type stands [segmentCells]stand

// stand returns the stand of cell i, in which somebody waits, has waited or is about to.
func (s *segment[T]) stand(i uint64) *stand { return &s.stands.Load()[i] }

// newStand returns the stand of cell i to somebody who has to wait.
func (s *segment[T]) newStand(i uint64) *stand {
	if all := s.stands.Load(); all != nil {
		return &all[i]
	}
	s.stands.CompareAndSwap(nil, s.newStands())
	return s.stand(i)
}

// The race detector need not see it being written before it is published.
//
//go:norace
func (s *segment[T]) newStands() *stands {
	all := &stands{}
	for i := range all {
		all[i].SetHome(&s.home)
	}
	return all
}

// index returns the index of the cell whose stand begins with p.
func (s *segment[T]) index(p *waitq.Place) uint64 {
	d := uintptr(unsafe.Pointer(p)) - uintptr(unsafe.Pointer(s.stands.Load()))
	return uint64(d / unsafe.Sizeof(stand{}))
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

// fill lets the value rest in the cell, unless its take waits there or closing has failed the put.
func (c *cell[T]) fill() bool {
	raced.Release(unsafe.Pointer(c))
	return c.state.CompareAndSwap(empty, filled)
}

// gone reports whether there is no value, and never will be.
func gone(state uint32) bool { return state == putCancelled || state == putFailed }

// letRest ends the wait of the put in cell i: its value rests there. False: it was over.
func (s *segment[T]) letRest(i uint64) bool {
	if !s.cell[i].state.CompareAndSwap(putWaits, filled) {
		return false
	}
	s.stand(i).putter.Get().Wake()
	return true
}

// failPut ends a put that waits in cell i, or is on its way there, because the row was closed.
func (s *segment[T]) failPut(i uint64) {
	if s.cell[i].fail(putWaits, putFailed) {
		s.stand(i).putter.Get().Wake()
	}
}

// failTake is the same for a take.
func (s *segment[T]) failTake(i uint64) {
	if s.cell[i].fail(takeWaits, takeFailed) {
		s.stand(i).taker.Get().Wake()
	}
}

// fail reports whether it has ended a call that waits.
func (c *cell[T]) fail(waits, failed uint32) bool {
	for l := atom.NewLoop(); ; l.Again() {
		switch st := c.state.Load(); st {
		case empty:
			if c.state.CompareAndSwap(empty, failed) {
				return false
			}
		case waits:
			if c.state.CompareAndSwap(waits, failed) {
				return true
			}
		default:
			return false
		}
	}
}

// PlaceCancelled reports whether the call that waited in p was cancelled.
func (s *segment[T]) PlaceCancelled(p *waitq.Place) bool {
	st := s.cell[s.index(p)].state.Load()
	return st == putCancelled || st == takeCancelled
}

// PlaceSettled reports whether the call that waited in p was let go, cancelled or failed.
func (s *segment[T]) PlaceSettled(p *waitq.Place) bool {
	st := s.cell[s.index(p)].state.Load()
	return st != empty && st != putWaits && st != takeWaits
}

// DescribeWaitIn says what the call in p waits for.
func (s *segment[T]) DescribeWaitIn(p *waitq.Place) string {
	q := s.row.Get()
	switch {
	case s.cell[s.index(p)].state.Load() != putWaits:
		return "a value from " + q.String()
	case q.capacity.Get() == 0:
		return "somebody who takes from " + q.String()
	}
	return "room in " + q.String()
}

// CancelPlace cancels the call that waits in p. A call whose number has its counterpart, or that has room, or that closing
// has failed, has been let go; then whatever of that is left to do is done, and the result is false.
func (s *segment[T]) CancelPlace(p *waitq.Place, w *waitq.Waiter) bool {
	i := s.index(p)
	switch s.cell[i].state.Load() {
	case putWaits:
		return (w == nil || s.stand(i).putter.Get() == w) && s.cancelPut(i)
	case takeWaits:
		return (w == nil || s.stand(i).taker.Get() == w) && s.cancelTake(i)
	}
	return false
}

// cancelPut is CancelPlace of a put. LP(Put, cancelled): what mayRest looked at, when the row was open; the
// compare-and-swap proves that nobody has let the put go since.
func (s *segment[T]) cancelPut(i uint64) bool {
	q := s.row.Get()
	if q.mayRest(s.start() + i) {
		s.letRest(i)
		return false
	}
	if q.closedBefore() {
		if q.mayRest(s.start() + i) {
			s.letRest(i)
		}
		return false
	}
	return s.finishCancelPut(i)
}

func (s *segment[T]) finishCancelPut(i uint64) bool {
	s.row.Get().order.skip()
	if !s.cell[i].state.CompareAndSwap(putWaits, putCancelled) {
		return false
	}
	s.count(1)
	s.stand(i).putter.Get().Wake()
	return true
}

// cancelTake is CancelPlace of a take. LP(Take, cancelled): the load of puts, as in cancelPut.
func (s *segment[T]) cancelTake(i uint64) bool {
	q := s.row.Get()
	puts := q.puts.Load()
	if puts&flag != 0 {
		q.finish()
		return false
	}
	if s.start()+i < puts {
		return false
	}
	q.order.skip()
	if !s.cell[i].state.CompareAndSwap(takeWaits, takeCancelled) {
		return false
	}
	s.count(oneTake)
	s.stand(i).taker.Get().Wake()
	return true
}
