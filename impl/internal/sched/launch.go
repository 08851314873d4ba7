package sched

import (
	"context"

	"github.com/veritask/veritask/impl/internal/waitq"
)

// Launch spawns t as a sticky task and returns when it has left its worker for the first time, or is over. Where the runtime
// keeps an order, the caller is put behind what is queued and switches to t. Elsewhere it could go on at once, on another worker:
// so it sleeps until t's driver has the worker back.
func Launch(ctx context.Context, t *Task, body Body, o *Options) {
	c := current()
	t.body.Set(body)
	t.prepare(ctx, c, o, false)
	direct := c != nil && c.worker.Get().pool == t.pool() && !c.worker.Get().standIn
	if direct && c.worker.Get().rt.ordered() {
		if t.admit(c) && t.claim() {
			c.worker.Get().handoff.Set(&t.run)
			c.giveWay()
		}
		return
	}
	p := Caller()
	if c != nil {
		c.firm.Set(firm)
		defer c.firm.Set(soft)
	}
	seat := waitq.NewCell(p.w)
	t.extras().first.Set(seat)
	t.flags.Set(t.flags.Get() | flagTells)
	t.AtEnd(func() { seat.Resume() })
	if !direct {
		t.schedule(c)
	} else if t.admit(c) && t.claim() {
		c.worker.Get().handoff.Set(&t.run)
	}
	_ = p.Park(ctx, seat, false) // ctx may end it; then the task has not come so far
}

// tell says, on the driver, that the coroutine has left its worker, if its task is one of Launch.
func (c *Coroutine) tell() {
	if seat := c.tells.Get(); seat != nil {
		c.tells.Set(nil)
		seat.Resume()
	}
}
