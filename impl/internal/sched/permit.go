package sched

import (
	"context"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/waitq"
	"github.com/veritask/veritask/spec"
)

// A permit is what ends a bare suspension, that is, one that waits for nothing but to be scheduled: Park, YieldTo. It is
// one of three things:
//
//	nil        nobody waits, nobody has given a permit
//	{cell}     the task waits, in that cell
//	{value}    a permit was given and not used
//
//	        Park                      Unpark, Schedule, YieldTo: takes {cell} away, writes the value, resumes the cell
//	nil ─────────▶ {cell} ──────────────────────────────────────────────────────▶ nil
//	 │                │ cancelled: by the task itself
//	 │                ▼
//	 │               nil
//	 │ Unpark, Schedule                Park
//	 └───────────▶ {value} ───────────────────────▶ nil
//
// A bare permit has no value: then the suspension returns what is in the mailbox, where ScheduleValue has put something
// before the task began.
//
// LP(Unpark, Schedule): the compare-and-swap that leaves a permit, or the one that settles the cell.
type permit struct {
	cell  atom.Owned[*waitq.Cell]
	co    atom.Owned[*Coroutine] // that waits in cell
	bare  atom.Owned[bool]
	value atom.Owned[any]
}

// newPermit returns a permit without a waiter.
func newPermit(v any, bare bool) *permit {
	p := &permit{}
	p.fill(v, bare)
	return p
}

func (p *permit) fill(v any, bare bool) {
	p.value.Set(v)
	p.bare.Set(bare)
}

// Park blocks the calling task until it is given a permit, which may have come before, and returns its value.
func Park(ctx context.Context) (any, error) {
	if err := Enter(ctx); err != nil {
		return nil, err
	}
	c := current()
	if c == nil {
		return nil, &spec.MisuseError{Msg: "Park: not called by a task"}
	}
	if err := c.interruption(); err != nil {
		return nil, err
	}
	return c.suspend(ctx)
}

// suspend blocks the top task until it is given a permit. If it hands its worker over to another task, it leaves in any case.
func (c *Coroutine) suspend(ctx context.Context) (any, error) {
	t := c.top.Get()
	x := t.extras()
	if p := x.permit.Swap(nil); p != nil {
		c.handOver()
		return t.use(p), nil
	}
	c.bare.Set(true)
	defer c.bare.Set(false)
	mine := &permit{}
	mine.cell.Set(waitq.NewCell(&c.Waiter))
	mine.co.Set(c)
	if !x.permit.CompareAndSwap(nil, mine) {
		c.takeBack(mine.cell.Get())
		c.handOver()
		return t.use(x.permit.Swap(nil)), nil // only the task itself takes permits away
	}
	if err := c.park(ctx, mine.cell.Get()); err != nil {
		x.permit.CompareAndSwap(mine, nil) // or somebody has replaced it: that permit stays for the next time
		return nil, err
	}
	return t.use(mine), nil
}

// use returns what the task, which is the caller, was given.
func (t *Task) use(p *permit) (v any) {
	raced.Acquire(unsafe.Pointer(&t.run))
	mail := &t.extras().mail
	if v = mail.Get(); !p.bare.Get() {
		v = p.value.Get()
	}
	mail.Set(nil)
	return v
}

// Unpark ends t's current or next bare suspension, which returns v. It disturbs no other blocking call.
func (t *Task) Unpark(v any) {
	x := t.extras()
	raced.Merge(unsafe.Pointer(&t.run))
	for l := atom.NewLoop(); ; l.Again() {
		switch p := x.permit.Load(); {
		case p != nil && p.cell.Get() != nil:
			if x.wake(p, v, false) {
				return
			}
		case x.permit.CompareAndSwap(p, newPermit(v, false)): // LP(Unpark) of a task that does not wait for it
			return
		}
	}
}

// wake resumes the waiter of p. False: it has gone on already, because it was cancelled, or by somebody else's doing.
func (x *extra) wake(p *permit, v any, bare bool) bool {
	if !x.permit.CompareAndSwap(p, nil) {
		return false
	}
	p.fill(v, bare)
	return p.cell.Get().Resume() // LP(Unpark, Schedule) of a task that waits for it
}
