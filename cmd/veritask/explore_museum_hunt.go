package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
	lin "github.com/veritask/veritask/linearizability"
)

// strategies look for each bug.
var strategies = []string{crew.Exhaustive, "bounded=2", "random"}

// hunt is what came of looking for a bug by one strategy.
type hunt struct {
	Strategy  string  `json:"strategy"`
	Found     string  `json:"found,omitempty"` // the verdict, which is one that is due
	Other     string  `json:"other,omitempty"` // a verdict that is not, which ended the hunt
	Unit      string  `json:"unit,omitempty"`  // in which it was found
	Units     int     `json:"units"`           // looked at
	Schedules int64   `json:"schedules"`
	Seconds   float64 `json:"seconds"`

	failure *crew.Failure
}

// score is what came of looking for a bug.
type score struct {
	Bug     string `json:"bug"`
	Hunts   []hunt `json:"hunts"`
	Twin    string `json:"cleanTwin,omitempty"` // what holds of the same units without the bug
	Problem string `json:"problem,omitempty"`   // why this proves nothing
	Late    bool   `json:"late,omitempty"`      // the time was up before anything was known

	bug *bug
}

// found reports whether a strategy found the bug, by a verdict that is due, and the clean twin passed.
func (s *score) found() bool { return s.Problem == "" && s.best() != nil }

// best returns the hunt that found the bug in the fewest schedules, nil if none did.
func (s *score) best() *hunt {
	var best *hunt
	for i := range s.Hunts {
		if h := &s.Hunts[i]; h.Found != "" && (best == nil || h.Schedules < best.Schedules) {
			best = h
		}
	}
	return best
}

// game is the search for many bugs.
type game struct {
	seed  uint64
	jobs  int
	each  time.Duration // for an attempt to see that a clean twin passes
	units []lin.Unit    // of this build
}

// play looks for the bugs, in as many at a time as there are jobs, and returns their scores in the same order. An error of
// the time that is up is none: what was not looked for has not been found.
func (g *game) play(ctx context.Context, bugs []*bug, tell func(done int, name string)) ([]*score, error) {
	scores := make([]*score, len(bugs))
	over := make(chan *score)
	turns := make(chan bool, g.jobs)
	lonely := make(chan bool, 1)
	for i, b := range bugs {
		s := &score{Bug: b.name, bug: b}
		scores[i] = s
		go func() {
			if b.alone { // before it takes a turn that another could use
				lonely <- true
				defer func() { <-lonely }()
			}
			turns <- true
			g.look(ctx, s)
			<-turns
			over <- s
		}()
	}
	for i := range bugs {
		tell(i+1, (<-over).Bug)
	}
	return scores, nil
}

// look looks for one bug by every strategy, then at its clean twin.
func (g *game) look(ctx context.Context, s *score) {
	err := ctx.Err()
	if err == nil {
		err = g.decide(ctx, s)
	}
	switch {
	case err == nil:
	case ctx.Err() != nil: // also if it shows as the death of a worker
		s.Late, s.Problem = true, "the time was up"
	default:
		s.Problem = err.Error()
	}
}

// decide looks for the bug as long as there is time. Its error is why nothing was decided.
func (g *game) decide(ctx context.Context, s *score) error {
	broken, clean, end, err := s.bug.open(ctx)
	if err != nil {
		return err
	}
	defer end()
	for _, strategy := range strategies {
		h, err := g.hunt(ctx, s.bug, broken, strategy)
		if err != nil {
			return err
		}
		s.Hunts = append(s.Hunts, h)
	}
	best := s.best()
	if best == nil {
		return s.bug.notFound(s.Hunts)
	}
	return g.acquit(ctx, s, clean, best.Units)
}

// notFound says what was found instead, if anything.
func (b *bug) notFound(hunts []hunt) error {
	err := errors.New("no unit fails")
	for i := range hunts {
		if h := &hunts[i]; h.Other != "" {
			err = fmt.Errorf("%s by the strategy %s in %s, but one of %q is due: %s", h.Other, h.Strategy, h.Unit, b.verdicts, h.failure.Text)
		}
	}
	return err
}

// hurry is how much sooner the strategy exhaustive gives up: it comes to the end of what is small, and never to that of
// whole runtimes.
const hurry = 3

// hunt explores units until one fails.
func (g *game) hunt(ctx context.Context, b *bug, w crew.Worker, strategy string) (hunt, error) {
	h := hunt{Strategy: strategy}
	for i, name := range b.units {
		j := crew.Job{Unit: target(g.units, name), Name: name, Engine: strategy, Limit: b.patience, Seed: g.seed}
		switch strategy {
		case "random":
			j.Schedules = b.random
		case crew.Exhaustive:
			j.Limit /= hurry
		}
		a, err := w.Do(ctx, j, func(crew.News) {})
		if err != nil {
			return h, err
		}
		h.Units = i + 1
		h.Schedules += a.Interleavings + a.Redundant + a.Cut
		h.Seconds += a.Seconds
		if f := a.Failure; f != nil {
			h.Unit, h.failure = name, f
			if slices.Contains(b.verdicts, f.Verdict) {
				h.Found = f.Verdict
			} else {
				h.Other = f.Verdict
			}
			return h, nil
		}
	}
	return h, nil
}

// acquit explores the units that were looked at until the bug was found, without the bug.
func (g *game) acquit(ctx context.Context, s *score, w crew.Worker, units int) error {
	complete := 0
	for _, name := range s.bug.units[:units] {
		j := crew.Job{Unit: target(g.units, name), Name: name, Engine: crew.Exhaustive, Limit: g.each, Seed: g.seed}
		a, err := w.Do(ctx, j, func(crew.News) {})
		if err != nil {
			return err
		}
		if f := a.Failure; f != nil {
			return fmt.Errorf("without the bug %s fails as well: %s: %s", name, f.Verdict, f.Text)
		}
		if a.Exhaustive() {
			complete++
		}
	}
	s.Twin = fmt.Sprintf("passes %d, %d complete", units, complete)
	return nil
}
