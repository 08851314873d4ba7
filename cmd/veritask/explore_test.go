package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
)

// attempted is a finding with one attempt.
func attempted(class string, over bool, a crew.Attempt) *crew.Finding {
	return &crew.Finding{Class: class, Name: class, Over: over, Attempts: []crew.Attempt{a}}
}

// findings are of a class that holds, and of one with all that can become of a scenario.
func findings() []*crew.Finding {
	return []*crew.Finding{
		attempted("event 2x1", true, crew.Attempt{Engine: "exhaustive", Interleavings: 1234, Redundant: 5, Longest: 40, Ended: true, Complete: true, Seconds: 0.25}),
		attempted("event 3x2", true, crew.Attempt{Engine: "exhaustive", Interleavings: 10, Longest: 70, Complete: true, Ended: true}),
		attempted("event 3x2", true, crew.Attempt{Engine: "bounded=1", Interleavings: 10, Complete: true, Ended: true, Bounds: []string{"0 choices", "1 preemptions"}}),
		attempted("event 3x2", false, crew.Attempt{Engine: "bounded=2", Interleavings: 10, Complete: true, Bounds: []string{"2 preemptions"}}),
		attempted("event 3x2", false, crew.Attempt{Engine: "exhaustive", Interleavings: 10, Bounds: []string{"the deadline"}}),
		attempted("event 3x2", true, crew.Attempt{Engine: "exhaustive", Interleavings: 10, Bounds: []string{"the deadline"}}),
		{Class: "event 3x2", Name: "not begun"},
	}
}

func explored(all []*crew.Finding) *exploration {
	x := newExploration(&exploreOptions{target: targetImpl, engine: crew.Exhaustive, each: 2 * time.Second, duration: 4 * time.Minute})
	x.count(all)
	return x
}

func TestExploreTable(t *testing.T) {
	var b strings.Builder
	writeAligned(&b, explored(findings()).table())
	want := `
class      scenarios  complete  interleavings  redundant  longest  verdict       seconds
event 2x1          1         1          1,234          5       40  holds             0.2
event 3x2          6         1             50          0       70  no violation      0.0
    not complete: 1 within 2 preemptions, 1 within 0 choices and 1 preemption, 2 in part, 1 not begun; 1 took longer than 16s; for 3 the 4m0s were up
total              7         2          1,284          5       70  no violation      0.2
`
	if got := b.String(); got != want[1:] {
		t.Errorf("table:\n%s\nwant:%s", got, want)
	}
}

func TestExploreLastLine(t *testing.T) {
	x := explored(findings())
	if got, want := x.lastLine(), "explore: 7 scenarios, 1284 interleavings, 0 violations, complete 2 of 7"; got != want || x.failed() {
		t.Errorf("got %q, want %q; failed: %v", got, want, x.failed())
	}
	x = explored(append(findings(), attempted("event 3x2", true, crew.Attempt{Failure: &crew.Failure{Verdict: "lost wake-up"}})))
	if got, want := x.lastLine(), "explore: 8 scenarios, 1284 interleavings, 1 violations, complete 2 of 8"; got != want || !x.failed() {
		t.Errorf("got %q, want %q; failed: %v", got, want, x.failed())
	}
	x.Interrupted = true
	if got := x.lastLine(); !strings.HasPrefix(got, "explore: interrupted after 8 scenarios, ") {
		t.Errorf("interrupted: %q", got)
	}
}

