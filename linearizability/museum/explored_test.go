package museum_test

import (
	"slices"
	"testing"
	"time"

	"github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/museum"
)

// exploreEach bounds the time for one scenario.
const exploreEach = 5 * time.Second

// TestExplorerFindsEveryBug also looks at the clean twins, in the same scenarios.
func TestExplorerFindsEveryBug(t *testing.T) {
	for _, x := range museum.All() {
		t.Run(x.Name, func(t *testing.T) {
			var runs int64
			for i, s := range x.Scenarios() {
				if clean := explored(t, x.CleanTwin(), s); clean.Failure != nil {
					t.Fatalf("the clean twin fails in %v\n%v", s, clean.Failure)
				}
				e := explored(t, x.Target(), s)
				runs += e.Report.Schedules
				if e.Failure == nil {
					continue
				}
				if !slices.Contains(x.Verdicts, e.Failure.Verdict) {
					t.Fatalf("found as %q, want one of %q\n%v", e.Failure.Verdict, x.Verdicts, e.Failure)
				}
				t.Logf("found in scenario %d, %v, after %d schedules: %s", i+1, s, runs, e.Failure.Verdict)
				return
			}
			t.Fatalf("not found in %d schedules", runs)
		})
	}
}

func explored(t *testing.T, target linearizability.Target, s linearizability.Scenario) linearizability.Exploration {
	t.Helper()
	e, err := linearizability.Explore(target, s, explore.Options{Deadline: time.Now().Add(exploreEach)})
	if err != nil {
		t.Fatal(err)
	}
	return e
}
