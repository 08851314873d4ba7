package sched

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/spec"
)

// What can be done to a task from outside, by its state:
//
//	                       Schedule, ScheduleValue          ScheduleError
//	fresh                  is queued, the value in its mailbox   fails, unrun
//	queued                 refused                          fails, unrun
//	runs, or is about to   gets a permit, unless it has one      the next call that has to wait fails
//	suspended              goes on, with the value          the suspension fails
//	waits for a task       refused                          refused
//	waits otherwise        refused                          that call fails
//	over                   refused                          refused
//
// An error that has been scheduled and not been met yet is in the task's extra part. Whoever schedules it writes it down
// and looks then where the task waits; a call that waits gets in line first and looks for an error then. So of the two one
// sees the other. A call that was let go before has what it came for, and the error is left for the next one: nothing that
// was granted is lost, and nothing needs to be granted once more.

var errNotRunnable = &spec.MisuseError{Msg: spec.MsgNotRunnable}

// interrupt is an error that was scheduled.
type interrupt struct{ err atom.Owned[error] }

// Schedule queues a fresh task, or gives one that has begun a bare permit.
func (t *Task) Schedule() error { return t.post(nil, true) }

// ScheduleValue is Schedule with a value that the task's suspension returns, a fresh one's first.
func (t *Task) ScheduleValue(v any) error { return t.post(v, false) }

func (t *Task) post(v any, bare bool) error {
	for l := atom.NewLoop(); ; l.Again() {
		s := t.state.Load()
		switch {
		case phase(s) == phaseFresh:
			if t.enqueueFresh(s, v, bare) {
				return nil
			}
		case phase(s) != phaseRunning || t.whereabouts().waits:
			return errNotRunnable
		default:
			if done, err := t.permitOnce(v, bare); done {
				return err
			}
		}
	}
}

// enqueueFresh queues t, whose state is s. False: it is not s any more.
func (t *Task) enqueueFresh(s uint64, v any, bare bool) bool {
	next := phaseQueued
	if !bare {
		next = phasePosted
	}
	// Once it is queued a waiter may run it in place, even before it is in a queue; its entry is dead then.
	if !t.state.CompareAndSwap(s, s&^phaseMask|next) { // LP(Schedule)
		return false
	}
	if !bare {
		t.extras().mail.Set(v)
		t.leavePosted()
	}
	t.schedule(current())
	return true
}

// leavePosted makes t, which the caller has posted, queued.
func (t *Task) leavePosted() {
	for l := atom.NewLoop(); ; l.Again() {
		s := t.state.Load()
		if t.state.CompareAndSwap(s, s&^phaseMask|phaseQueued) {
			return
		}
	}
}

// permitOnce gives t, which has begun, a permit unless it has one. False: look again.
func (t *Task) permitOnce(v any, bare bool) (done bool, err error) {
	x := t.extras()
	raced.Merge(unsafe.Pointer(&t.run))
	switch p := x.permit.Load(); {
	case p == nil:
		return x.permit.CompareAndSwap(nil, newPermit(v, bare)), nil
	case p.cell.Get() != nil:
		return x.wake(p, v, bare), nil
	}
	return true, errNotRunnable // it is scheduled already
}

// ScheduleError has t fail, if it has not begun, or else the call in which it waits, or the next one that has to.
func (t *Task) ScheduleError(err error) error {
	for l := atom.NewLoop(); ; l.Again() {
		s := t.state.Load()
		switch phase(s) {
		case phaseFresh, phaseQueued:
			if t.state.CompareAndSwap(s, s&^phaseMask|phaseRunning) { // LP(ScheduleError)
				t.finishUnrun(err)
				return nil
			}
		case phaseRunning:
			return t.interrupt(err)
		case phaseDone, phaseFailed:
			return errNotRunnable
		}
		// phasePosted: somebody is about to queue it, a few instructions from now
	}
}

// finishUnrun ends t, which the caller has claimed, without running it.
func (t *Task) finishUnrun(err error) {
	c := t.own()
	if c != nil { // ends the goroutine that waits for its turn
		c.start.Set(nil)
		c.cor.Resume()
	}
	t.finish(err)
	if c != nil {
		c.rt.Get().noteIdle()
	}
}

// interrupt leaves err for t, which has begun, and ends the call in which it waits.
func (t *Task) interrupt(err error) error {
	x := t.extras()
	i := &interrupt{}
	i.err.Set(err)
	raced.Release(unsafe.Pointer(i))
	x.interrupt.Store(i) // LP(ScheduleError) unless a call is cancelled by it
	switch at := t.whereabouts(); {
	case at.firm:
		if x.interrupt.CompareAndSwap(i, nil) {
			return errNotRunnable
		}
	case at.seat != nil && x.interrupt.Load() == i:
		// It has not been met, so the wait in that seat is to meet it, or is over. Otherwise the seat could be that of a
		// later wait, which would find no reason why it was cancelled.
		at.seat.Cancel()
	}
	return nil
}

// interruption returns the error that somebody has scheduled for the top task, and forgets it; nil if there is none.
func (c *Coroutine) interruption() error {
	x := c.top.Get().extra.Load()
	if x == nil || x.interrupt.Load() == nil {
		return nil
	}
	i := x.interrupt.Swap(nil)
	if i == nil {
		return nil
	}
	raced.Acquire(unsafe.Pointer(i))
	c.met.Set(i)
	return i.err.Get()
}

// interrupted reports whether somebody has scheduled an error for the top task.
func (c *Coroutine) interrupted() bool {
	x := c.top.Get().extra.Load()
	return x != nil && x.interrupt.Load() != nil
}

// Unmet puts back the error that the caller's last wait has ended with, if that was a scheduled one, since the call is not
// going to return it.
func (p Party) Unmet() {
	if p.c == nil {
		return
	}
	if i := p.c.met.Get(); i != nil {
		p.c.top.Get().extras().interrupt.CompareAndSwap(nil, i) // or a later one has come
		p.c.met.Set(nil)
	}
}

// whereabouts says where a task is that has begun.
type whereabouts struct {
	waits bool // for something, not just to be scheduled
	firm  bool // and ScheduleError does not end that
	seat  Seat // where it waits, or is suspended; nil if another task runs on top of it
}

// whereabouts looks for t. Its cost is a look at each coroutine of the runtime.
func (t *Task) whereabouts() (at whereabouts) {
	if x := t.extra.Load(); x != nil {
		if p := x.permit.Load(); p != nil && p.cell.Get() != nil {
			return whereabouts{seat: p.cell.Get()} // suspended
		}
	}
	registry.each(t.pool().rt, func(c *Coroutine) {
		if w := c.whereabouts(t); w != (whereabouts{}) {
			at = w
		}
	})
	return at
}

// whereabouts says where t is if it waits on c. What is read of c was written before its seat was published; if c has gone
// on meanwhile the seat is settled, and cancelling it does nothing.
//
//go:norace
func (c *Coroutine) whereabouts(t *Task) whereabouts {
	seat := c.seat()
	switch {
	case c.top.Get() == t:
		return whereabouts{waits: seat != nil && !c.bare.Get(), firm: seat != nil && c.firm.Get() != soft, seat: seat}
	case c.find(uintptr(unsafe.Pointer(t))) != nil:
		return whereabouts{waits: true, firm: true}
	}
	return whereabouts{}
}
