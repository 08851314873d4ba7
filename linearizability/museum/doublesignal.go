package museum

import (
	"context"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

var doubleSignalExhibit = Exhibit{
	Name:     "double-signal",
	Object:   lin.AutoEvent,
	Bug:      "a waiter that is let go and cancelled at once passes the signal on and keeps it",
	Origin:   "the overdone cure of a lost signal: giving back what one also returns with",
	Verdicts: []lin.Verdict{lin.Illegal, lin.LostWakeup},
	subject:  event(newDoubleSignal),
}

// doubleSignal is an autoreset event whose waiters may be cancelled, upon which a signal handed to them goes to the
// next one. The bug: a waiter that was handed a signal and cancelled at the same moment does both, it passes the signal
// on and returns as if it had it. One notify lets two go.
type doubleSignal struct {
	env
	mu    shared.Mutex
	set   bool
	queue []*waiter
}

func newDoubleSignal(v env) spec.Event { return &doubleSignal{env: v} }

func (e *doubleSignal) Wait(ctx context.Context) error {
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
		e.maybeYield() // the window: handed a signal, about to be cancelled
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case !w.granted:
		e.queue = slices.DeleteFunc(e.queue, func(o *waiter) bool { return o == w })
		return context.Cause(ctx)
	case e.broken && ctx.Err() != nil:
		e.signal() // the bug: and keeps it, too
	}
	return nil
}

func (e *doubleSignal) Notify() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.signal()
}

// signal hands a signal to the first waiter, or keeps it for the next one.
func (e *doubleSignal) signal() {
	if len(e.queue) == 0 {
		e.set = true
		return
	}
	e.queue[0].grant()
	e.queue = e.queue[1:]
}

func (e *doubleSignal) Reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set = false
}

func (e *doubleSignal) IsSet() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.set
}
