package explore

import (
	"sync"
	"sync/atomic"
)

// ExploreWith explores with what is there for comparison only: a limit of preemptions for DFS, and compare-and-swaps
// that count as writes even when they fail.
func ExploreWith(p Program, o Options, preemptions int, casWrites bool) Report {
	c := newControl(p, o)
	if preemptions >= 0 {
		c.search.limit = preemptions
	}
	c.casWrites = casWrites
	return c.explore()
}

// RunNatively runs the threads of a program as goroutines, and the checks when they have ended.
func RunNatively(p Program) error {
	c := newControl(p, Options{})
	p.Setup(&c.run)
	var ready atomic.Int32
	var all sync.WaitGroup
	for _, t := range c.threads {
		all.Go(func() {
			for ready.Add(1); ready.Load() < int32(len(c.threads)); {
			}
			t.base.f()
		})
	}
	all.Wait()
	c.unwind()
	for _, check := range c.run.checks {
		if err := check(&Outcome{c}); err != nil {
			return err
		}
	}
	return nil
}
