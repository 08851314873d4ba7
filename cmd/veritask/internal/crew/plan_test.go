package crew

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// targets makes n units of a class.
func targets(class string, n int) []Target {
	var all []Target
	for i := range n {
		all = append(all, Target{Number: i, Class: class, Name: fmt.Sprintf("%s %d", class, i)})
	}
	return all
}

// answerTo makes the attempt of a unit that needs so much time for everything, a tenth of it with one preemption, and
// half with two.
func answerTo(j Job, all time.Duration) Attempt {
	a := Attempt{Engine: j.Engine, Limit: j.Limit, Interleavings: 7}
	need := map[string]time.Duration{"bounded=1": all / 10, "bounded=2": all / 2, Exhaustive: all}[j.Engine]
	if bound, ok := map[string]string{"bounded=1": "1 preemptions", "bounded=2": "2 preemptions"}[j.Engine]; ok {
		a.Bounds = append(a.Bounds, bound)
	}
	a.Complete = need <= j.Limit && j.Engine != "random"
	a.Ended = a.Complete || j.Engine == "random"
	if !a.Ended {
		a.Bounds = append(a.Bounds, "the deadline")
	}
	a.Seconds = min(need, j.Limit).Seconds()
	return a
}

// play works through the plan with one worker for so long, and returns the jobs by class.
func play(p *Plan, total time.Duration, need func(j Job) time.Duration) map[string][]Job {
	jobs := map[string][]Job{}
	for left := total; ; {
		j, ok := p.Next(left)
		if !ok {
			return jobs
		}
		a := answerTo(j, need(j))
		left -= time.Duration(a.Seconds * float64(time.Second))
		p.Done(j, a)
		jobs[j.Class()] = append(jobs[j.Class()], j)
	}
}

func engines(jobs []Job) []string {
	var names []string
	for _, j := range jobs {
		names = append(names, j.Engine)
	}
	return names
}

func TestPlanClimbsOneStepAtATime(t *testing.T) {
	const each = time.Second
	for _, c := range []struct {
		need  time.Duration
		steps []string
		holds string
	}{
		{each / 100, []string{"bounded=1", "bounded=2", Exhaustive}, Exhaustive},
		{2 * each, []string{"bounded=1", "bounded=2", Exhaustive, Exhaustive}, Exhaustive},
		{9 * each, []string{"bounded=1", "bounded=2", Exhaustive, Exhaustive}, "within 1 preemption"},
		{99 * each, []string{"bounded=1", "bounded=2", Exhaustive, "random", Exhaustive}, "in random schedules only"},
	} {
		p := NewPlan(targets("x", 1), Steps(Exhaustive), each, 1, nil)
		jobs := play(p, time.Hour, func(Job) time.Duration { return c.need })
		if got := engines(jobs["x"]); !slices.Equal(got, c.steps) {
			t.Errorf("%v: %v, want %v", c.need, got, c.steps)
		}
		if f := p.Findings()[0]; f.Holds() != c.holds || !f.Over || p.Over() != 1 {
			t.Errorf("%v: holds %q, want %q; over %v", c.need, f.Holds(), c.holds, f.Over)
		}
	}
}

// TestPlanLeavesTheLargeToChance: random schedules are all that is tried, unless an engine is asked for.
func TestPlanLeavesTheLargeToChance(t *testing.T) {
	large := []Target{{Class: "x", Name: "large", Random: true}}
	for engine, want := range map[string]string{Exhaustive: "random", "dfs": "dfs"} {
		p := NewPlan(large, Steps(engine), time.Second, 1, nil)
		jobs := play(p, time.Hour, func(Job) time.Duration { return time.Millisecond })["x"]
		if len(jobs) != 1 || jobs[0].Engine != want || p.Over() != 1 {
			t.Errorf("%s: %v, want %s alone", engine, engines(jobs), want)
		}
	}
}

func TestPlanTakesABreadthFirst(t *testing.T) {
	p := NewPlan(targets("x", 9), Steps(Exhaustive), time.Second, 1, nil)
	jobs := play(p, time.Hour, func(Job) time.Duration { return time.Millisecond })["x"]
	for i, j := range jobs {
		if want := Steps(Exhaustive)[1+i/9].Engine; j.Engine != want {
			t.Errorf("job %d: %s, want %s", i, j.Engine, want)
		}
	}
}

