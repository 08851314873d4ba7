package linearizability

import (
	"context"
	"time"
)

// Verdict is the outcome of judging.
type Verdict string

// The verdicts, from good to bad.
const (
	Linearizable Verdict = "linearizable"     // every history has an explanation
	Unknown      Verdict = "unknown"          // the judge ran out of time: a failure of its own kind
	Illegal      Verdict = "not linearizable" // no order of the calls explains their results
	LostWakeup   Verdict = "lost wake-up"     // only those who slept cannot be explained
	Stuck        Verdict = "stuck"            // a call did not end although it was cancelled or had no reason to wait
)

// Config says how much to verify. Zero fields have defaults; without Duration, Scenarios and Operations one second.
type Config struct {
	Seed       uint64
	Duration   time.Duration // stop after
	Scenarios  int           // stop after
	Operations int           // stop after
	Shape      Shape
	Scenario   *Scenario     // run this one again and again instead of generating
	Workers    int           // judging goroutines
	Timeout    time.Duration // for judging one history
	ShrinkFor  time.Duration // how long to reduce a failure; negative: not at all
	Dir        string        // where the HTML timeline of a failure goes; empty: nowhere
	Progress   func(Progress)
}

// Progress is what Config.Progress is called with, a few times a second, from one goroutine.
type Progress struct {
	Object     Object
	Target     string
	Scenarios  int
	Operations int
	Elapsed    time.Duration
}

// Result is what Verify found.
type Result struct {
	Object         Object
	Target         string
	Seed           uint64
	Scenarios      int
	Operations     int
	LongestHistory int // operations in it
	Verdict        Verdict
	Elapsed        time.Duration
	Failure        *Failure // nil if linearizable
	Sample         *History // an interesting one: long, with waiters and cancellations
}

// Verify generates scenarios, runs them against target and judges their histories, until the limits of c are reached,
// ctx ends or a history has no explanation.
func Verify(ctx context.Context, target Target, c Config) Result { return Result{} }

// Failure is a history without an explanation.
type Failure struct {
	Verdict  Verdict
	Object   Object
	Target   string
	Seed     uint64   // of the scenario
	Scenario Scenario // reduced
	Original Scenario // as it was generated
	History  *History // of the reduced scenario
	Text     string   // the timeline
	HTML     string   // path of the interactive timeline, if any
	Replay   string   // the command that runs it again
}

// Error makes a Failure an error; it is the whole report.
func (f *Failure) Error() string { return "" }

// Run runs a scenario once and returns its history and a verdict that running alone can give: Linearizable or Stuck.
func Run(ctx context.Context, target Target, s Scenario, seed uint64) (*History, Verdict) {
	return nil, Linearizable
}

// Judge looks for an explanation of a history.
func Judge(h *History, timeout time.Duration) Verdict { return Linearizable }
