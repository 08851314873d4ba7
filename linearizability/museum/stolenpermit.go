package museum

import (
	"context"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

var stolenPermitExhibit = Exhibit{
	Name:     "stolen-permit",
	Object:   lin.Semaphore,
	Bug:      "a released permit can be taken by whoever comes by before the woken waiter, who queues again at the end",
	Origin:   "semaphores on top of a condition variable, Julia's own among them; also a liberty that some take on purpose",
	Verdicts: []lin.Verdict{lin.Illegal, lin.LostWakeup},
	subject:  semaphore(newStolenPermit),
}

// stolenPermit is a semaphore whose release hands its permit to the first waiter. The bug: it puts the permit down and
// wakes the waiter, who has to pick it up; whoever comes by meanwhile is faster, and the waiter queues again, behind
// everybody.
type stolenPermit struct{ permits }

func newStolenPermit(e env, size int) spec.Semaphore {
	s := &stolenPermit{}
	s.init(e, size)
	s.serve = s.serveLoosely
	return s
}

func (s *stolenPermit) Acquire(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for {
		w := s.take()
		if w == nil {
			return nil
		}
		s.park(ctx)
		if !w.sleep(ctx) && !s.leave(w) {
			return context.Cause(ctx)
		}
		if !s.broken {
			return nil
		}
		s.maybeYield() // the window: woken, with nothing in its hands
	}
}

// take takes a free permit, or else returns a new waiter at the end of the queue.
func (s *stolenPermit) take() *waiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used < s.size {
		s.used++
		return nil
	}
	w := newWaiter()
	s.queue = append(s.queue, w)
	return w
}

// leave removes a cancelled waiter, unless it was woken before: then it reports true.
func (s *stolenPermit) leave(w *waiter) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !w.granted {
		s.queue = slices.DeleteFunc(s.queue, func(o *waiter) bool { return o == w })
	}
	return w.granted
}

// serveLoosely wakes as many waiters as there are free permits.
func (s *stolenPermit) serveLoosely() {
	for free := s.size - s.used; free > 0 && len(s.queue) > 0; free-- {
		if !s.broken {
			s.used++ // the bug is the lack of this
		}
		s.queue[0].grant()
		s.queue = s.queue[1:]
	}
}
