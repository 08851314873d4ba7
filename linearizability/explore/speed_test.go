package explore_test

import (
	"testing"
	"time"

	"github.com/veritask/veritask/linearizability/explore"
)

// exhausted are programs that have to be gone through faster than one notices, so that the explorer is used while one
// writes. steps is how many steps that takes, redundant runs included; it is the same on any machine.
var exhausted = []struct {
	name    string
	program explore.Program
	steps   int64
}{
	{"vyukov-2+2", vyukov(2, 2, 2, nil), 2172},
	{"treiber-3", treiber(3, 1, nil), 13860},
}

// atOnce is how long one of them may take on one core that is not busy with anything else.
const atOnce = 50 * time.Millisecond

// TestExhaustedAtOnce: the steps are as many as they were, and the fastest of some attempts takes no longer than it may,
// however busy the machine is; under the race detector time says nothing.
func TestExhaustedAtOnce(t *testing.T) {
	for _, c := range exhausted {
		best := time.Hour
		for range 10 {
			r := explore.Explore(c.program, explore.Options{})
			best = min(best, r.Elapsed)
			if !r.Complete || r.Failure != nil || r.Steps != c.steps {
				t.Fatalf("%s: %d steps, want %d: %s", c.name, r.Steps, c.steps, r.String())
			}
		}
		if t.Logf("%s: %v", c.name, best); best > atOnce && !raceEnabled {
			t.Errorf("%s took %v at best", c.name, best)
		}
	}
}

// BenchmarkExhausted measures the same.
func BenchmarkExhausted(b *testing.B) {
	for _, c := range exhausted {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				explore.Explore(c.program, explore.Options{})
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/exploration")
		})
	}
}
