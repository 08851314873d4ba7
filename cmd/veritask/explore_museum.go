package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/museum"
)

// hunt is the search for one bug by one strategy.
type hunt struct {
	found     bool
	verdict   string
	schedules int64
	seconds   float64
}

// String is a cell of the scoreboard.
func (h hunt) String() string {
	if !h.found {
		return "-"
	}
	return fmt.Sprintf("%d in %.2f s", h.schedules, h.seconds)
}

// score is a row of the scoreboard.
type score struct {
	name, where string
	hunts       []hunt // by strategy
	problem     string // empty: none
}

func (s *score) found() bool {
	for _, h := range s.hunts {
		if h.found && s.problem == "" {
			return true
		}
	}
	return false
}

func (s *score) row() []string {
	row := []string{s.name, s.where}
	verdict := "not found"
	for _, h := range s.hunts {
		row = append(row, h.String())
		if h.found {
			verdict = h.verdict
		}
	}
	if s.problem != "" {
		verdict = s.problem
	}
	return append(row, verdict)
}

// strategies are the engines of the scoreboard, as -engine names them.
var strategies = []string{"bounded=2", "exhaustive", "random"}

// scoreboardName is the file of the scoreboard in the report's folder.
const scoreboardName = "museum.txt"

// exploreMuseum looks for every seeded bug with the explorer: for those that implement an object badly, in this process,
// and for the patches of the library in builds of their own.
func exploreMuseum(ctx context.Context, o *exploreOptions, stdout, stderr io.Writer) (int, error) {
	patches, err := museum.Patches()
	if err != nil {
		return exitFailed, err
	}
	exhibits := museum.All()
	show := newProgress(stderr, o.quiet)
	var scores []score
	total := len(exhibits) + len(patches)
	for _, x := range exhibits {
		show.update(float64(len(scores))/float64(total), x.Name)
		scores = append(scores, huntExhibit(ctx, x, o.seed))
	}
	err = huntPatches(ctx, patches, o, func(s score) {
		scores = append(scores, s)
		show.update(float64(len(scores))/float64(total), s.name)
	})
	show.close()
	if err != nil {
		return exitFailed, err
	}
	slices.SortStableFunc(scores[len(exhibits):], func(a, b score) int { return strings.Compare(a.name, b.name) })
	found := 0
	table := [][]string{append(append([]string{"bug", "found in"}, strategies...), "verdict")}
	for i := range scores {
		table = append(table, scores[i].row())
		if scores[i].found() {
			found++
		}
	}
	var text strings.Builder
	writeAligned(&text, table)
	fmt.Fprintf(&text, "\nschedules until found; museum: %d of %d found\n", found, total)
	fmt.Fprint(stdout, text.String())
	if err := os.MkdirAll(o.out, 0o777); err != nil {
		return exitFailed, err
	}
	name := filepath.Join(o.out, scoreboardName)
	if err := os.WriteFile(name, []byte(text.String()), 0o666); err != nil {
		return exitFailed, err
	}
	fmt.Fprintf(stdout, "report: %s\nmuseum: %d of %d found\n", name, found, total)
	if found < total {
		return exitFailed, ctx.Err()
	}
	return exitOK, nil
}

const (
	exhibitTime = 4 * time.Second // for one strategy
	unitTime    = 500 * time.Millisecond
)

// huntExhibit explores scenarios of growing classes until the exhibit fails; its clean twin must not fail in the last.
func huntExhibit(ctx context.Context, x museum.Exhibit, seed uint64) score {
	s := score{name: x.Name, where: "-"}
	for _, engine := range []explore.Engine{explore.Bounded(2), explore.Exhaustive, explore.Random} {
		h, scenario := huntScenario(ctx, x, explore.Options{Engine: engine, Seed: seed, NoShrink: true, MaxSchedules: 20_000})
		s.hunts = append(s.hunts, h)
		if !h.found || s.where != "-" {
			continue
		}
		s.where = scenario.String()
		twin, err := lin.Explore(x.CleanTwin(), scenario, explore.Options{Deadline: time.Now().Add(exhibitTime)})
		switch {
		case err != nil:
			s.problem = err.Error()
		case twin.Failure != nil:
			s.problem = "the clean twin fails"
		}
	}
	return s
}

func huntScenario(ctx context.Context, x museum.Exhibit, o explore.Options) (hunt, lin.Scenario) {
	var h hunt
	begin := time.Now()
	for _, s := range exhibitScenarios(x) {
		left := exhibitTime - time.Since(begin)
		if left <= 0 || ctx.Err() != nil {
			break
		}
		o.Deadline = time.Now().Add(min(left, unitTime))
		e, err := lin.Explore(x.Target(), s, o)
		if err != nil {
			continue
		}
		h.schedules += e.Report.Schedules
		if f := e.Failure; f != nil {
			h.found, h.verdict, h.seconds = true, string(f.Verdict), time.Since(begin).Seconds()
			if f.Verdict == "" {
				h.verdict = f.Kind.String()
			}
			return h, s
		}
	}
	return h, lin.Scenario{}
}

// exhibitScenarios returns those of the exhibit's own, then all classes of its object, the small ones first.
func exhibitScenarios(x museum.Exhibit) []lin.Scenario {
	var all []lin.Scenario
	for _, text := range x.Beyond {
		if s, err := lin.ParseScenario(text); err == nil {
			all = append(all, s)
		}
	}
	for _, c := range lin.Classes(x.Object) {
		all = append(all, c.Scenarios()...)
	}
	return all
}

func seedFlag(seed uint64) string { return strconv.FormatUint(seed, 10) }
