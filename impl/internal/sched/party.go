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

// Park blocks the caller, whose waiter is in place, until that is settled. It returns the cause if it was cancelled.
func (p Party) Park(ctx context.Context, place *waitq.Place) error {
	if p.c == nil {
		return parkGoroutine(ctx, p.w, place)
	}
	return p.c.park(ctx, place, true)
}
