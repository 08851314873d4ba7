package museum

import (
	"context"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

var skippedCancelExhibit = Exhibit{
	Name:     "skipped-cancel",
	Object:   lin.Semaphore,
	Bug:      "a release spends itself on the entry of a cancelled waiter, and the next one sleeps beside a free permit",
	Origin:   "queues that leave cancelled nodes in place for others to step over, as CLH locks with time-out do",
	Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
	subject:  semaphore(newSkippedCancel),
}

// skippedCancel is a fair semaphore whose cancelled waiters leave their entries in the queue, for a release to step
// over. The bug: a release that meets such an entry has done its duty, and the live waiter behind it sleeps on beside a
// free permit.
type skippedCancel struct{ permits } // cancelled waiters stay in the queue

func newSkippedCancel(e env, size int) spec.Semaphore {
	s := &skippedCancel{}
	s.init(e, size)
	s.serve = s.serveLive
	return s
}

func (s *skippedCancel) Acquire(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.maybeYield()
	s.mu.Lock()
	if s.take() {
		s.mu.Unlock()
		return nil
	}
	w := newWaiter()
	s.queue = append(s.queue, w)
	s.mu.Unlock()
	s.park(ctx)
	if w.sleep(ctx) {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.granted {
		return nil
	}
	w.cancelled = true
	return context.Cause(ctx)
}

func (s *skippedCancel) TryAcquire() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.take()
}

// take claims a permit that is free and that nobody waits for.
func (s *skippedCancel) take() bool {
	if s.used >= s.size || len(s.queue) > 0 && s.liveWaiters() {
		return false
	}
	s.used++
	return true
}

func (s *skippedCancel) liveWaiters() bool {
	for _, w := range s.queue {
		if !w.cancelled {
			return true
		}
	}
	return false
}

// serveLive hands free permits to the oldest live waiters and drops the entries of cancelled ones on its way.
func (s *skippedCancel) serveLive() {
	for s.used < s.size && len(s.queue) > 0 {
		w := s.queue[0]
		s.queue = s.queue[1:]
		if w.cancelled {
			if s.broken {
				return // the bug: the permit is free, and the next waiter not told
			}
			continue
		}
		s.used++
		w.grant()
	}
}
