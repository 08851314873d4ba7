package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
)

// exploration is a whole run of explore.
type exploration struct {
	provenance
	Engine     string          `json:"engine"`
	Jobs       int             `json:"jobs"`
	Classes    []*tally        `json:"classes"`
	Violations int             `json:"violations"`
	Units      []*crew.Finding `json:"units"`
	Faults     []*fault        `json:"-"` // one of each class that has some

	options *exploreOptions
}

// tally is what was established about a class; one line of the table.
type tally struct {
	Class         string         `json:"class"`
	Random        bool           `json:"random,omitempty"` // it is for random schedules alone, and in no sum
	Scenarios     int            `json:"scenarios"`
	Complete      int            `json:"complete"`
	Interleavings int64          `json:"interleavings"`
	Redundant     int64          `json:"redundant"`
	Longest       int            `json:"longest"`
	Verdict       string         `json:"verdict"`
	Seconds       float64        `json:"seconds"`
	Within        map[string]int `json:"within,omitempty"` // of the others: how many hold within which bounds
	Begun         int            `json:"begun,omitempty"`  // explored in part
	Untouched     int            `json:"untouched,omitempty"`
	Failed        int            `json:"failed,omitempty"`

	expected float64 // of the largest that is not complete, how many interleavings there are: as probes say, or more if more were run

	tooMany int // stopped by the limit for each
	late    int // stopped, or not begun, when the time was up
}

func newExploration(o *exploreOptions) *exploration {
	return &exploration{provenance: newProvenance(o.target, o.seed), Engine: o.engine, Jobs: o.jobs, options: o}
}

// count fills in what was found.
func (x *exploration) count(findings []*crew.Finding) {
	x.Units = findings
	byClass := map[string]*tally{}
	for _, f := range findings {
		c := byClass[f.Class]
		if c == nil {
			c = &tally{Class: f.Class, Random: f.Random, Within: map[string]int{}}
			byClass[f.Class] = c
			x.Classes = append(x.Classes, c)
		}
		c.add(f)
	}
	for _, c := range x.Classes {
		x.Violations += c.Failed
		switch {
		case c.Failed > 0:
		case c.Complete == c.Scenarios:
			c.Verdict = "holds"
		default:
			c.Verdict = "no violation"
		}
	}
	x.Faults = newFaults(findings, x.options)
}

// add counts a unit in.
func (c *tally) add(f *crew.Finding) {
	c.Scenarios++
	for i := range f.Attempts {
		c.Seconds += f.Attempts[i].Seconds
		c.Longest = max(c.Longest, f.Attempts[i].Longest)
	}
	best := f.Best()
	if best == nil {
		c.Untouched++
		c.late++
		return
	}
	c.Interleavings += f.Largest().Interleavings
	c.Redundant += f.Largest().Redundant
	switch holds := f.Holds(); {
	case best.Failure != nil:
		c.Failed++
		if c.Verdict == "" {
			c.Verdict = best.Failure.Verdict
		}
		return
	case holds == crew.Exhaustive:
		c.Complete++
		return
	case holds == "":
		c.Begun++
	default:
		c.Within[holds]++
	}
	for i := range f.Attempts {
		if a := &f.Attempts[i]; a.Expected > 0 {
			c.expected = max(c.expected, a.Expected, float64(a.Interleavings))
		}
	}
	switch {
	case !f.Over:
		c.late++
	case !f.Attempts[len(f.Attempts)-1].Ended:
		c.tooMany++
	}
}

// remark says what holds of the scenarios that are not complete, and why they are not; "" if all are.
func (x *exploration) remark(c *tally) string {
	if c.Random {
		return x.remarkRandom(c)
	}
	if c.Complete+c.Failed == c.Scenarios {
		return ""
	}
	var parts []string
	for _, bound := range slices.Backward(slices.Sorted(maps.Keys(c.Within))) {
		parts = append(parts, fmt.Sprintf("%s %s", thousands(c.Within[bound]), bound))
	}
	if c.Begun > 0 {
		parts = append(parts, thousands(c.Begun)+" in part")
	}
	if c.Untouched > 0 {
		parts = append(parts, thousands(c.Untouched)+" not begun")
	}
	text := "not complete: " + strings.Join(parts, ", ")
	if c.expected > 0 && len(c.Within)+c.Begun > 0 {
		text += fmt.Sprintf(" (the largest has some %.0g interleavings)", c.expected)
	}
	if c.tooMany > 0 {
		text += fmt.Sprintf("; %s took longer than %v", thousands(c.tooMany), x.options.longest())
	}
	up := x.whyLate()
	switch {
	case c.late == c.Scenarios-c.Complete-c.Failed:
		text += "; " + up
	case c.late > 0:
		text += fmt.Sprintf("; for %s %s", thousands(c.late), up)
	}
	return text
}

