package explore_test

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// counts are programs of which it is known how often they have to be run. Where a compare-and-swap counts as a write
// even if it fails, the numbers were found by others with another engine.
var counts = []struct {
	name      string
	program   func(outcomes) explore.Program
	engine    explore.Engine
	noAwait   bool
	casWrites bool
	runs      int64 // but for redundant ones and those cut short; 0: not known
	traces    int
	outcomes  int
}{
	{"treiber 2, every interleaving", treiberOf(2, 1), explore.DFS, true, true, 226, 78, 2},
	{"treiber 2, sleep sets", treiberOf(2, 1), explore.SleepSets, true, true, 78, 78, 2},
	{"treiber 2", treiberOf(2, 1), explore.Exhaustive, true, true, 78, 78, 2},
	{"treiber 2, failed swaps only read", treiberOf(2, 1), explore.Exhaustive, true, false, 46, 46, 2},
	{"treiber 2, two pushes each", treiberOf(2, 2), explore.Exhaustive, true, true, 2332, 2332, 6},
	{"treiber 2, two pushes each, await", treiberOf(2, 2), explore.Exhaustive, false, false, 32, 32, 6},
	{"treiber 2, three pushes each, await", treiberOf(2, 3), explore.Exhaustive, false, false, 110, 110, 8},
	{"treiber 3, await", treiberOf(3, 1), explore.Exhaustive, false, false, 270, 270, 6},
	{"treiber 3, two pushes each, await", treiberOf(3, 2), explore.Exhaustive, false, false, 4704, 4704, 54},
	{"vyukov 2+2, sleep sets", vyukovOf(2, 2), explore.SleepSets, false, true, 118, 118, 7},
	{"vyukov 2+2", vyukovOf(2, 2), explore.Exhaustive, false, true, 118, 118, 7},
	{"vyukov 3+1, sleep sets", vyukovOf(3, 1), explore.SleepSets, false, true, 1350, 1350, 12},
	{"vyukov 3+1", vyukovOf(3, 1), explore.Exhaustive, false, true, 1350, 1350, 12},
	{"vyukov 3+1, failed swaps only read", vyukovOf(3, 1), explore.Exhaustive, false, false, 840, 840, 12},
	{"vyukov 3+2", vyukovOf(3, 2), explore.Exhaustive, false, true, 15318, 15318, 33},
}

func treiberOf(threads, pushes int) func(outcomes) explore.Program {
	return func(out outcomes) explore.Program { return treiber(threads, pushes, out) }
}

func vyukovOf(producers, consumers int) func(outcomes) explore.Program {
	return func(out outcomes) explore.Program { return vyukov(producers, consumers, 2, out) }
}

func TestCounts(t *testing.T) {
	for _, c := range counts {
		t.Run(c.name, func(t *testing.T) {
			if (testing.Short() || raceEnabled) && c.traces > 500 {
				t.Skip("takes long")
			}
			out := outcomes{}
			o := explore.Options{Engine: c.engine, NoAwait: c.noAwait, Traces: true}
			r := explore.ExploreWith(c.program(out), o, -1, c.casWrites)
			if r.Failure != nil || !r.Complete || r.Interleavings() != c.runs || len(r.Traces) != c.traces || len(out) != c.outcomes {
				t.Errorf("%d runs, %d traces, %d outcomes; want %d, %d, %d\n%s",
					r.Interleavings(), len(r.Traces), len(out), c.runs, c.traces, c.outcomes, r.String())
			}
		})
	}
}

// TestAwaitAgrees: with and without the cut the outcomes are the same, and with it all engines find the same classes.
func TestAwaitAgrees(t *testing.T) {
	for _, c := range []func(outcomes) explore.Program{treiberOf(2, 1), treiberOf(2, 2), treiberOf(3, 1)} {
		var first map[uint64]struct{}
		for _, e := range []explore.Engine{explore.SleepSets, explore.Exhaustive, explore.Bounded(99)} {
			r := explore.Explore(c(nil), explore.Options{Engine: e, Traces: true})
			if first == nil {
				first = r.Traces
			}
			if !maps.Equal(first, r.Traces) {
				t.Errorf("engine %d: %d traces, sleep sets have %d", e, len(r.Traces), len(first))
			}
		}
	}
	for _, c := range []func(outcomes) explore.Program{treiberOf(2, 1), treiberOf(2, 2)} {
		with, without := outcomes{}, outcomes{}
		explore.Explore(c(with), explore.Options{})
		explore.Explore(c(without), explore.Options{NoAwait: true})
		if len(with) != len(without) {
			t.Errorf("outcomes with the cut %v, without %v", with, without)
		}
	}
}

// TestPreemptions: more preemptions find more, and enough of them everything; the report says so.
func TestPreemptions(t *testing.T) {
	o := explore.Options{Traces: true, NoAwait: true}
	all := explore.Explore(treiber(2, 1, nil), o)
	last := 0
	const most = 12
	for k := range most + 1 {
		o.Engine = explore.Bounded(k)
		r := explore.Explore(treiber(2, 1, nil), o)
		if len(r.Traces) < last || !r.Complete {
			t.Errorf("bound %d: %d traces, complete %v; bound %d: %d", k, len(r.Traces), r.Complete, k-1, last)
		}
		last = len(r.Traces)
		if whole := last == len(all.Traces); !whole && len(r.Bounds) == 0 {
			t.Errorf("bound %d: %d traces of %d, but no bound was hit", k, last, len(all.Traces))
		}
		if k == most && (last != len(all.Traces) || len(r.Bounds) > 0) {
			t.Errorf("bound %d: %d traces of %d, bounds %v", k, last, len(all.Traces), r.Bounds)
		}
	}
}

