package explore

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Program is what is run, many times.
type Program struct {
	Name string
	// Setup makes everything the program uses and declares its threads. Operations in it are no steps.
	Setup func(r *Run)
}

// Options say how to explore. The zero Options explore everything.
type Options struct {
	Engine       Engine
	Seed         uint64        // of Random
	Replay       string        // what Replay replays: Failure.Replay
	Bytes        []byte        // of ByBytes: the next one is looked at wherever more than one thread can go on
	Choices      int           // how many results of Choose may differ from 0 in a run
	MaxSchedules int64         // 0: any number, but 10 000 for Random
	MaxSteps     int           // of a run; 0: 20 000
	Deadline     time.Time     // zero: none
	NoAwait      bool          // Loop.Again cuts nothing; the program must end all the same
	NoShrink     bool          // report the first failing schedule as it is
	Stall        string        // name of a thread that stops for ever; it goes on while the program drains
	StallAfter   int           // how many steps it makes before
	StallHolds   bool          // whether the stopped thread may have others spin is for the checks to say; else it is a Livelock
	Probes       int           // how many runs estimate the number of interleavings before an Exhaustive search; see Estimate
	Traces       bool          // collect Report.Traces
	Every        time.Duration // between two calls of Progress; 0: a second
	Progress     func(Progress)
}

// Progress is how far an exploration has come.
type Progress struct {
	Schedules, Redundant, Steps int64
	Bound                       int     // preemptions allowed at present, or -1
	Done                        float64 // estimated share of the search that is done, in [0, 1]
	Estimate                    Estimate
	Elapsed, Left               time.Duration
}

// Report is what an exploration has found.
type Report struct {
	Schedules int64 // runs, all of them
	Redundant int64 // of those, runs found to be equivalent to earlier ones
	Cut       int64 // of those, runs with a thread cut: see Loop
	Stalled   int64 // runs in which Options.Stall stopped its thread
	Steps     int64
	Longest   int  // steps of the longest run
	Complete  bool // everything within the bounds has been run
	Bounds    []string
	Traces    map[uint64]struct{} // hashes of the equivalence classes of the complete runs
	Failure   *Failure
	Estimate  Estimate // if Options.Probes asked for it
	Elapsed   time.Duration
	engine    Engine
}

// Interleavings returns the number of runs that were neither redundant nor cut short.
func (r *Report) Interleavings() int64 { return r.Schedules - r.Redundant - r.Cut }

// String says what has been established.
func (r *Report) String() string {
	n := r.Interleavings()
	switch {
	case r.Failure != nil:
		return r.Failure.Error()
	case r.Complete && len(r.Bounds) == 0 && r.engine == DFS:
		return fmt.Sprintf("all %d interleavings explored, no bound hit", n)
	case r.Complete && len(r.Bounds) == 0:
		return fmt.Sprintf("all %d interleavings up to equivalence explored, no bound hit", n)
	case r.Complete:
		return fmt.Sprintf("%d interleavings explored, all within bounds: %s", n, strings.Join(r.Bounds, ", "))
	default:
		return fmt.Sprintf("%d interleavings explored, not all: %s", n, strings.Join(r.Bounds, ", "))
	}
}

// exploring is held by the one exploration.
var exploring sync.Mutex

// epochs numbers the runs of the process, so that a Word tells whether its object is new to the run.
var epochs uint32

// Explore runs the program in every order that the engine knows, until a run fails.
func Explore(p Program, o Options) Report { return newControl(p, o).explore() }

func (c *control) explore() Report {
	exploring.Lock()
	defer exploring.Unlock()
	current.Store(c)
	defer current.Store(nil)
	defer c.close()
	c.began = time.Now()
	c.told = c.began
	c.pace = pace{at: c.began}
	if c.options.Engine == Replay {
		c.replay()
	} else {
		c.everything()
	}
	c.report.Bounds = c.bounds.names(c)
	c.report.Elapsed = time.Since(c.began)
	return c.report
}

func newControl(p Program, o Options) *control {
	if o.MaxSteps <= 0 {
		o.MaxSteps = 20_000
	}
	o.MaxSteps = min(o.MaxSteps, 60_000) // the clocks count in 16 bits
	if o.MaxSchedules <= 0 && o.Engine == Random {
		o.MaxSchedules = 10_000
	}
	if o.Engine == ByBytes {
		o.MaxSchedules = 1
	}
	if o.Every <= 0 {
		o.Every = time.Second
	}
	c := &control{program: p, options: o, search: o.Engine.search(&o)}
	c.run.c = c
	c.report.engine = o.Engine
	if o.Traces {
		c.report.Traces = map[uint64]struct{}{}
	}
	return c
}

// everything explores all that the engine knows, and reports the first failure.
func (c *control) everything() {
	done := false
	if e := c.options.Engine; e >= bounded {
		for k := 0; k <= int(e-bounded); k++ {
			c.search.limit = k
			c.bounds &^= preemptionsHit
			c.path, c.prefix, c.fresh = c.path[:0], 0, 0
			if done = c.all(); !done || c.bounds&preemptionsHit == 0 {
				break // the next bound would allow nothing more
			}
		}
	} else if e != Exhaustive || c.probe(c.options.Probes) {
		done = c.all()
	}
	c.report.Complete = done && c.options.Engine != Random
	if c.failure != nil {
		c.report.Failure = c.explain()
	}
}

// all runs until there is nothing left to run, and reports whether that was the reason.
func (c *control) all() bool {
	for {
		if c.limited() {
			return false
		}
		c.once()
		c.count()
		if c.failure == nil && c.sampled() {
			c.repeat()
		}
		if c.failure != nil {
			return false
		}
		if c.search.policy == randomly {
			c.path, c.prefix, c.fresh = c.path[:0], 0, 0
		} else if !c.backtrack() {
			return true
		}
	}
}

// limited reports whether a limit has been reached.
func (c *control) limited() bool {
	n := c.report.Schedules
	if c.options.MaxSchedules > 0 && n >= c.options.MaxSchedules {
		c.bounds |= schedulesHit
		return true
	}
	if !c.pace.due() {
		return false
	}
	now := time.Now()
	c.pace.looked(now)
	if c.lateAt(now) {
		c.bounds |= deadlineHit
		return true
	}
	if c.options.Progress != nil && n > 0 && now.Sub(c.told) >= c.options.Every {
		c.told = now
		c.options.Progress(c.progress(now))
	}
	return false
}

// late reports whether the deadline is over.
func (c *control) late() bool { return c.lateAt(time.Now()) }

func (c *control) lateAt(now time.Time) bool {
	return !c.options.Deadline.IsZero() && now.After(c.options.Deadline)
}

// bounds are the limits that have kept something from being run.
type bounds uint8

const (
	choicesHit bounds = 1 << iota
	preemptionsHit
	schedulesHit
	deadlineHit
)

func (b bounds) names(c *control) []string {
	var names []string
	if b&choicesHit != 0 {
		names = append(names, fmt.Sprintf("%d choices", c.options.Choices))
	}
	if b&preemptionsHit != 0 {
		names = append(names, fmt.Sprintf("%d preemptions", c.search.limit))
	}
	if b&schedulesHit != 0 {
		names = append(names, fmt.Sprintf("%d schedules", c.options.MaxSchedules))
	}
	if b&deadlineHit != 0 {
		names = append(names, "the deadline")
	}
	return names
}
