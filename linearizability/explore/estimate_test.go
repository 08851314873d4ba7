package explore_test

import (
	"math"
	"testing"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// estimate explores a program after some probes.
func estimate(p explore.Program, probes int) explore.Report {
	return explore.Explore(p, explore.Options{Probes: probes, Seed: 1})
}

// Where every branch weighs the same, one probe knows the number.
func TestEstimateIsExact(t *testing.T) {
	adders := func(n int, x func(i int) int) explore.Program {
		return explore.Program{Setup: func(r *explore.Run) {
			var words [8]shared.Int32
			for i := range n {
				r.Go(names[i], func() { words[x(i)].Add(1) })
			}
		}}
	}
	for _, c := range []struct {
		name    string
		program explore.Program
		want    float64
	}{
		{"6 additions to one word", adders(6, func(int) int { return 0 }), 720},
		{"one thread", adders(1, func(int) int { return 0 }), 1},
	} {
		r := estimate(c.program, 5)
		if e := r.Estimate; e.Mean != c.want || e.Error != 0 || e.Probes != 5 || float64(r.Interleavings()) != c.want {
			t.Errorf("%s: %v (%+v), want %v, and so many were run: %d", c.name, e, e, c.want, r.Interleavings())
		}
	}
	// Independent additions are equivalent in every order: the one probe that stands for them is that of the lowest.
	if e := estimate(adders(4, func(i int) int { return i }), 2000).Estimate; math.Abs(e.Mean-1) > 4*e.Error+0.01 {
		t.Errorf("4 additions to words of their own: %v (%+v)", e, e)
	}
}

// Of programs of which the number is known the estimate is of the right order.
func TestEstimateOfKnownCounts(t *testing.T) {
	for _, c := range counts {
		if c.engine != explore.Exhaustive || c.casWrites || c.runs == 0 || (testing.Short() && c.runs > 1000) {
			continue
		}
		r := explore.Explore(c.program(outcomes{}), explore.Options{Probes: 2000, Seed: 2, NoAwait: c.noAwait})
		if f := r.Estimate.Mean / float64(c.runs); f < 0.1 || f > 10 {
			t.Errorf("%s: %v, there are %d", c.name, r.Estimate, c.runs)
		} else {
			t.Logf("%s: %v, there are %d", c.name, r.Estimate, c.runs)
		}
	}
}

// A probe that fails is a run that fails.
func TestEstimateFindsFailures(t *testing.T) {
	r := estimate(explore.Program{Name: "lossy", Setup: lossy}, 1000)
	if r.Failure == nil || r.Failure.Replay == "" {
		t.Fatalf("not found: %v", r.String())
	}
	again := explore.Explore(explore.Program{Name: "lossy", Setup: lossy},
		explore.Options{Engine: explore.Replay, Replay: r.Failure.Replay})
	if again.Failure == nil || again.Failure.Kind != explore.Checked {
		t.Errorf("the replay says %v", again.Failure)
	}
}

// Where probes know the number, the share that is done is the share that has been run.
func TestEstimateOfProgress(t *testing.T) {
	told := 0
	explore.Explore(explore.Program{Setup: func(r *explore.Run) {
		var word shared.Int32
		for i := range 6 {
			r.Go(names[i], func() { word.Add(1) })
		}
	}}, explore.Options{Probes: 1, Every: 1, Progress: func(p explore.Progress) {
		told++
		if most := float64(p.Schedules) / 720; p.Estimate.Mean != 720 || p.Done <= 0 || p.Done > most+1e-9 {
			t.Errorf("after %d of %v: %.3f done", p.Schedules, p.Estimate, p.Done)
		}
	}})
	if told == 0 {
		t.Error("no progress")
	}
}
