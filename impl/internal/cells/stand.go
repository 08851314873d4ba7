package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// stand is what a cell needs besides when somebody waits in it. Only one of the two can: a put that waits has drawn its
// number before the take, which knows then that the put is coming, and the other way round.
type stand struct {
	waitq.Place                           // first: see standOf
	waiter      atom.Owned[*waitq.Waiter] // written before the cell says that he waits
	end         atom.Owned[Outcome]       // of the wait, if that is not Done; written before he is woken
}

const _ = -unsafe.Offsetof(stand{}.Place)

func standOf(p *waitq.Place) *stand { return (*stand)(unsafe.Pointer(p)) }

// stands are those of a few neighbouring cells. They are made when somebody has to wait there for the first time; where
// nobody does, values are all there is. Unlike cells they are never used again: they are taken from a segment before it
// is spare, so whoever comes late to cancel a wait finds out that it is over.
type stands[T any] struct {
	home  waitq.Home
	s     atom.Owned[*segment[T]] // written before publication, as is the next one
	first atom.Owned[uint64]      // index of the first cell
	stand [standCells]stand
}

// The race detector need not see it being written before it is published.
//
//go:norace
func newStands[T any](s *segment[T], first uint64) *stands[T] {
	b := &stands[T]{}
	b.s.Set(s)
	b.first.Set(first)
	b.home.SetKeeper(b)
	for i := range b.stand {
		b.stand[i].SetHome(&b.home)
	}
	return b
}

// stand returns the stand of cell i, in which somebody waits, has waited or is about to.
func (s *segment[T]) stand(i uint64) *stand {
	return &s.stands[i/standCells].Load().stand[i%standCells]
}

// newStand returns the stand of cell i to somebody who has to wait.
func (s *segment[T]) newStand(i uint64) *stand {
	at := &s.stands[i/standCells]
	if at.Load() == nil {
		at.CompareAndSwap(nil, newStands(s, i-i%standCells))
	}
	return s.stand(i)
}

// wake ends the wait in the stand, which the caller has settled.
func (s *stand) wake(end Outcome) {
	if end != Done {
		s.end.Set(end)
	}
	s.waiter.Get().Wake()
}

// cell returns the index of the cell whose stand begins with p.
func (b *stands[T]) cell(p *waitq.Place) uint64 {
	d := uintptr(unsafe.Pointer(p)) - uintptr(unsafe.Pointer(&b.stand))
	return b.first.Get() + uint64(d/unsafe.Sizeof(stand{}))
}

// state returns the state of the cell whose stand begins with p; taken if its segment is spare, or in use again. The caller
// is a visitor.
func (b *stands[T]) state(p *waitq.Place) uint32 {
	s := b.s.Get()
	if s.stands[b.first.Get()/standCells].Load() != b {
		return taken
	}
	return s.cell[b.cell(p)].state.Load()
}

// PlaceCancelled reports whether the call that waited in p was cancelled.
func (b *stands[T]) PlaceCancelled(p *waitq.Place) bool { return standOf(p).end.Get() == Cancelled }

// PlaceSettled reports whether the call that waited in p was let go, cancelled or failed.
func (b *stands[T]) PlaceSettled(p *waitq.Place) bool {
	q := b.s.Get().row.Get()
	q.visitors.Add(1)
	defer q.visitors.Add(-1)
	st := b.state(p)
	return st != empty && st != putWaits && st != takeWaits
}

// DescribeWaitIn says what the call in p waits for.
func (b *stands[T]) DescribeWaitIn(p *waitq.Place) string {
	q := b.s.Get().row.Get()
	q.visitors.Add(1)
	defer q.visitors.Add(-1)
	switch {
	case b.state(p) != putWaits:
		return "a value from " + q.String()
	case q.capacity.Get() == 0:
		return "somebody who takes from " + q.String()
	}
	return "room in " + q.String()
}

// CancelPlace cancels the call that waits in p. A call whose number has its counterpart, or that has room, or that closing
// has failed, has been let go; then whatever of that is left to do is done, and the result is false.
func (b *stands[T]) CancelPlace(p *waitq.Place, w *waitq.Waiter) bool {
	s := b.s.Get()
	q := s.row.Get()
	q.visitors.Add(1)
	defer q.visitors.Add(-1)
	st := b.state(p)
	if st != putWaits && st != takeWaits || w != nil && standOf(p).waiter.Get() != w {
		return false
	}
	if st == putWaits {
		return s.cancelPut(b.cell(p))
	}
	return s.cancelTake(b.cell(p))
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
	s.stand(i).wake(Cancelled)
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
	s.stand(i).wake(Cancelled)
	return true
}
