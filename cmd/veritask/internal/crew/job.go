package crew

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// Target is a unit as the plan knows it.
type Target struct {
	Number      int // in the list that Serve has; -1: it is a scenario in no list
	Class, Name string
	Random      bool // nothing but random schedules make sense
}

// Job asks for an attempt at a unit.
type Job struct {
	Unit      int           `json:"unit"`
	Name      string        `json:"name"`
	Engine    string        `json:"engine"`
	Limit     time.Duration `json:"limit"`
	Schedules int64         `json:"schedules,omitempty"` // at most; 0: what the engine thinks right
	Seed      uint64        `json:"seed,omitempty"`

	step, index int // in the plan
	line        *line
}

// Class is that of the unit.
func (j *Job) Class() string { return j.line.class }

// Attempt is what exploring a unit once has given.
type Attempt struct {
	Engine        string        `json:"engine"`
	Limit         time.Duration `json:"limit"`
	Interleavings int64         `json:"interleavings"`
	Redundant     int64         `json:"redundant"`
	Cut           int64         `json:"cut,omitempty"`
	Steps         int64         `json:"steps"`
	Longest       int           `json:"longest"`
	Histories     int           `json:"histories,omitempty"`
	Expected      float64       `json:"expected,omitempty"` // how many there are, as probes say
	Ended         bool          `json:"ended"`              // not stopped by Limit
	Complete      bool          `json:"complete"`           // everything within the bounds has been run
	Bounds        []string      `json:"bounds,omitempty"`   // that have kept something from being run
	Seconds       float64       `json:"seconds"`
	Failure       *Failure      `json:"failure,omitempty"`
}

// Exhaustive reports whether nothing is left to be run.
func (a *Attempt) Exhaustive() bool { return a.Complete && len(a.Bounds) == 0 }

// Failure is a run that failed, or a process that did.
type Failure struct {
	Verdict string       `json:"verdict"`
	Text    string       `json:"text"`
	Trace   string       `json:"trace,omitempty"`
	Reason  string       `json:"reason,omitempty"` // what has no explanation
	Replay  string       `json:"replay,omitempty"` // the schedule
	History *lin.History `json:"history,omitempty"`
}

// Verdicts beside those of the judge and the engine.
const (
	Died    = "process died"
	Hung    = "process hung"
	Refused = "not explorable"
)

// newAttempt describes an exploration.
func newAttempt(j *Job, e lin.Exploration) Attempt {
	r := &e.Report
	return Attempt{
		Engine: j.Engine, Limit: j.Limit, Interleavings: r.Interleavings(), Redundant: r.Redundant, Cut: r.Cut,
		Steps: r.Steps, Longest: r.Longest, Histories: e.Histories, Expected: r.Estimate.Mean, Complete: r.Complete, Bounds: r.Bounds,
		Ended:   r.Failure != nil || !slices.Contains(r.Bounds, "the deadline"),
		Seconds: r.Elapsed.Seconds(), Failure: NewFailure(e.Failure),
	}
}

// NewFailure describes f, which can be nil.
func NewFailure(f *lin.ExploredFailure) *Failure {
	if f == nil {
		return nil
	}
	x := &Failure{
		Verdict: string(f.Verdict), Text: f.Text, Reason: f.Reason(), Replay: f.Replay, History: f.History,
	}
	if x.Verdict == "" {
		x.Verdict = f.Kind.String()
	}
	if f.Trace != nil {
		x.Trace = f.Trace.String()
	}
	return x
}

// Exhaustive is the engine that runs everything, and what holds if there is nothing left to run.
const Exhaustive = "exhaustive"

// Engines are the names that ParseEngine knows.
const Engines = "exhaustive, bounded=K, random, dfs, sleepsets"

// ParseEngine finds an engine by its name.
func ParseEngine(name string) (explore.Engine, error) {
	if text, ok := strings.CutPrefix(name, "bounded="); ok {
		k, err := strconv.Atoi(text)
		if err != nil || k < 0 || k > boundMax {
			return 0, fmt.Errorf("bad bound %q; want a number of preemptions, 0 to %d", text, boundMax)
		}
		return explore.Bounded(k), nil
	}
	switch name {
	case Exhaustive:
		return explore.Exhaustive, nil
	case "random":
		return explore.Random, nil
	case "dfs":
		return explore.DFS, nil
	case "sleepsets":
		return explore.SleepSets, nil
	}
	return 0, fmt.Errorf("unknown engine %q; known are: %s", name, Engines)
}

// boundMax is a bound that nobody will reach.
const boundMax = 100
