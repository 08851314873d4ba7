package museum

import (
	"context"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

var swallowedPulseExhibit = Exhibit{
	Name:     "swallowed-pulse",
	Object:   lin.Event,
	Bug:      "a waiter that was let go looks at the flag again, and sleeps on if a reset was faster",
	Origin:   "the loop that every textbook puts around a condition variable, where the contract wants no loop",
	Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
	subject:  event(newSwallowedPulse),
}

// swallowedPulse is a manual event. The bug: a woken waiter looks at the flag again, as one does in a loop around a
// condition variable, and if a reset was faster it sleeps on, though a notify has let it go.
type swallowedPulse struct {
	env
	mu    shared.Mutex
	set   bool
	queue []*waiter
}

func newSwallowedPulse(v env) spec.Event { return &swallowedPulse{env: v} }

func (e *swallowedPulse) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for {
		w := e.look()
		if w == nil {
			return nil
		}
		e.park(ctx)
		switch {
		case w.sleep(ctx):
			e.maybeYield() // the window: woken, and the flag may go down
		case !e.leave(w):
			return context.Cause(ctx)
		}
		if !e.broken { // the bug is to look again
			return nil
		}
	}
}

// look returns nil if the event is set, or else a new waiter at the end of the queue.
func (e *swallowedPulse) look() *waiter {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.set {
		return nil
	}
	w := newWaiter()
	e.queue = append(e.queue, w)
	return w
}

// leave removes a cancelled waiter, unless it was woken before: then it reports true.
func (e *swallowedPulse) leave(w *waiter) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !w.granted {
		e.queue = slices.DeleteFunc(e.queue, func(o *waiter) bool { return o == w })
	}
	return w.granted
}

func (e *swallowedPulse) Notify() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set = true
	for _, w := range e.queue {
		w.grant()
	}
	e.queue = nil
}

func (e *swallowedPulse) Reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set = false
}

func (e *swallowedPulse) IsSet() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.set
}
