package linearizability

import (
	"context"
	"slices"
	"time"

	"github.com/veritask/veritask/spec"
)

// reduce makes the failure small and describes it.
func (v *verification) reduce(ctx context.Context) *Failure {
	s := shrinker{v: v, ctx: ctx, best: v.failed, limits: v.limits}
	if v.config.ShrinkFor > 0 && v.verdict != Unknown && v.verdict != Stuck {
		s.end = time.Now().Add(v.config.ShrinkFor)
		s.limits.hang = min(s.limits.hang, 200*time.Millisecond) // it is known to fail: a wrong guess costs nothing
		s.shrink()
	}
	f := &Failure{
		Verdict: v.verdict, Object: v.result.Object, Target: v.target.Name, Seed: s.best.Seed,
		Scenario: s.best.Scenario, Original: v.failed.Scenario, History: s.best, Again: s.again,
	}
	f.describe(v.config.Dir)
	return f
}

// shrinker looks for a smaller scenario that fails in the same way. What real workers do is left to chance, so a
// scenario counts as harmless only after many runs: as many as the failure seems to need, and some.
type shrinker struct {
	v      *verification
	ctx    context.Context
	limits limits
	end    time.Time
	best   *History // the smallest failure so far
	again  bool     // it has failed more than once
	runs   int      // how many runs a candidate gets
}

func (s *shrinker) shrink() {
	s.runs = 1000
	if !s.fails(s.best.Scenario) {
		return // not seen again: keep it as it is
	}
	s.again = true
	for s.pass() && !s.over() {
	}
}

func (s *shrinker) over() bool { return s.ctx.Err() != nil || time.Now().After(s.end) }

// fails runs a scenario until it fails like the original, and keeps that history.
func (s *shrinker) fails(c Scenario) bool {
	for i := 0; i < s.runs && !s.over(); i++ {
		seed := scenarioSeed(s.best.Seed, i)
		h, verdict := runOnce(s.ctx, s.v.target, c, seed, s.limits)
		if verdict == Linearizable {
			verdict = Judge(h, s.v.config.Timeout)
		}
		if verdict == s.v.verdict {
			h.Scenario = h.executed()
			s.best = h
			s.runs = max(s.runs/2, min(1000, 30*(i+1))) // rare failures get more runs
			return true
		}
	}
	return false
}

// executed returns the scenario without what its clients did not come to.
func (h *History) executed() Scenario {
	begun := make([]int, h.lanes())
	for i := range h.Calls {
		begun[h.Calls[i].Client]++
	}
	s := h.Scenario
	s.Clients = slices.Clone(s.Clients)
	for i, script := range s.Clients {
		left := begun[i]
		end := slices.IndexFunc(script, func(a Action) bool {
			if a.Op.Kind != spec.NoOp {
				left--
			}
			return left < 0
		})
		if end >= 0 {
			s.Clients[i] = script[:end]
		}
	}
	if len(runnable([]Scenario{s})) == 0 {
		return h.Scenario
	}
	return s
}

// pass tries every simplification of the best scenario once, big ones first, and reports whether one worked.
func (s *shrinker) pass() bool {
	for _, simpler := range simplifications(s.best.Scenario) {
		if s.over() {
			return false
		}
		if s.fails(simpler) {
			return true
		}
	}
	return false
}

// Simplifications returns scenarios that are a little simpler, the much simpler ones first. Not all make sense: a call
// may be missing that another client cancels.
func (s Scenario) Simplifications() []Scenario { return simplifications(s) }

// simplifications returns scenarios that are a little simpler.
func simplifications(s Scenario) []Scenario {
	var all []Scenario
	if len(s.Clients) > 1 {
		for i := range s.Clients {
			all = append(all, s.withoutClient(i))
		}
	}
	for size := 16; size > 0; size /= 2 {
		for i, script := range s.Clients {
			for from := 0; from < len(script); from += size {
				if len(script) >= size {
					all = append(all, s.withScript(i, slices.Delete(slices.Clone(script), from, min(from+size, len(script)))))
				}
			}
		}
	}
	for i, script := range s.Clients { // an acquire and its release, a wait and its notify
		for from := 0; from+1 < len(script); from++ {
			for to := from + 1; to < len(script); to++ {
				if len(script) <= 8 {
					pair := slices.Delete(slices.Clone(script), to, to+1)
					all = append(all, s.withScript(i, slices.Delete(pair, from, from+1)))
				}
			}
		}
		for j, a := range script {
			if a.Timeout != 0 {
				plain := slices.Clone(script)
				plain[j].Timeout = 0
				all = append(all, s.withScript(i, plain))
			}
		}
	}
	return runnable(all)
}

// withScript returns the scenario with another script for a client; without a client if nothing is left to do.
func (s Scenario) withScript(i int, script []Action) Scenario {
	if len(script) == 0 && len(s.Clients) > 1 {
		return s.withoutClient(i)
	}
	s.Clients = slices.Clone(s.Clients)
	s.Clients[i] = script
	return s
}

// withoutClient returns the scenario without a client and without what others did to it.
func (s Scenario) withoutClient(i int) Scenario {
	var clients [][]Action
	for j, script := range s.Clients {
		if j == i {
			continue
		}
		var kept []Action
		for _, a := range script {
			switch {
			case a.Cancel == i+1:
				continue
			case a.Cancel > i+1:
				a.Cancel--
			}
			kept = append(kept, a)
		}
		clients = append(clients, kept)
	}
	s.Clients = clients
	return s
}
