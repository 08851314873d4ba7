//go:build veritask_explore

package checked

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/veritask/veritask/spec/promela"
)

// Runs of the real code are runs of the specs, and forgeries are not. "make spec" replays more of them, of every program; a
// short test leaves it the two specs that take longest.
func TestTracesAccepted(t *testing.T) {
	if err := promela.Available(); err != nil {
		t.Skip(err)
	}
	for _, s := range promela.Specs() {
		if testing.Short() && (s.Name == "sleep" || s.Name == "cells") {
			continue
		}
		all, err := RecordSpec(s, 1, 3)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range all {
			if i < len(all)-1 && p.Steered == 0 { // the last ones are small
				continue
			}
			c := promela.Checker{Dir: t.TempDir()}
			r := promela.Result{Spec: s}
			if err := c.Replay(context.Background(), &r, p.Name(), p.Scene, p.Traces); err != nil {
				t.Fatal(err)
			}
			if r.Failed() || r.Traces == 0 || r.Accepted != r.Traces || r.Doctored == 0 || r.Refused != r.Doctored {
				t.Errorf("%s: %d of %d traces accepted, %d of %d forgeries refused: %q", p.Name(), r.Accepted, r.Traces, r.Refused, r.Doctored, r.Problems)
			}
		}
	}
}

// Each step of each spec is made by the real code in a run that is recorded, whatever the random orders are: those with at
// most one preemption have all of them. Whole runtimes have so many that a short test begins with random ones.
func TestTracesHaveAllLabels(t *testing.T) {
	for _, s := range promela.Specs() {
		random := 0
		if s.Name == "sleep" && testing.Short() {
			random = 3
		}
		if _, err := RecordSpec(s, 1, random); err != nil {
			t.Error(err)
		}
	}
}

// A label that is in no run is named: who never opens the gate never goes through an open one.
func TestTracesLackLabels(t *testing.T) {
	s, err := promela.Find("line")
	if err != nil {
		t.Fatal(err)
	}
	closed := slices.DeleteFunc(tracedLines(), func(p Traced) bool { return slices.Contains(p.Scene, "OPENERS=1") })
	_, err = recordLabels(s.Name, s.Labels(), closed[:1], 1, 0)
	if err == nil || !strings.HasSuffix(err.Error(), "makes the step through, unlock") {
		t.Errorf("without an opener: %v", err)
	}
}
