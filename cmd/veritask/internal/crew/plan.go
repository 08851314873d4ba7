package crew

import (
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Step is one way to attempt a unit.
type Step struct {
	Engine    string
	Times     int   // it may take so many times the limit of a unit
	Schedules int64 // at most; 0: what the engine thinks right
	IfNothing bool  // only if nothing is known by then
	Random    bool  // for those units alone that are too large for anything else
}

// Steps are those of an engine. All orders of a unit that are too many are looked for once more, with the time that
// others have left.
func Steps(engine string) []Step {
	if engine != Exhaustive {
		return []Step{{Engine: engine, Times: 1}}
	}
	return []Step{
		{Engine: "random", Times: 1, Schedules: 5000, Random: true},
		{Engine: "bounded=1", Times: 1},
		{Engine: "bounded=2", Times: 1},
		{Engine: engine, Times: 1},
		{Engine: "random", Times: 1, Schedules: 2000, IfNothing: true},
		{Engine: engine, Times: Patience},
	}
}

// Patience is how much longer the last attempt at a unit may take than the first.
const Patience = 8

// Finding is what is known about a unit.
type Finding struct {
	Class    string    `json:"class"`
	Name     string    `json:"name"`
	Attempts []Attempt `json:"attempts"`
	Over     bool      `json:"over"`             // nothing is left to attempt
	Random   bool      `json:"random,omitempty"` // some random schedules are all that was to be run
}

// Failure returns how the unit failed, nil if it did not.
func (f *Finding) Failure() *Failure {
	for i := range f.Attempts {
		if x := f.Attempts[i].Failure; x != nil {
			return x
		}
	}
	return nil
}

// Best returns the attempt that says the most, nil if there is none: the one that failed, or the last that ran all that
// it was to run, or the longest.
func (f *Finding) Best() *Attempt {
	var best *Attempt
	for i := range f.Attempts {
		a := &f.Attempts[i]
		switch {
		case a.Failure != nil:
			return a
		case best == nil || a.Complete:
			best = a
		case !best.Complete && a.Interleavings > best.Interleavings:
			best = a
		}
	}
	return best
}

// Largest returns the attempt whose numbers count, nil if there is none: the last that ran everything, or the largest.
func (f *Finding) Largest() *Attempt {
	var largest *Attempt
	for i := range f.Attempts {
		a := &f.Attempts[i]
		switch {
		case largest == nil || a.Exhaustive():
			largest = a
		case !largest.Exhaustive() && a.Interleavings > largest.Interleavings:
			largest = a
		}
	}
	return largest
}

// Holds says within which bounds the unit has been explored completely: "" if within none, Exhaustive if nothing is
// left to be run.
func (f *Finding) Holds() string {
	a := f.Best()
	switch {
	case a == nil || a.Failure != nil:
		return ""
	case a.Exhaustive():
		return Exhaustive
	case a.Complete:
		return "within " + a.bounds()
	case slices.ContainsFunc(f.Attempts, func(a Attempt) bool { return a.Engine == "random" && a.Ended }):
		return "in random schedules only"
	}
	return ""
}

// bounds names the bounds: 2 preemptions and 1 choice.
func (a *Attempt) bounds() string {
	var names []string
	for _, b := range a.Bounds {
		if strings.HasPrefix(b, "1 ") {
			b = strings.TrimSuffix(b, "s")
		}
		names = append(names, b)
	}
	return strings.Join(names, " and ")
}

// Plan says who is to explore what next.
type Plan struct {
	targets  []Target
	findings []*Finding
	steps    []Step
	each     time.Duration
	seed     uint64
	lines    []*line
	over     int
}

// line is where the units of a class wait.
type line struct {
	class   string
	spent   time.Duration
	waiting [][]int // by step: numbers of targets
}

// NewPlan plans the units in a random order. What is known about them is not found out again.
func NewPlan(targets []Target, steps []Step, each time.Duration, seed uint64, known []Entry) *Plan {
	p := &Plan{targets: targets, steps: steps, each: each, seed: seed}
	before := map[[2]string][]Attempt{}
	for _, e := range known {
		key := [2]string{e.Class, e.Name}
		before[key] = append(before[key], e.Attempt)
	}
	lines := map[string]*line{}
	for i, t := range targets {
		l := lines[t.Class]
		if l == nil {
			l = &line{class: t.Class, waiting: make([][]int, len(steps))}
			lines[t.Class] = l
			p.lines = append(p.lines, l)
		}
		f := &Finding{Class: t.Class, Name: t.Name, Random: t.Random && len(steps) > 1, Attempts: before[[2]string{t.Class, t.Name}]}
		p.findings = append(p.findings, f)
		p.enqueue(l, i, 0)
	}
	r := rand.New(rand.NewPCG(seed, 0))
	for _, l := range p.lines {
		for _, w := range l.waiting {
			r.Shuffle(len(w), func(i, j int) { w[i], w[j] = w[j], w[i] })
		}
	}
	return p
}

// enqueue has a unit wait for the first step, from the given one on, that can tell more about it.
func (p *Plan) enqueue(l *line, unit, step int) {
	f := p.findings[unit]
	for ; step < len(p.steps); step++ {
		if p.settled(f) {
			break
		}
		s := &p.steps[step]
		if s.Random != f.Random {
			continue
		}
		if s.IfNothing && f.Holds() != "" || p.tried(f, s) {
			continue
		}
		l.waiting[step] = append(l.waiting[step], unit)
		return
	}
	f.Over = true
	p.over++
}

// settled reports whether there is nothing more to know. A bound that was not reached settles as much as no bound at
// all, but counts some interleavings twice, so the wider engine follows if there is one.
func (p *Plan) settled(f *Finding) bool {
	last := p.steps[len(p.steps)-1].Engine
	return f.Failure() != nil || slices.ContainsFunc(f.Attempts, func(a Attempt) bool { return a.Complete && a.Engine == last })
}

// tried reports whether the unit has had that attempt, or a longer one.
func (p *Plan) tried(f *Finding, s *Step) bool {
	return slices.ContainsFunc(f.Attempts, func(a Attempt) bool {
		return a.Engine == s.Engine && (a.Ended || a.Limit >= p.limit(s))
	})
}

func (p *Plan) limit(s *Step) time.Duration { return time.Duration(s.Times) * p.each }

// Next returns a job for the class that has had the least time, of the first one if that is said of several; none if no
// time is left or nothing waits.
func (p *Plan) Next(left time.Duration) (Job, bool) {
	var best *line
	for _, l := range p.lines {
		if l.first() >= 0 && (best == nil || l.spent < best.spent) {
			best = l
		}
	}
	if best == nil || left <= 0 {
		return Job{}, false
	}
	step := best.first()
	i := best.waiting[step][0]
	best.waiting[step] = best.waiting[step][1:]
	s, t := &p.steps[step], &p.targets[i]
	return Job{
		Unit: t.Number, Name: t.Name, Engine: s.Engine, Limit: min(p.limit(s), left), Schedules: s.Schedules,
		Seed: p.seed, step: step, line: best, index: i,
	}, true
}

// first returns the first step that a unit of the class waits for, -1 if none does.
func (l *line) first() int {
	return slices.IndexFunc(l.waiting, func(w []int) bool { return len(w) > 0 })
}

// Done tells what has come of a job. One that had less time than its step allows was cut short by the end of the run:
// it was not this step's turn yet.
func (p *Plan) Done(j Job, a Attempt) {
	f := p.findings[j.index]
	f.Attempts = append(f.Attempts, a)
	j.line.spent += time.Duration(a.Seconds * float64(time.Second))
	next := j.step + 1
	if !a.Ended && a.Failure == nil && a.Limit < p.limit(&p.steps[j.step]) {
		next = j.step
	}
	p.enqueue(j.line, j.index, next)
}

// Findings returns what is known, in the order of the targets.
func (p *Plan) Findings() []*Finding { return p.findings }

// Over returns how many units have nothing left to attempt.
func (p *Plan) Over() int { return p.over }
