package museum

import (
	"context"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

var unheardNotifyExhibit = Exhibit{
	Name:     "unheard-notify",
	Object:   lin.Event,
	Bug:      "a notify sets the flag and wakes the first waiter alone; the others notice when they are cancelled",
	Origin:   "one wake-up where all are due; a checker that wakes sleepers to look at them heals it unseen",
	Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
	subject:  event(newUnheardNotify),
}

// unheardNotify is a manual event whose waiters look at the flag once more before they report a cancellation. The bug:
// a notify wakes the first waiter and leaves the others asleep beside a flag that is set, until something else wakes
// them, upon which they behave as if they had been told.
type unheardNotify struct {
	env
	mu    shared.Mutex
	set   bool
	queue []*waiter
}

func newUnheardNotify(v env) spec.Event { return &unheardNotify{env: v} }

func (e *unheardNotify) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e.mu.Lock()
	if e.set {
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
	e.queue = slices.DeleteFunc(e.queue, func(o *waiter) bool { return o == w })
	if w.granted || e.set {
		return nil
	}
	return context.Cause(ctx)
}

func (e *unheardNotify) Notify() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set = true
	e.wake()
}

// Reset clears the event; whoever was let go and not told is told before that.
func (e *unheardNotify) Reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.set && len(e.queue) > 0 {
		e.wake()
	}
	e.set = false
}

// wake lets the waiters go.
func (e *unheardNotify) wake() {
	for len(e.queue) > 0 {
		e.queue[0].grant()
		e.queue = e.queue[1:]
		if e.broken {
			return // the bug
		}
	}
}

func (e *unheardNotify) IsSet() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.set
}