func TestPlanDividesTheTime(t *testing.T) {
	all := slices.Concat(targets("small", 10), targets("large", 1000), targets("huge", 1000))
	p := NewPlan(all, Steps(Exhaustive), time.Second, 1, nil)
	need := map[string]time.Duration{"small": 10 * time.Millisecond, "large": time.Second, "huge": 8 * time.Second}
	play(p, 100*time.Second, func(j Job) time.Duration { return need[j.Class()] })
	spent := map[string]time.Duration{}
	for _, l := range p.lines {
		spent[l.class] = l.spent
	}
	for _, f := range p.Findings()[:10] {
		if !f.Over || f.Holds() != Exhaustive {
			t.Errorf("%s is not done: %+v", f.Name, f)
		}
	}
	if d := spent["large"] - spent["huge"]; d.Abs() > 2*time.Second {
		t.Errorf("the large class got %v, the huge one %v", spent["large"], spent["huge"])
	}
	if sum := spent["small"] + spent["large"] + spent["huge"]; sum < 99*time.Second {
		t.Errorf("only %v were spent", sum)
	}
}

func TestPlanStopsAtAFailure(t *testing.T) {
	p := NewPlan(targets("x", 1), Steps(Exhaustive), time.Second, 1, nil)
	j, _ := p.Next(time.Hour)
	p.Done(j, Attempt{Engine: j.Engine, Ended: true, Failure: &Failure{Verdict: "bad"}})
	if _, ok := p.Next(time.Hour); ok || p.Over() != 1 || p.Findings()[0].Failure() == nil {
		t.Errorf("it goes on: %+v", p.Findings()[0])
	}
}

// TestPlanKnowsWhatWasCutShort: an attempt at the end of a run, with less than its time, is not the attempt planned.
func TestPlanKnowsWhatWasCutShort(t *testing.T) {
	p := NewPlan(targets("x", 1), Steps(Exhaustive), time.Second, 1, nil)
	play(p, 1700*time.Millisecond, func(Job) time.Duration { return 2 * time.Second })
	f := p.Findings()[0]
	if f.Over || f.Holds() != "within 2 preemptions" || len(f.Attempts) != 3 {
		t.Fatalf("%+v", f)
	}
	var known []Entry
	for _, a := range f.Attempts {
		known = append(known, Entry{Class: f.Class, Name: f.Name, Attempt: a})
	}
	again := NewPlan(targets("x", 1), Steps(Exhaustive), time.Second, 2, known)
	jobs := play(again, time.Hour, func(Job) time.Duration { return 2 * time.Second })["x"]
	if got := engines(jobs); !slices.Equal(got, []string{Exhaustive, Exhaustive}) {
		t.Errorf("resumed with %v", got)
	}
	if f := again.Findings()[0]; f.Holds() != Exhaustive {
		t.Errorf("%+v", f)
	}
}

func TestPlanOfAnotherEngine(t *testing.T) {
	p := NewPlan(targets("x", 2), Steps("dfs"), time.Second, 1, nil)
	jobs := play(p, time.Hour, func(Job) time.Duration { return 0 })["x"]
	if got := engines(jobs); !slices.Equal(got, []string{"dfs", "dfs"}) {
		t.Errorf("%v", got)
	}
}

func TestPlanFollowsItsSeed(t *testing.T) {
	order := func(seed uint64) (names []string) {
		p := NewPlan(targets("x", 20), Steps("random"), time.Second, seed, nil)
		for _, j := range play(p, time.Hour, func(Job) time.Duration { return 0 })["x"] {
			names = append(names, j.Name)
		}
		return names
	}
	if !slices.Equal(order(1), order(1)) || slices.Equal(order(1), order(2)) {
		t.Errorf("orders: %v, %v, %v", order(1), order(1), order(2))
	}
}

func TestParseEngine(t *testing.T) {
	for _, name := range []string{"exhaustive", "bounded=0", "bounded=3", "random", "dfs", "sleepsets"} {
		if _, err := ParseEngine(name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"", "bounded", "bounded=x", "bounded=-1", "bounded=1000", "replay"} {
		if _, err := ParseEngine(name); err == nil {
			t.Errorf("%q is no engine", name)
		}
	}
}
