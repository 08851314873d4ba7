//go:build veritask_explore

package impl

import (
	"errors"
	"fmt"
	"time"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// What follows lets an explorer look into primitives at which nobody is at work. It is no part of the library.

// Line returns the line in which Acquires wait.
func (s *Semaphore) Line() *waitq.Queue { return &s.q }

// Check looks at the structure of the semaphore.
func (s *Semaphore) Check() error {
	e := s.now.Load()
	w := e.word.Load()
	waiting := s.q.Waiting()
	switch {
	case w&semFrozen != 0:
		return errors.New("invariant: a Resize has not come to its end")
	case waiting > 0 && semHeld(w) < e.size.Get():
		return fmt.Errorf("invariant: %d wait, and %d of %d permits are held", waiting, semHeld(w), e.size.Get())
	}
	return s.q.Check()
}

// Line returns the line in which Waits wait.
func (e *Event) Line() *waitq.Queue { return &e.q }

// Check looks at the structure of the event.
func (e *Event) Check() error {
	if n := e.q.Waiting(); n > 0 && e.IsSet() {
		return fmt.Errorf("invariant: %d wait, and the event is set", n)
	}
	return e.q.Check()
}

// Describe says what the kinds of things are called.
func Describe(kind func(name string, ptr any)) {
	kind("event", (*Event)(nil))
	kind("event", (*eventOwner)(nil))
	kind("semaphore", (*Semaphore)(nil))
	kind("semaphore", (*semaphoreOwner)(nil))
	kind("lock", (*ReentrantLock)(nil))
	kind("lock", (*lockOwner)(nil))
}

// Leaks returns what the calls of the runtime's tasks, all of them over, have left behind.
func (r *Runtime) Leaks() error { return r.rt.Leaks() }

// NewIdling is New, with workers that end when they have been idle for so long, as those of Default do.
func NewIdling(cfg Config, timeout time.Duration) *Runtime {
	c := cfg.complete()
	c.IdleTimeout = timeout
	return &Runtime{sched.New(c)}
}
