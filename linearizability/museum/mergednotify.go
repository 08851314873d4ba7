package museum

import (
	"context"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

var mergedNotifyExhibit = Exhibit{
	Name:     "merged-notify",
	Object:   lin.AutoEvent,
	Bug:      "two notifies wake one of two waiters, because the first to be woken is still at the head",
	Origin:   "autoreset events that dequeue on waking; invisible to a checker that judges finished calls alone",
	Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
	subject:  event(newMergedNotify),
}

// mergedNotify is an autoreset event whose waiters take themselves out of the queue when they wake. The bug: until the
// first waiter has done so, a second notify finds it at the head again, and two signals wake one waiter.
type mergedNotify struct {
	env

	mu    shared.Mutex
	set   bool
	queue []*waiter // granted ones included, until they have gone
}

func newMergedNotify(v env) spec.Event {
	return &mergedNotify{env: v}
}

func (e *mergedNotify) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e.mu.Lock()
	if e.set {
		e.set = false
		e.mu.Unlock()
		return nil
	}
	w := newWaiter()
	e.queue = append(e.queue, w)
	e.mu.Unlock()
	e.park(ctx)
	if w.sleep(ctx) {
		e.maybeYield() // the window: woken, still in the queue
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.queue = slices.DeleteFunc(e.queue, func(o *waiter) bool { return o == w })
	if w.granted {
		return nil
	}
	return context.Cause(ctx)
}

func (e *mergedNotify) Notify() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, w := range e.queue {
		if !w.granted {
			w.grant()
			return
		}
		if e.broken {
			return // the bug: the head has its signal already, this one is gone
		}
	}
	e.set = true
}

func (e *mergedNotify) Reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set = false
}

func (e *mergedNotify) IsSet() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.set
}