// TestExploreCountsRandomApart: what cannot be complete is in no sum, but a violation counts.
func TestExploreCountsRandomApart(t *testing.T) {
	larger := func(over bool, a crew.Attempt) *crew.Finding {
		f := attempted("event larger", over, a)
		f.Random = true
		return f
	}
	all := append(findings()[:1],
		larger(true, crew.Attempt{Engine: "random", Interleavings: 5000, Longest: 200, Ended: true, Seconds: 1, Bounds: []string{"5000 schedules"}}),
		larger(true, crew.Attempt{Engine: "random", Interleavings: 400, Seconds: 2, Bounds: []string{"the deadline"}}),
	)
	x := explored(all)
	var b strings.Builder
	writeAligned(&b, x.table())
	want := `
class         scenarios  complete  interleavings  redundant  longest  verdict       seconds
event 2x1             1         1          1,234          5       40  holds             0.2
event larger          2    random          5,400          0      200  no violation      3.0
    random, 5,400 schedules, in no sum; 1 took longer than 2s
total                 1         1          1,234          5       40  holds             0.2
`
	if got := b.String(); got != want[1:] {
		t.Errorf("table:\n%s\nwant:%s", got, want)
	}
	if got, want := x.lastLine(), "explore: 1 scenarios, 1234 interleavings, 0 violations, complete 1 of 1"; got != want || x.failed() {
		t.Errorf("got %q, want %q; failed: %v", got, want, x.failed())
	}
	if got := x.statement(); !strings.Contains(got, "Larger scenarios, 2 of them, were run in random schedules, 5,400: no violation.") {
		t.Errorf("%s", got)
	}
	x = explored(append(all, larger(true, crew.Attempt{Failure: &crew.Failure{Verdict: "lost wake-up"}})))
	if x.Violations != 1 || !x.failed() || x.total().Verdict != "1 violation" {
		t.Errorf("%d violations, failed: %v, total: %s", x.Violations, x.failed(), x.total().Verdict)
	}
}

// TestExploreShowsTheShortestOfAClass: the failures of a class are likely to have one cause.
func TestExploreShowsTheShortestOfAClass(t *testing.T) {
	failed := func(class, name string, lines int) *crew.Finding {
		f := attempted(class, true, crew.Attempt{Failure: &crew.Failure{Verdict: "lost wake-up", Trace: strings.Repeat("step\n", lines), Replay: "AbC"}})
		f.Name = name
		return f
	}
	faults := explored([]*crew.Finding{
		failed("event 2x1", "event: wait | notify", 20), failed("event 2x1", "event: wait", 10), failed("event 2x1", "event: wait | wait", 15),
		failed("waitq", "it's small", 9),
	}).Faults
	if len(faults) != 2 || faults[0].name != "event: wait" || len(faults[0].others) != 2 || len(faults[1].others) != 0 {
		t.Fatalf("%+v", faults)
	}
	for _, want := range []struct{ got, want string }{
		{faults[0].replay, exploreCommand + " -scenario 'event: wait' -replay AbC"},
		{faults[1].replay, exploreCommand + ` -unit 'it'\''s small' -replay AbC`},
		{faults[0].shrink, exploreCommand + " -scenario 'event: wait' -shrink"},
	} {
		if want.got != want.want {
			t.Errorf("got %s, want %s", want.got, want.want)
		}
	}
}

// TestExploreReplays: the string of a failure leads to the same failure, step by step.
func TestExploreReplays(t *testing.T) {
	before := explorer
	explorer = &crew.Catalog{Units: fakeUnits, Scenario: fakeScenario}
	defer func() { explorer = before }()
	const unit = "loads and stores"
	for _, u := range fakeUnits() {
		if u.Name != unit {
			continue
		}
		f := crew.Try(u, &crew.Job{Engine: crew.Exhaustive, Limit: time.Minute}, func(crew.News) {}).Failure
		if f == nil {
			t.Fatal("it does not fail")
		}
		var out strings.Builder
		code := run(t.Context(), []string{"explore", "-unit", unit, "-replay", f.Replay}, &out, io.Discard)
		if code != exitFailed || f.Trace == "" || !strings.Contains(out.String(), strings.TrimRight(f.Trace, "\n")) || !strings.Contains(out.String(), f.Replay) {
			t.Errorf("exit code %d:\n%s\nwant the trace\n%s", code, out.String(), f.Trace)
		}
	}
}
