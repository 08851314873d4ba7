package waitq

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
)

// Seat is a place to wait in that stands alone, in no row: somebody keeps a pointer to it and lets the waiter go. Like a
// Cell it is used by one waiter once:
//
//	                Resume
//	 taken ──────────────────────▶ GRANTED       the waiter is unparked
//	   │ Cancel, Disarm
//	   ▼
//	CANCELLED                                    the waiter is unparked, or does not park
type Seat struct {
	Place                      // first: see seatOf
	state atom.Pointer[Waiter] // as that of a Cell
}

const _ = -unsafe.Offsetof(Seat{}.Place)

func seatOf(p *Place) *Seat { return (*Seat)(unsafe.Pointer(p)) }

// Seats is what the seats of one primitive have in common.
type Seats struct {
	home Home
	what atom.Owned[Waitable] // written before the first is taken
}

// Waitable is what one can wait for; dumps print it.
type Waitable interface{ DescribeWait() string }

// Init is called once, before any seat is taken. what is waited for there.
func (h *Seats) Init(what Waitable) {
	h.what.Set(what)
	h.home.SetKeeper(h)
}

// Take makes s, a new seat, the place that w waits in. The caller parks afterwards, or
// takes it back by Disarm, and leaves it in the end.
//
//go:norace
func (h *Seats) Take(s *Seat, w *Waiter) {
	s.SetHome(&h.home)
	s.state.Store(w)
	w.GoTo(&s.Place)
}

// Resume lets the waiter go. It reports whether it was this call that did.
func (s *Seat) Resume() bool { return s.settle(granted) }

func (s *Seat) settle(final *Waiter) bool {
	w := s.state.Load()
	if w.final() || !s.state.CompareAndSwap(w, final) {
		return false
	}
	w.Wake()
	return true
}

// Disarm takes back a seat in which the caller, its waiter, does not want to park after all. False: it was settled
// before, and the caller has to consume the Unpark.
func (s *Seat) Disarm() bool {
	w := s.state.Load()
	return !w.final() && s.state.CompareAndSwap(w, cancelled)
}

// Settled reports whether the waiter was let go or cancelled.
func (s *Seat) Settled() bool { return s.state.Load().final() }

// CancelPlace cancels the call that waits in p.
func (h *Seats) CancelPlace(p *Place, w *Waiter) bool {
	s := seatOf(p)
	return (w == nil || s.state.Load() == w) && s.settle(cancelled)
}

// PlaceCancelled reports whether the call that waited in p was cancelled.
func (h *Seats) PlaceCancelled(p *Place) bool { return seatOf(p).state.Load() == cancelled }

// PlaceSettled reports whether the call that waited in p was let go or cancelled.
func (h *Seats) PlaceSettled(p *Place) bool { return seatOf(p).Settled() }

// DescribeWaitIn says what is waited for.
func (h *Seats) DescribeWaitIn(*Place) string { return h.what.Get().DescribeWait() }
