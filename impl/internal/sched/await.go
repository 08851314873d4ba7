package sched

import (
	"context"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/park"
	"github.com/veritask/veritask/impl/internal/waitq"
	"github.com/veritask/veritask/spec"
)

// Seat is what one call waits in: a *waitq.Cell, a *waitq.Place or a *waitq.Seat.
type Seat interface {
	Cancel() bool
	Cancelled() bool
}

// Await makes the caller wait in q until it is granted (nil) or cancelled (the cause), unless q's owner has what it
// wants when it gets in line.
//
// Order of what follows: register in q; tell the recorder; link with whatever may cancel; look once more whether that
// has happened; park. Whoever cancels writes first (ends the context, closes the runtime) and looks for waiters then,
// so one of the two sees the other.
func Await(ctx context.Context, q *waitq.Queue) error {
	return await(ctx, current(), q)
}

// await is Await for the caller c, nil for a plain goroutine.
func await(ctx context.Context, c *Coroutine, q *waitq.Queue) error {
	if c == nil {
		return awaitGoroutine(ctx, q)
	}
	cell, granted := q.Suspend(&c.Waiter)
	if granted {
		return nil
	}
	return c.park(ctx, cell)
}

// park blocks the coroutine's top task, which waits in cell, until the cell is granted or cancelled.
func (c *Coroutine) park(ctx context.Context, cell Seat) error {
	park.CallHook(ctx)
	return c.parkUntold(ctx, cell)
}

// parkUntold is park of a call that has no place in a line: what it waits for is on its way.
func (c *Coroutine) parkUntold(ctx context.Context, cell Seat) error {
	rt := c.rt.Get()
	node := c.nodeOf(ctx)
	if node != nil {
		node.link(&c.link, c.shard(), cell)
		if ctx.Err() != nil && rt.virtual == nil {
			cell.Cancel()
		}
	}
	if c.firm.Get() < firmest && rt.phase.Load() >= runtimeClosed {
		cell.Cancel()
	}
	c.met.Set(nil)
	if c.firm.Get() == soft && c.interrupted() {
		cell.Cancel()
	}
	limit := rt.virtual.timeLimit(node, cell)
	if c.Notified() {
		c.handOver()
	} else {
		c.switchAway(leaveParked)
	}
	if limit != nil {
		limit.Stop()
	}
	if node != nil {
		c.link.unlink()
	}
	if !cell.Cancelled() {
		return nil
	}
	if c.firm.Get() == soft {
		if err := c.interruption(); err != nil {
			return err
		}
	}
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case rt.phase.Load() < runtimeClosed:
		return context.DeadlineExceeded
	}
	return spec.ErrRuntimeClosed
}

// shard spreads coroutines over the shards of a scope node. Addresses differ from run to run, and calls are cancelled shard by
// shard; so a runtime that keeps an order has all in one.
func (c *Coroutine) shard() int {
	if c.rt.Get().ordered() {
		return 0
	}
	return int(uintptr(unsafe.Pointer(c)) >> 9)
}

// takeBack has the caller leave a cell or a seat in which it waits already, since it is not going to park. If somebody
// has granted or cancelled that, his Unpark is consumed.
func (c *Coroutine) takeBack(s interface{ Disarm() bool }) {
	if !s.Disarm() && !c.Notified() {
		c.switchAway(leaveParked)
	}
}

// Leave ends a wait in a line that has just begun, for a caller that does not want to park after all. If somebody is about
// to let it go, it returns when he has.
func (p Party) Leave(cell *waitq.Cell) {
	cell.Cancel() // or it was granted: either leaves one Unpark
	switch {
	case p.c == nil:
		p.w.Park()
	case !p.c.Notified():
		p.c.switchAway(leaveParked)
	}
}

// nodeOf returns the scope node of ctx in the coroutine's runtime, nil if nothing can cancel ctx.
func (c *Coroutine) nodeOf(ctx context.Context) *scopeNode {
	rt := c.rt.Get()
	if x, ok := ctx.(*Context); ok && (x.node == nil || x.node.rt == rt) {
		return x.node
	}
	if n := c.top.Get().ctx.Get().node; n != nil && n.done == ctx.Done() {
		return n
	}
	return rt.nodeFor(ctx)
}

// awaitGoroutine is Await for a plain goroutine, which sleeps on channels.
func awaitGoroutine(ctx context.Context, q *waitq.Queue) error {
	w := newGoroutineWaiter()
	cell, granted := q.Suspend(w)
	if granted {
		return nil
	}
	return parkGoroutine(ctx, w, cell)
}

// parkGoroutine blocks the calling goroutine, which waits in cell as w.
func parkGoroutine(ctx context.Context, w *waitq.Waiter, cell Seat) error {
	park.CallHook(ctx)
	return parkGoroutineUntold(ctx, w, cell)
}

// parkGoroutineUntold is parkUntold of a plain goroutine.
func parkGoroutineUntold(ctx context.Context, w *waitq.Waiter, cell Seat) error {
	if done := ctx.Done(); done == nil {
		w.Park()
	} else if w.ParkUntil(done) {
		return nil // granted
	} else if cell.Cancel() {
		w.Park() // takes the permit that Cancel left
		return context.Cause(ctx)
	} else {
		w.Park() // the grant is on its way
	}
	return nil
}

// newGoroutineWaiter returns a waiter for one call of a plain goroutine.
// Its fields are written before it is published, which the race detector need not see.
//
//go:norace
func newGoroutineWaiter() *waitq.Waiter {
	w := &waitq.Waiter{}
	w.ForGoroutine()
	return w
}
