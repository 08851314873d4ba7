package explore_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/veritask/veritask/linearizability/explore"
)

// program makes a program of a litmus test that counts its outcomes.
func (l *litmus) program(out outcomes) explore.Program {
	return explore.Program{Name: l.name, Setup: func(r *explore.Run) {
		l.setup(r, func(v any) { out[fmt.Sprint(v)]++ })
	}}
}

// run explores a program that must not fail, and returns its outcomes.
func (l *litmus) run(t *testing.T, o explore.Options) (explore.Report, []string) {
	t.Helper()
	out := outcomes{}
	o.Traces, o.Choices = true, l.choices
	r := explore.Explore(l.program(out), o)
	if r.Failure != nil {
		t.Fatal(r.Failure)
	}
	if !r.Complete {
		t.Fatalf("%d runs, not complete: %v", r.Schedules, r.Bounds)
	}
	return r, slices.Sorted(maps.Keys(out))
}

// TestEnginesAgree: every engine finds the same equivalence classes, not only the same outcomes: a wrong reduction can
// lose many of those and still show every outcome.
func TestEnginesAgree(t *testing.T) {
	for i := range litmusTests {
		l := &litmusTests[i]
		t.Run(l.name, func(t *testing.T) {
			dfs, all := l.run(t, explore.Options{Engine: explore.DFS})
			if l.want != nil && !slices.Equal(all, l.want) {
				t.Errorf("outcomes %q, want %q", all, l.want)
			}
			if l.traces != 0 && len(dfs.Traces) != l.traces {
				t.Errorf("%d traces, want %d", len(dfs.Traces), l.traces)
			}
			if l.spins != (dfs.Cut > 0) {
				t.Errorf("%d of %d runs are cut", dfs.Cut, dfs.Schedules)
			}
			for _, e := range []explore.Engine{explore.SleepSets, explore.Exhaustive, explore.Bounded(99)} {
				r, some := l.run(t, explore.Options{Engine: e})
				if !maps.Equal(r.Traces, dfs.Traces) {
					t.Errorf("engine %d: %d traces, DFS has %d", e, len(r.Traces), len(dfs.Traces))
				}
				if !slices.Equal(some, all) {
					t.Errorf("engine %d: outcomes %q, DFS has %q", e, some, all)
				}
				if e < explore.DFS && r.Interleavings() != int64(len(r.Traces)+l.again) {
					t.Errorf("engine %d runs %d times for %d traces, want %d more", e, r.Interleavings(), len(r.Traces), l.again)
				}
			}
		})
	}
}