// TestRandom: random runs find every outcome of a small program, the same ones with the same seed.
func TestRandom(t *testing.T) {
	first, second, third := outcomes{}, outcomes{}, outcomes{}
	o := explore.Options{Engine: explore.Random, Seed: 7, MaxSchedules: 500, Traces: true}
	r := explore.Explore(vyukov(2, 2, 2, first), o)
	explore.Explore(vyukov(2, 2, 2, second), o)
	o.Seed++
	explore.Explore(vyukov(2, 2, 2, third), o)
	if len(first) != 7 || !maps.Equal(first, second) || maps.Equal(first, third) {
		t.Errorf("%v\n%v\n%v", first, second, third)
	}
	if r.Complete || !strings.Contains(r.String(), "not all: 500 schedules") {
		t.Errorf("the report says: %s", r.String())
	}
}

// TestLimits: a search that is stopped says so.
func TestLimits(t *testing.T) {
	r := explore.Explore(treiber(3, 1, nil), explore.Options{NoAwait: true, MaxSchedules: 1000})
	if r.Complete || r.Schedules != 1000 || !strings.Contains(r.String(), "1000 schedules") {
		t.Errorf("%s", r.String())
	}
	r = explore.Explore(treiber(3, 1, nil), explore.Options{NoAwait: true, Deadline: time.Now()})
	if r.Complete || r.Schedules > 100 || !strings.Contains(r.String(), "the deadline") {
		t.Errorf("%s", r.String())
	}
	slow := explore.Program{Name: "slow", Setup: func(r *explore.Run) {
		for began := time.Now(); time.Since(began) < 4*time.Millisecond; {
		}
		treiber(3, 1, nil).Setup(r)
	}}
	r = explore.Explore(slow, explore.Options{Deadline: time.Now().Add(30 * time.Millisecond)})
	if r.Complete || r.Schedules > 15 || !strings.Contains(r.String(), "the deadline") {
		t.Errorf("%s", r.String())
	}
	r = explore.Explore(vyukov(2, 2, 2, nil), explore.Options{})
	if want := "all 118 interleavings up to equivalence explored, no bound hit"; r.String() != want {
		t.Errorf("%s, want %s", r.String(), want)
	}
}

// TestProgress: the estimate rises from nothing to nearly everything.
func TestProgress(t *testing.T) {
	var at []float64
	r := explore.Explore(vyukov(3, 1, 2, nil), explore.Options{Every: 1, Engine: explore.DFS, MaxSchedules: 2000})
	if r.Failure != nil {
		t.Fatal(r.Failure)
	}
	r = explore.Explore(vyukov(3, 1, 2, nil), explore.Options{Every: 1, Progress: func(p explore.Progress) {
		at = append(at, p.Done)
		if p.Done <= 0 || p.Done > 1 || p.Bound != -1 || p.Left < 0 {
			t.Errorf("%+v", p)
		}
	}})
	if r.Failure != nil || len(at) < 5 || at[len(at)-1] < 0.8 || at[0] > 0.5 {
		t.Errorf("%v %v", r.Failure, at)
	}
}

// TestEveryWayToEnd: a program without steps, without threads, and one whose check fails at once.
func TestEveryWayToEnd(t *testing.T) {
	for name, setup := range map[string]func(*explore.Run){
		"no threads": func(*explore.Run) {},
		"no steps":   func(r *explore.Run) { r.Go("A", func() {}) },
		"drain only": func(r *explore.Run) {
			var x shared.Int32
			r.Drain(func() { x.Add(1) })
		},
	} {
		r := explore.Explore(explore.Program{Name: name, Setup: setup}, explore.Options{})
		if r.Failure != nil || !r.Complete || r.Schedules != 1 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	f := fails(t, "check", func(r *explore.Run) {
		r.Check(func(*explore.Outcome) error { return errors.New("no") })
	}, explore.Options{}, explore.Checked)
	if explore.Active() {
		t.Errorf("still active after %v", f)
	}
}

func BenchmarkSchedules(b *testing.B) {
	for _, c := range []struct {
		name    string
		program explore.Program
		engine  explore.Engine
		noAwait bool
	}{
		{"treiber-3", treiber(3, 1, nil), explore.Exhaustive, false},
		{"treiber-3-retries", treiber(3, 1, nil), explore.Exhaustive, true},
		{"treiber-3-dfs", treiber(3, 1, nil), explore.DFS, true},
		{"vyukov-2+1", vyukov(2, 1, 2, nil), explore.Exhaustive, false},
		{"vyukov-2+2", vyukov(2, 2, 2, nil), explore.Exhaustive, false},
		{"vyukov-3+1", vyukov(3, 1, 2, nil), explore.Exhaustive, false},
		{"vyukov-3+1-random", vyukov(3, 1, 2, nil), explore.Random, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var runs, steps int64
			for runs < int64(b.N) {
				r := explore.Explore(c.program, explore.Options{
					Engine: c.engine, NoAwait: c.noAwait, MaxSchedules: int64(b.N) - runs,
				})
				runs += r.Schedules
				steps += r.Steps
			}
			b.ReportMetric(float64(runs)/b.Elapsed().Seconds(), "schedules/s")
			b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}
