package sched

import (
	"context"
	"runtime"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/thread"
	"github.com/veritask/veritask/spec"
)

// Wait blocks until the task is over and returns its failure. A task that waits for one that ended by Goexit ends by
// Goexit too.
func (t *Task) Wait(ctx context.Context) error {
	c := current()
	if x, ok := ctx.(*Context); ok && c != nil && t.joinPlain(x, c) {
		return t.outcome(c)
	}
	if err := Enter(ctx); err != nil {
		return err
	}
	if c != nil && c.top.Get() == t {
		return &spec.ConcurrencyViolationError{Msg: spec.MsgWaitSelf}
	}
	if err := t.join(ctx, c, firm, true); err != nil {
		return err
	}
	return t.outcome(c)
}

// Join is Wait that does not mind how the task ends. It runs nothing in place: a Goexit there would take the caller along.
func (t *Task) Join(ctx context.Context) error {
	c := current()
	if c != nil && c.top.Get() == t {
		return &spec.ConcurrencyViolationError{Msg: spec.MsgWaitSelf}
	}
	return t.join(ctx, c, soft, false)
}

// Outlast blocks until t is over, however it ends, and whatever else does: neither a context nor Close ends the wait. It
// runs nothing in place.
func (t *Task) Outlast() {
	_ = t.join(context.Background(), current(), firmest, false) // nothing ends the wait before the task
	raced.Acquire(unsafe.Pointer(t))
}

// joinPlain runs t on top of c if it is queued and everything is as plain as can be: waiter, wait and t have the same
// context. False: nothing was done.
func (t *Task) joinPlain(x *Context, c *Coroutine) bool {
	if x != t.ctx.Get() || !c.plain(x) || t.flags.Get() != 0 || c.top.Get().depth.Get() >= maxDepth ||
		x.node != nil && x.base.Err() != nil || !t.state.CompareAndSwap(phaseQueued, phaseRunning) {
		return false
	}
	t.runOn(c)
	return true
}

// outcome is the failure of a finished task, as the waiter c gets it.
func (t *Task) outcome(c *Coroutine) error {
	raced.Acquire(unsafe.Pointer(t))
	if phase(t.state.Load()) == phaseDone {
		return nil
	}
	err := t.extra.Load().failure.Get()
	if c != nil && err.(*spec.TaskFailedError).Cause == spec.ErrGoexit { //nolint:errorlint // identity is the point
		runtime.Goexit()
	}
	return err
}

// join returns when t is over, or with the reason why the wait ended before. inPlace: t may run on the caller's stack.
func (t *Task) join(ctx context.Context, c *Coroutine, how firmness, inPlace bool) error {
	s := t.state.Load()
	if over(s) {
		return nil
	}
	if c == nil {
		return await(ctx, nil, &t.extras().waiters)
	}
	if inPlace && phase(s) == phaseQueued && t.mayRunOn(c, ctx) && t.claim() {
		t.runOn(c)
		return nil
	}
	for i := 0; phase(s) == phaseRunning && i < joinSpins && !c.rt.Get().ordered(); i++ {
		thread.Spin()
		s = t.state.Load()
	}
	if over(s) {
		return nil
	}
	c.firm.Set(how)
	err := await(ctx, c, &t.extras().waiters)
	c.firm.Set(soft)
	return err
}

// mayRunOn reports whether a wait by the top task of c may run t on the spot. Only what the waiter waits for runs on its
// stack, so the stack's order stays the order of waiting. The wait cannot be cancelled while t runs, so whatever could
// cancel it must be able to cancel t as well.
func (t *Task) mayRunOn(c *Coroutine, ctx context.Context) bool {
	me := c.top.Get()
	if raced.Tasks || t.flags.Get() != 0 || me.depth.Get() >= maxDepth {
		return false
	}
	pool := t.pool()
	if pool != me.pool() || !pool.rt.joinsInPlace() || pool.rt.phase.Load() >= runtimeClosed {
		return false
	}
	mine := t.ctx.Get().node
	if x, ok := ctx.(*Context); ok {
		return x.node == nil || x.node == mine
	}
	done := ctx.Done()
	return done == nil || mine != nil && mine.done == done
}

// runOn runs t, which the caller has claimed, on top of c's stack.
func (t *Task) runOn(c *Coroutine) {
	below := c.top.Get()
	t.depth.Set(below.depth.Get() + 1)
	c.worker.Get().trim(&t.run)
	c.cover(below)
	t.execute(c)
	c.uncover(below)
	n := c.joins.Get() + 1
	c.joins.Set(n)
	w := c.worker.Get()
	if n%joinTick == 0 || w.ping.Load() {
		c.stepInPlace(w)
	}
	if home := below.home(); home != nil && home != c.worker.Get() {
		c.switchAway(leaveHome) // t moved the stack elsewhere; a sticky task goes on at home
	}
}

// trim takes the dead entry r off the owner's end of the deque. If it is not there, it was stolen, or stands further
// back, as when tasks are joined in the order in which they were spawned; then the last of those joins finds it.
func (w *worker) trim(r *Runnable) {
	d := &w.deque
	if d.Newest() != r {
		w.dead.Set(w.dead.Get() + 1)
		return
	}
	d.Pop()
	n := w.dead.Get()
	if n == 0 {
		return
	}
	n -= int32(d.Trim((*Runnable).dead, int(n)))
	w.dead.Set(n)
	for ; n > 0; n-- {
		if e := d.Newest(); e == nil || !e.dead() {
			return
		}
		if d.Pop() == nil { // empty: all that were dead are gone
			n = 1
		}
		w.dead.Set(n - 1)
	}
}

// stepInPlace is a step of the scheduling loop for recursion that joins in place: if the injector or the sticky queue
// has something, the whole stack gives way and the driver takes its turn.
func (c *Coroutine) stepInPlace(w *worker) {
	w.answer()
	if w.pool.injector.Empty() && w.sticky.Empty() {
		return
	}
	c.giveWay()
}
