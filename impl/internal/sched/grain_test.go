//go:build !veritask_explore

package sched

import (
	"testing"
	"time"

	"github.com/veritask/veritask/impl/internal/clock"
)

// stepClock is a clock that a test moves.
type stepClock struct {
	clock.System
	now time.Time
}

func (c *stepClock) Now() time.Time { return c.now }

// A thief hesitates after booty that was not worth it, longer each time, and less after each that was.
func TestGrain(t *testing.T) {
	if raceTasks {
		t.Skip("thieves learn nothing under the race detector")
	}
	clk := &stepClock{now: time.Unix(1, 0)}
	rt := newRuntime(Config{Workers: 2}) // not started: the test is the thief
	rt.clock = clk
	victim, thief := rt.def.workers[0], rt.def.workers[1]
	fresh := func() *Runnable { return &(&Task{}).run }
	steal := func(entries int, lasts time.Duration) {
		t.Helper()
		for range entries {
			victim.deque.Push(fresh())
		}
		if thief.steal() == nil {
			t.Fatal("nothing was stolen")
		}
		clk.now = clk.now.Add(lasts)
		thief.take() // the first entry has run, the next one is looked for
	}
	for i := 1; i <= mostWary+2; i++ {
		steal(1, leastGrain/2)
		if got := thief.grain.wary.Get(); got != min(i, mostWary) {
			t.Errorf("wary = %d after %d small entries, want %d", got, i, min(i, mostWary))
		}
	}
	steal(64, leastGrain/2)
	if got := thief.deque.Len(); got != 0 {
		t.Errorf("a wary thief took %d entries beside the first", got)
	}
	for want := mostWary / 2; ; want /= 2 {
		steal(1, leastGrain)
		if got := thief.grain.wary.Get(); got != want {
			t.Errorf("wary = %d after an entry that was worth it, want %d", got, want)
		}
		if want == 0 {
			break
		}
	}
	steal(64, leastGrain)
	if thief.deque.Len() < 16 {
		t.Errorf("a thief that is not wary took %d entries beside the first", thief.deque.Len())
	}
}

// Work that comes from outside does not wait for a thief to stop hesitating.
func TestHesitationEnds(t *testing.T) {
	rt := newRuntime(Config{Workers: 2})
	w := rt.def.workers[1]
	w.grain.wary.Set(mostWary)
	if r := w.grain.hesitate(w); r != nil {
		t.Errorf("found %p in empty queues", r)
	}
	injected := &(&Task{}).run
	rt.def.injector.Push(injected)
	if r := w.grain.hesitate(w); r != injected {
		t.Errorf("hesitate = %p, want %p from the injector", r, injected)
	}
}
