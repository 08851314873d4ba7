package museum

import (
	"context"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

var invertedQueueExhibit = Exhibit{
	Name:     "inverted-queue",
	Object:   lin.Semaphore,
	Bug:      "a cancelled waiter's place goes to the youngest, who passes everybody in between",
	Origin:   "the usual constant-time removal from a slice; wrong in order alone, never in a count",
	Verdicts: []lin.Verdict{lin.Illegal, lin.LostWakeup},
	Beyond:   []string{"semaphore size=1: acquire | acquire | acquire | acquire release | cancel(1.1)"},
	subject:  semaphore(newInvertedQueue),
}

// invertedQueue is a fair semaphore whose cancelled waiters leave the queue at once. The bug: the gap is closed in
// constant time, by moving the youngest waiter into it, who thereby passes everybody in between.
type invertedQueue struct{ permits }

func newInvertedQueue(e env, size int) spec.Semaphore {
	s := &invertedQueue{}
	s.init(e, size)
	return s
}

func (s *invertedQueue) Acquire(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.maybeYield()
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
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.granted {
		return nil
	}
	s.remove(slices.Index(s.queue, w))
	return context.Cause(ctx)
}

// remove takes entry i out of the queue.
func (s *invertedQueue) remove(i int) {
	if !s.broken {
		s.queue = slices.Delete(s.queue, i, i+1)
		return
	}
	last := len(s.queue) - 1
	s.queue[i] = s.queue[last] // the bug: the youngest is now ahead of those behind i
	s.queue = s.queue[:last]
}
