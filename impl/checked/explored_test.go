//go:build veritask_explore

package checked_test

import (
	"os"
	"testing"
	"time"

	"github.com/veritask/veritask/impl/checked"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// TestExploreUnits explores every class for a short while, with few preemptions; the rest is a command. VERITASK_EACH, a duration, gives each
// longer.
func TestExploreUnits(t *testing.T) {
	limit := 300 * time.Millisecond
	if testing.Short() {
		limit = 100 * time.Millisecond
	}
	if d, err := time.ParseDuration(os.Getenv("VERITASK_EACH")); err == nil {
		limit = d
	}
	var order []string
	classes := map[string][]lin.Unit{}
	for _, u := range checked.Units() {
		if classes[u.Class] == nil {
			order = append(order, u.Class)
		}
		classes[u.Class] = append(classes[u.Class], u)
	}
	for _, class := range order {
		t.Run(class, func(t *testing.T) { exploreClass(t, classes[class], limit) })
	}
}

// Two cancellations in one scenario are recorded each for itself, whichever comes first.
func TestTwoCancellations(t *testing.T) {
	for _, text := range []string{
		"event: wait | wait | cancel(1.1) | cancel(2.1)",
		"event: wait | cancel(1.1) | cancel(1.1)", // the second one may come when all is over
	} {
		s, err := lin.ParseScenario(text)
		if err != nil {
			t.Fatal(err)
		}
		e, err := lin.Explore(checked.Explorable(lin.Event), s, explore.Options{})
		if err != nil || e.Failure != nil || !e.Report.Complete {
			t.Errorf("%s: %v, %v, complete: %v", text, err, e.Failure, e.Report.Complete)
		}
	}
}

// exploreClass gives each unit its share of the time that is left, or some if there are many.
func exploreClass(t *testing.T, units []lin.Unit, limit time.Duration) {
	var sum explore.Report
	begin := time.Now()
	complete, all := 0, len(units)
	for len(units) > 1 && limit/time.Duration(len(units)) < 10*time.Millisecond {
		for i := range (len(units) + 1) / 2 {
			units[i] = units[2*i]
		}
		units = units[:(len(units)+1)/2]
	}
	for i, u := range units {
		share := (limit - time.Since(begin)) / time.Duration(len(units)-i)
		o := explore.Options{Engine: explore.Bounded(2), Deadline: time.Now().Add(share)}
		if u.Random {
			o.Engine = explore.Random
		}
		e, err := u.Explore(o)
		if err != nil {
			t.Fatal(err)
		}
		if e.Failure != nil {
			t.Fatalf("%s: %v", u.Name, e.Failure)
		}
		sum.Schedules += e.Report.Schedules
		sum.Redundant += e.Report.Redundant
		sum.Cut += e.Report.Cut
		sum.Longest = max(sum.Longest, e.Report.Longest)
		if e.Report.Complete {
			complete++
		}
	}
	t.Logf("%d of %d units, %d complete, %d schedules, %d redundant, %d cut, longest %d, %v", len(units), all, complete,
		sum.Schedules, sum.Redundant, sum.Cut, sum.Longest, time.Since(begin))
}