// whyLate says why there was no more time.
func (x *exploration) whyLate() string {
	if x.Interrupted {
		return "the run was interrupted"
	}
	return fmt.Sprintf("the %v were up", x.options.duration)
}

// remarkRandom is remark for a class that cannot be complete.
func (x *exploration) remarkRandom(c *tally) string {
	text := fmt.Sprintf("random, %s, in no sum", plural(int(c.Interleavings), "schedule"))
	if c.tooMany > 0 {
		text += fmt.Sprintf("; %s took longer than %v", thousands(c.tooMany), x.options.each)
	}
	if c.late > 0 {
		text += fmt.Sprintf("; for %s %s", thousands(c.late), x.whyLate())
	}
	return text
}

var exploreHeader = []string{"class", "scenarios", "complete", "interleavings", "redundant", "longest", "verdict", "seconds"}

// exploreVerdictColumn is the column of exploreHeader that the page decorates.
const exploreVerdictColumn = 6

// cells are the fields of a class under exploreHeader.
func (c *tally) cells() []string {
	verdict := c.Verdict
	if c.Failed > 1 {
		verdict += fmt.Sprintf(" (%d)", c.Failed)
	}
	complete := thousands(c.Complete)
	if c.Random {
		complete = "random"
	}
	return []string{
		c.Class, thousands(c.Scenarios), complete, thousands(c.Interleavings), thousands(c.Redundant),
		strconv.Itoa(c.Longest), verdict, fmt.Sprintf("%.1f", c.Seconds),
	}
}

// table is what the terminal and the page show: a line for each class, and one for all of them. A remark is a row of
// one cell.
func (x *exploration) table() [][]string {
	rows := [][]string{exploreHeader}
	for _, c := range x.Classes {
		rows = append(rows, c.cells())
		if remark := x.remark(c); remark != "" {
			rows = append(rows, []string{remark})
		}
	}
	return append(rows, x.total().cells())
}

// total is the sum of the classes that can be complete, but for violations, which count wherever they are.
func (x *exploration) total() *tally {
	sum := x.sum("total", false)
	if x.Violations > 0 {
		sum.Verdict = plural(x.Violations, "violation")
	}
	return sum
}

// sum adds up the classes that are for random schedules alone, or all others.
func (x *exploration) sum(name string, random bool) *tally {
	failed := 0
	sum := &tally{Class: name, Random: random, Verdict: "no violation"}
	for _, c := range x.Classes {
		if c.Random != random {
			continue
		}
		sum.Scenarios += c.Scenarios
		sum.Complete += c.Complete
		sum.Interleavings += c.Interleavings
		sum.Redundant += c.Redundant
		sum.Longest = max(sum.Longest, c.Longest)
		sum.Seconds += c.Seconds
		failed += c.Failed
	}
	switch {
	case failed > 0:
		sum.Verdict = plural(failed, "violation")
	case random:
	case sum.Complete == sum.Scenarios:
		sum.Verdict = "holds"
	}
	return sum
}

// lastLine is the line that scripts may rely on.
func (x *exploration) lastLine() string {
	t := x.total()
	counts := fmt.Sprintf("%d scenarios, %d interleavings, %d violations, complete %d of %d",
		t.Scenarios, t.Interleavings, x.Violations, t.Complete, t.Scenarios)
	if x.Interrupted {
		return "explore: interrupted after " + counts
	}
	return "explore: " + counts
}

// failed reports whether the run is no success.
func (x *exploration) failed() bool { return x.Violations > 0 || x.Interrupted }

// color is that of the banner on the page.
func (x *exploration) color() string {
	switch {
	case x.Violations > 0:
		return "fail"
	case x.Interrupted:
		return "stopped"
	}
	return "pass"
}

// statement says what has been established.
func (x *exploration) statement() string {
	const complete = `complete: every order of the scenario's atomic steps was run and judged, but for orders of steps that do not touch the
same thing. Go's atomics are sequentially consistent, and threads of impl share nothing but atomics and what these
order (see "make race" and "make engine"): so no execution on any machine does anything else. Rings, segments and spins
are short in this build, so that a scenario reaches their ends.`
	const rest = `
What is not complete holds within the bounds beside it; these runs say nothing about schedules beyond.`
	text := complete
	if t := x.total(); t.Complete < t.Scenarios {
		text += rest
	}
	if r := x.sum("random", true); r.Scenarios > 0 {
		text += fmt.Sprintf("\nLarger scenarios, %s of them, were run in random schedules, %s: %s. They are in no sum.",
			thousands(r.Scenarios), thousands(int(r.Interleavings)), r.Verdict)
	}
	return text
}
