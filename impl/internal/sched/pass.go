package sched

import "github.com/veritask/veritask/impl/internal/raced"

// Under the race detector each task has a goroutine, and a switch by way of the driver wakes two: that of the driver, and that
// of the next task. So a task that leaves its worker does the driver's work on its own goroutine, up to where that would have
// to search or sleep:
//
//	task A ─ commits, or queues itself ─▶ takes the next entry, task B ─▶ hands control to B ─▶ waits for its own turn
//	                                      └ there is none: hands control back to the driver
//
// Once A has committed, or is in a queue, another worker may resume A, and A.worker is that one's, though A's goroutine still
// acts for the old one. So from there on nothing may ask who is calling.
//
// To the driver all this is one long run of the coroutine that it has resumed, which ends in the end: whoever hands control back
// has done what the driver does after a coroutine has yielded. So all coroutines of a runtime leave in this way, or none does.
// In ordered runtimes none does: their drivers cancel calls and fire timers between two tasks, and keep what they own in
// plain variables.

func (rt *Runtime) passes() bool { return raced.Tasks && !rt.ordered() }

// passOn has the caller leave its worker, which it hands to the next task, and returns when it is resumed. It is what
// Coro.Yield and worker.resume do between them.
func (c *Coroutine) passOn(why leave) {
	raced.Hide()
	w := c.worker.Get()
	c.tell()
	control := c.cor.Detach()
	switch why {
	case leaveParked:
		if !c.Commit() { // unparked while it was leaving
			if w.handoff.Get() == nil {
				c.cor.Attach(control)
				raced.Show()
				return
			}
			c.Ready() // it has handed w over to another one
		}
	case leaveYielded:
		c.top.Get().pool().inject(&c.run)
	case leaveHome:
		c.top.Get().home().pushSticky(&c.run)
	}
	// From here on somebody else may be running c.
	if r := w.nextToPass(); r != nil {
		next := w.coroutineFor(r)
		next.worker.Set(w)
		control.To(&next.cor)
	} else {
		control.Back()
	}
	c.cor.Rejoin()
	raced.Show()
}

// nextToPass is next for a task that leaves w; nil also if the driver has to see to something else first.
func (w *worker) nextToPass() *Runnable {
	if w.handoff.Get() != nil || w.standIn || w.rt.phase.Load() == runtimeStopped {
		return nil
	}
	return w.next()
}
