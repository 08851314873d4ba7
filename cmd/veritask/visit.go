package main

import (
	"context"
	"fmt"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/report"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/museum"
)

// visit is what a run over one exhibit showed.
type visit struct {
	Bug       string      `json:"bug"`
	Object    lin.Object  `json:"object"`
	Scenarios int         `json:"scenarios"` // until it was found
	Seconds   float64     `json:"seconds"`   // until it was found
	Found     lin.Verdict `json:"found,omitempty"`
	Twin      twin        `json:"cleanTwin"`

	exhibit museum.Exhibit
	failure *lin.Failure
}

// twin is what the same algorithm without the bug showed.
type twin struct {
	Scenarios int         `json:"scenarios"`
	Verdict   lin.Verdict `json:"verdict"`
	Failure   *failure    `json:"failure,omitempty"`
}

func (v *visit) found() bool { return v.failure != nil }

// visitExhibit looks for the bug, reduces what it finds, and spends what is left of d on the clean twin, but a quarter
// at least.
func visitExhibit(ctx context.Context, x museum.Exhibit, o *options, d time.Duration) *visit {
	v := &visit{Bug: x.Name, Object: x.Object, exhibit: x}
	end := time.Now().Add(d)
	r := lin.Verify(ctx, x.Target(), lin.Config{Seed: o.seed, Duration: max(d/2, 1), Scenario: o.scenario, ShrinkFor: -1})
	v.Scenarios, v.Seconds, v.failure = r.Scenarios, r.Elapsed.Seconds(), r.Failure
	if v.found() {
		v.Found = r.Verdict
		v.reduce(ctx, max(d/8, 1), o.out)
	}
	clean := lin.Verify(ctx, x.CleanTwin(), lin.Config{
		Seed: o.seed, Duration: max(time.Until(end), d/4, 1), Scenario: o.scenario, Dir: o.out,
	})
	if clean.Scenarios == 0 {
		clean.Verdict = lin.Unknown // nothing was judged, which proves nothing
	}
	v.Twin = twin{clean.Scenarios, clean.Verdict, newFailure(clean.Failure,
		x.Name+museum.CleanSuffix+", which has no bug", "-target museum -object "+x.Name)}
	return v
}

// reduce looks for the bug once more in the scenario that showed it, for a small one to show to people.
func (v *visit) reduce(ctx context.Context, d time.Duration, out string) {
	again := lin.Verify(ctx, v.exhibit.Target(), lin.Config{
		Seed: v.failure.Seed, Scenario: &v.failure.Scenario, Duration: d, ShrinkFor: d, Dir: out,
	})
	if again.Failure != nil {
		v.failure = again.Failure
	}
}

// decorate adds colours and links to the exhibit's line of the table.
func (v *visit) decorate(row []report.Cell) {
	row[0].Anchor = v.Bug
	row[4].Badge = "pass"
	if !v.found() {
		row[0].Anchor, row[4].Badge = "", "fail"
	}
	row[5].Badge = badge(v.Twin.Verdict)
}

// section shows the history that gave the bug away.
func (v *visit) section(out string) report.Section {
	h := v.failure.History
	return report.Section{
		Anchor: v.Bug, Title: v.Bug,
		About:    upperFirst(v.exhibit.Bug) + ". From: " + v.exhibit.Origin + ".",
		Timeline: report.Layout(h, func(client int) string { return fmt.Sprintf("client %d", client+1) }),
		Caption: fmt.Sprintf("Found after %d scenarios: %s. Reduced to %d calls; seed %d.",
			v.Scenarios, v.Found, len(h.Calls), v.failure.Seed),
		Reason:   v.failure.Reason,
		Scenario: v.failure.Scenario.String(),
		Link:     link(out, v.failure.HTML),
	}
}
