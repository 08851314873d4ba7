package sched

import (
	"context"

	"github.com/veritask/veritask/impl/internal/waitq"
)

// Party is the caller of a call that waits in a waitq.Place.
type Party struct {
	c *Coroutine // nil for a plain goroutine
	w *waitq.Waiter
}

// Caller returns the calling task or goroutine.
func Caller() Party {
	if c := current(); c != nil {
		return Party{c, &c.Waiter}
	}
	return Party{nil, newGoroutineWaiter()}
}

// Waiter returns what the caller waits as.
func (p Party) Waiter() *waitq.Waiter { return p.w }

// Park blocks the caller, whose waiter is in cell, a *waitq.Cell or a *waitq.Place, until that is settled. It returns the
// cause if it was cancelled. inLine: it waits for its turn, and not just for somebody who is on his way.
func (p Party) Park(ctx context.Context, cell Seat, inLine bool) error {
	switch {
	case p.c == nil && inLine:
		return parkGoroutine(ctx, p.w, cell)
	case p.c == nil:
		return parkGoroutineUntold(ctx, p.w, cell)
	case inLine:
		return p.c.park(ctx, cell)
	}
	return p.c.parkUntold(ctx, cell)
}

// ParkOn is Park of a call that nothing may end but whoever it waits for: not even Close. The caller is Firm.
func (p Party) ParkOn(cell Seat) {
	if p.c == nil {
		p.w.Park()
		return
	}
	_ = p.c.parkUntold(context.Background(), cell) // nothing cancels it
}

// Firm has the caller's waits be ended by nothing but what it waits for, until Soft. It is called before the first of
// them gets in line.
func (p Party) Firm() {
	if p.c != nil {
		p.c.firm.Set(firmest)
	}
}

// Soft undoes Firm.
func (p Party) Soft() {
	if p.c != nil {
		p.c.firm.Set(soft)
	}
}

// TakeBack takes back a seat in which the caller waits already and in which it is not going to park.
func (p Party) TakeBack(s *waitq.Seat) {
	if p.c != nil {
		p.c.takeBack(s)
	} else if !s.Disarm() {
		p.w.Park()
	}
}
