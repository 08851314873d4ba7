package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// replayUnit replays one schedule in this process, where a debugger can look at it.
func replayUnit(u lin.Unit, o *exploreOptions, stdout io.Writer) (int, error) {
	e, err := u.Explore(explore.Options{Engine: explore.Replay, Replay: o.replay})
	if err != nil {
		return exitUsage, errUsage{err}
	}
	if e.Failure == nil {
		fmt.Fprintf(stdout, "explore: %s does not fail in this schedule\n", u.Name)
		return exitOK, nil
	}
	newFault("replay", u.Name, crew.NewFailure(e.Failure), o).write(stdout)
	return exitFailed, nil
}

// shrinkUnit looks for a smaller scenario that fails in the same way, in this process. Schedules are made short anyway.
func shrinkUnit(ctx context.Context, units []lin.Unit, t crew.Target, o *exploreOptions, stdout, stderr io.Writer) (int, error) {
	u, err := explorer.Find(units, t.Number, t.Name)
	if err != nil {
		return exitUsage, errUsage{err}
	}
	k := &reducer{ctx: ctx, options: o, end: time.Now().Add(o.duration), show: newProgress(stderr, o.quiet)}
	defer k.show.close()
	if k.failure = k.fails(u, ""); k.failure == nil {
		fmt.Fprintf(stdout, "explore: %s: no failure found to begin with\n", t.Name)
		return exitOK, nil
	}
	name := t.Name
	if s, err := lin.ParseScenario(t.Name); err == nil {
		for k.pass(&s) {
		}
		name = s.String()
	}
	k.show.close()
	newFault("reduced", name, k.failure, o).write(stdout)
	fmt.Fprintf(stdout, "\nexplore: reduced from %s\n", t.Name)
	return exitFailed, nil
}

// reducer makes a failing scenario small.
type reducer struct {
	ctx     context.Context
	options *exploreOptions
	end     time.Time
	show    progress
	failure *crew.Failure
	tried   int
}

// pass tries every simplification once, and reports whether one failed in the same way. That one is kept.
func (k *reducer) pass(s *lin.Scenario) bool {
	for _, simpler := range s.Simplifications() {
		if k.ctx.Err() != nil || time.Now().After(k.end) {
			return false
		}
		u, err := explorer.Scenario(simpler)
		if err != nil {
			continue
		}
		if f := k.fails(u, k.failure.Verdict); f != nil {
			*s, k.failure = simpler, f
			return true
		}
	}
	return false
}

// reduceEach bounds the time for one attempt at a simpler scenario, of which most do not fail.
const reduceEach = 5 * time.Second

// fails explores a unit until it fails in the given way, or in any if that is "".
func (k *reducer) fails(u lin.Unit, verdict string) *crew.Failure {
	k.tried++
	left := time.Until(k.end)
	for _, step := range crew.Steps(k.options.engine) {
		if time.Until(k.end) <= 0 || step.Times > 1 {
			break
		}
		limit := min(k.options.each, time.Until(k.end))
		if verdict != "" {
			limit = min(limit, reduceEach)
		}
		j := crew.Job{Name: u.Name, Engine: step.Engine, Limit: limit, Schedules: step.Schedules, Seed: k.options.seed}
		k.show.update(1-float64(left)/float64(k.options.duration), fmt.Sprintf("%d tried: %s, %s", k.tried, u.Name, step.Engine))
		a := crew.Try(u, &j, func(crew.News) {})
		switch f := a.Failure; {
		case f != nil && f.Verdict == crew.Refused:
			return nil
		case f != nil && (verdict == "" || f.Verdict == verdict):
			return f
		case a.Exhaustive():
			return nil
		}
	}
	return nil
}
