package museum

import (
	"context"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

var missedNotifyExhibit = Exhibit{
	Name:     "missed-notify",
	Object:   lin.Event,
	Bug:      "a notify between the look at the flag and the queue is not seen by that waiter",
	Origin:   "the oldest of them all: a wait that does not look again once it is registered",
	Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
	subject:  event(newMissedNotify),
}

// missedNotify is a manual event that looks at its flag without the lock first. The bug: it does not look again once
// the lock is held, so a notify between the look and the queue wakes everybody but this waiter, who sleeps although
// the event is set.
type missedNotify struct {
	env
	set shared.Bool // written under mu

	mu    shared.Mutex
	queue []*waiter
}

func newMissedNotify(v env) spec.Event {
	return &missedNotify{env: v}
}

func (e *missedNotify) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if e.set.Load() {
		return nil
	}
	e.maybeYield() // the window: looked, not in the queue
	e.mu.Lock()
	if !e.broken && e.set.Load() { // the bug is the lack of this
		e.mu.Unlock()
		return nil
	}
	w := newWaiter()
	e.queue = append(e.queue, w)
	e.mu.Unlock()
	e.park(ctx)
	if w.sleep(ctx) {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if w.granted {
		return nil
	}
	e.queue = slices.DeleteFunc(e.queue, func(o *waiter) bool { return o == w })
	return context.Cause(ctx)
}

func (e *missedNotify) Notify() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set.Store(true)
	for _, w := range e.queue {
		w.grant()
	}
	e.queue = nil
}

func (e *missedNotify) Reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set.Store(false)
}

func (e *missedNotify) IsSet() bool { return e.set.Load() }
