package linearizability

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Config says how much to verify. Zero fields have defaults; without Duration, Scenarios and Operations it is one
// second.
type Config struct {
	Seed       uint64        // of the first scenario; the others follow from it
	Duration   time.Duration // stop after
	Scenarios  int           // stop after
	Operations int           // stop after
	Shape      Shape
	Scenario   *Scenario      // run this one again and again instead of generating
	Workers    int            // judging goroutines; 0: half of GOMAXPROCS
	Timeout    time.Duration  // for judging one history; 0: 5 s
	ShrinkFor  time.Duration  // how long to reduce a failure; 0: 5 s, negative: not at all
	Dir        string         // where the interactive timeline of a failure goes; empty: nowhere
	Progress   func(Progress) // called a few times a second, never concurrently

	limits *limits // nil: the target's defaults
}

// Progress is how far Verify has come.
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
	Scenarios      int // run and judged
	Operations     int // in them
	LongestHistory int // operations in one of them, at most
	Verdict        Verdict
	Elapsed        time.Duration
	Failure        *Failure // nil if linearizable
	Sample         *History // one worth looking at: long, with waiters and cancellations
}

func (c Config) defaults() Config {
	if c.Duration == 0 && c.Scenarios == 0 && c.Operations == 0 {
		c.Duration = time.Second
	}
	if c.Workers == 0 {
		c.Workers = max(1, runtime.GOMAXPROCS(0)/2)
	}
	if c.Timeout == 0 {
		c.Timeout = 5 * time.Second
	}
	if c.ShrinkFor == 0 {
		c.ShrinkFor = 5 * time.Second
	}
	return c
}

// Verify runs scenarios against a target and judges their histories, until a limit of c is reached, ctx ends or a
// history has no explanation. A failure is reduced and described before Verify returns.
func Verify(ctx context.Context, target Target, c Config) Result {
	v := &verification{target: &target, config: c.defaults(), start: time.Now()}
	v.limits = defaultLimits(target.Stamps)
	if c.limits != nil {
		v.limits = *c.limits
	}
	v.result = Result{Object: target.Object, Target: target.Name, Seed: c.Seed, Verdict: Linearizable}
	if s := c.Scenario; s != nil {
		if err := s.validate(); err != nil {
			panic(err)
		}
		v.result.Object = s.Object
	}
	histories := make(chan *History, 4*v.config.Workers)
	var judges sync.WaitGroup
	for range v.config.Workers {
		judges.Go(func() { v.judge(histories) })
	}
	v.run(ctx, histories)
	close(histories)
	judges.Wait()
	if v.failed != nil {
		v.result.Verdict = v.verdict
		v.result.Failure = v.reduce(ctx)
	}
	v.result.Elapsed = time.Since(v.start)
	return v.result
}

// verification is one call of Verify.
type verification struct {
	target *Target
	config Config
	limits limits
	start  time.Time
	stop   atomic.Bool // a failure was found

	mu      sync.Mutex // guards the rest while judges run
	result  Result
	score   int      // of result.Sample
	failed  *History // the first failure
	verdict Verdict  // of failed
}

// run runs scenarios until it is enough.
func (v *verification) run(ctx context.Context, histories chan<- *History) {
	operations := 0
	reported := v.start
	for i := 0; !v.stop.Load() && ctx.Err() == nil; i++ {
		c := &v.config
		now := time.Now()
		if c.Duration > 0 && now.Sub(v.start) >= c.Duration ||
			c.Scenarios > 0 && i >= c.Scenarios ||
			c.Operations > 0 && operations >= c.Operations {
			return
		}
		if c.Progress != nil && now.Sub(reported) > 200*time.Millisecond {
			reported = now
			c.Progress(v.progress())
		}
		seed := scenarioSeed(c.Seed, i)
		h, verdict := runOnce(ctx, v.target, v.scenario(seed), seed, v.limits)
		operations += len(h.Calls)
		if verdict == Stuck {
			v.judged(h, Stuck)
			return
		}
		histories <- h
	}
}

// scenarioSeed returns the seed of scenario i, for the first that of the whole, so that a failure's seed alone brings
// its scenario back.
func scenarioSeed(seed uint64, i int) uint64 { return seed + uint64(i)*0x9e3779b97f4a7c15 }

func (v *verification) scenario(seed uint64) Scenario {
	if v.config.Scenario != nil {
		return *v.config.Scenario
	}
	s := Generate(v.target.Object, seed, v.config.Shape)
	if v.target.Has != nil {
		s.keep(v.target.Has)
	}
	return s
}

func (v *verification) progress() Progress {
	v.mu.Lock()
	defer v.mu.Unlock()
	r := &v.result
	return Progress{r.Object, r.Target, r.Scenarios, r.Operations, time.Since(v.start)}
}

func (v *verification) judge(histories <-chan *History) {
	for h := range histories {
		verdict := Judge(h, v.config.Timeout)
		if verdict == Unknown { // perhaps the whole process was stopped for a while
			verdict = Judge(h, v.config.Timeout)
		}
		v.judged(h, verdict)
	}
}

// judged enters a verdict.
func (v *verification) judged(h *History, verdict Verdict) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Scenarios++
	v.result.Operations += len(h.Calls)
	v.result.LongestHistory = max(v.result.LongestHistory, len(h.Calls))
	if s := h.interest(); s > v.score || v.result.Sample == nil {
		v.score, v.result.Sample = s, h
	}
	if verdict != Linearizable && v.failed == nil {
		v.failed, v.verdict = h, verdict
		v.stop.Store(true)
	}
}

// interest says how much there is to see in the history: waiting and cancelling count more than mere length.
func (h *History) interest() int {
	return len(h.Calls) + 2*h.Parks() + 2*h.Cancelled() + 4*len(h.Quiets)
}
