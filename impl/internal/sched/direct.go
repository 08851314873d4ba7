package sched

import (
	"context"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/spec"
)

// A direct switch runs a task at once, past all that are queued: the caller makes the task its worker's next one and leaves.
//
//	caller ─ aims at t: t is claimed, or woken, and is w.handoff ─▶ leaves ─▶ driver: resumes w.handoff first
//
// From the aim on t is out of all queues and the caller's to run, so the caller must leave, even if it is woken or cancelled
// before it has: then it goes to the end of a queue (handOver).
//
// A fresh task begins on a coroutine of its own, not on the caller's stack: the caller does not wait for it, and its
// stack's order would not be that of waiting.

var (
	errYieldNotRunnable = &spec.ConcurrencyViolationError{Msg: spec.MsgYieldNotRunnable}
	errYieldSelf        = &spec.ConcurrencyViolationError{Msg: spec.MsgYieldSelf}
	errElsewhere        = &spec.MisuseError{Msg: spec.MsgElsewhere}
)

// YieldWith puts the caller behind what is queued and switches to t, which is fresh or suspended, giving it v.
func YieldWith(ctx context.Context, t *Task, v any) (any, error) {
	c, err := enterDirect(ctx, "YieldWith")
	if err != nil {
		return nil, err
	}
	if c.top.Get() == t {
		return nil, errYieldSelf
	}
	if err := c.aim(t, v, errYieldNotRunnable); err != nil {
		return nil, err
	}
	c.giveWay()
	if err := c.interruption(); err != nil {
		return nil, err
	}
	mail := &c.top.Get().extras().mail
	got := mail.Get()
	mail.Set(nil)
	return got, nil
}

// YieldTo suspends the caller and switches to t, which is fresh or suspended, giving it v.
func YieldTo(ctx context.Context, t *Task, v any) (any, error) {
	c, err := enterDirect(ctx, "YieldTo")
	if err != nil {
		return nil, err
	}
	if c.top.Get() == t {
		return v, nil
	}
	if t.IsDone() {
		if err := t.Err(); err != nil {
			return nil, err.(*spec.TaskFailedError).Cause
		}
		return v, nil
	}
	if err := c.aim(t, v, errNotRunnable); err != nil {
		return nil, err
	}
	return c.suspend(ctx)
}

// enterDirect is how a direct switch begins.
func enterDirect(ctx context.Context, name string) (*Coroutine, error) {
	if err := Enter(ctx); err != nil {
		return nil, err
	}
	c := current()
	if c == nil {
		return nil, &spec.MisuseError{Msg: name + ": not called by a task"}
	}
	return c, c.interruption()
}

// aim makes t, which is fresh or suspended, the next task of c's worker, with a value; refused is why it cannot.
func (c *Coroutine) aim(t *Task, v any, refused error) error {
	for l := atom.NewLoop(); ; l.Again() {
		s := t.state.Load()
		switch phase(s) {
		case phaseFresh:
			if !c.mayStart(t) {
				return errElsewhere
			}
			if t.state.CompareAndSwap(s, s&^phaseMask|phaseRunning) { // LP(YieldTo) of a fresh task
				c.aimFresh(t, v)
				return nil
			}
		case phaseRunning:
			if done, err := c.aimSuspended(t, v, refused); done {
				return err
			}
		default:
			return refused
		}
	}
}

// mayStart reports whether t, which is fresh, can begin on c's worker.
func (c *Coroutine) mayStart(t *Task) bool {
	w := c.worker.Get()
	if t.pool() != w.pool || t.flags.Get()&flagSticky == 0 {
		return t.pool() == w.pool
	}
	home := t.extras().home.Get()
	return !w.standIn && (home == nil || home == w)
}

// aimFresh makes a task that the caller has claimed the next one.
func (c *Coroutine) aimFresh(t *Task, v any) {
	w := c.worker.Get()
	if v != nil {
		t.extras().mail.Set(v)
	}
	if t.flags.Get()&flagSticky != 0 {
		t.extras().home.Set(w)
	}
	if raced.Tasks || t.flags.Get()&flagOwnGoroutine != 0 {
		onGoroutine(t, w.rt)
	}
	w.handoff.Set(&t.run)
}

// aimSuspended makes a task that is suspended the next one. done: it is, or err says why it cannot be.
func (c *Coroutine) aimSuspended(t *Task, v any, refused error) (done bool, err error) {
	x := t.extras()
	p := x.permit.Load()
	if p == nil || p.cell.Get() == nil {
		return true, refused
	}
	w := c.worker.Get()
	if home := t.home(); t.pool() != w.pool || home != nil && home != w {
		return true, errElsewhere
	}
	raced.Merge(unsafe.Pointer(&t.run))
	if !x.permit.CompareAndSwap(p, nil) {
		return false, nil
	}
	p.fill(v, false)
	ok, mine := p.cell.Get().Take() // LP(YieldTo) of a suspended task
	if mine {
		w.handoff.Set(&p.co.Get().run)
	}
	return ok, nil // not mine: it is just leaving its worker, and goes on there
}

// handOver lets the worker go on with the task that a direct switch aims at, if there is one; the caller, which is ready to go
// on, goes to the end of a queue.
func (c *Coroutine) handOver() {
	if c.worker.Get().handoff.Get() != nil {
		c.giveWay()
	}
}
