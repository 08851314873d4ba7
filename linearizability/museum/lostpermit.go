package museum

import (
	"context"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

var lostPermitExhibit = Exhibit{
	Name:     "lost-permit",
	Object:   lin.Semaphore,
	Bug:      "a waiter that was granted a permit and then cancelled takes the permit with it",
	Origin:   "prompt cancellation in general: Kotlin's Semaphore and tokio's each carry code whose only purpose is to save this permit",
	Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
	subject:  semaphore(newLostPermit),
}

// lostPermit is a fair semaphore with prompt cancellation: a waiter looks whether its context has ended also when it
// was woken. The bug: it fails then, although a permit was granted to it, and that permit is nobody's. Its twin keeps
// what it was granted and succeeds.
type lostPermit struct{ permits }

func newLostPermit(e env, size int) spec.Semaphore {
	s := &lostPermit{}
	s.init(e, size)
	return s
}

func (s *lostPermit) Acquire(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.mu.Lock()
	if s.used < s.size {
		s.used++
		s.mu.Unlock()
		return nil
	}
	w := newWaiter()
	s.queue = append(s.queue, w)
	s.mu.Unlock()
	s.park(ctx)
	if w.sleep(ctx) {
		s.maybeYield() // the window: granted, and not yet gone
	}
	return s.leave(ctx, w)
}

// leave ends a call that has waited.
func (s *lostPermit) leave(ctx context.Context, w *waiter) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !w.granted:
		s.queue = slices.DeleteFunc(s.queue, func(o *waiter) bool { return o == w })
		return context.Cause(ctx)
	case s.broken && ctx.Err() != nil:
		return context.Cause(ctx) // the bug: used counts a permit that nobody holds
	default:
		return nil
	}
}
