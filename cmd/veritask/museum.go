package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
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

	failure *lin.Failure
}

func (v *visit) found() bool { return v.failure != nil }

// tour is a run over all chosen exhibits.
type tour struct {
	*summary
	Visits []*visit `json:"bugs"`
}

// visitMuseum looks for every chosen bug, and for none in its clean twin.
func visitMuseum(ctx context.Context, o *options, stdout, stderr io.Writer) (int, error) {
	t := &tour{summary: newSummary(o)}
	fmt.Fprintf(stdout, "museum: seed %d, at most %v, %s\n\n", o.seed, o.duration, t.Machine)
	show := newProgress(stderr, o.quiet)
	exhibits := chosenExhibits(o)
	end := t.Started.Add(o.duration)
	for i, x := range exhibits {
		if ctx.Err() != nil {
			break
		}
		show.update(float64(i)/float64(len(exhibits)), x.Name)
		t.Visits = append(t.Visits, visitExhibit(ctx, x, o, time.Until(end)/time.Duration(len(exhibits)-i)))
	}
	show.close()
	t.Seconds = time.Since(t.Started).Seconds()
	t.Interrupted = ctx.Err() != nil
	if err := t.writeReport(o); err != nil {
		return exitFailed, err
	}
	writeAligned(stdout, t.table())
	t.writeProblems(stdout)
	fmt.Fprintf(stdout, "\nreport: %s\n%s\n", filepath.Join(o.out, museumName), t.lastLine())
	if t.ok() {
		return exitOK, nil
	}
	return exitFailed, nil
}

// museumName is the page of the museum in the report's folder.
const museumName = "museum.html"

func chosenExhibits(o *options) []museum.Exhibit {
	byName := map[string]museum.Exhibit{}
	for _, x := range museum.All() {
		byName[x.Name] = x
	}
	var out []museum.Exhibit
	for _, name := range o.objects {
		out = append(out, byName[name])
	}
	return out
}

// visitExhibit looks for the bug, reduces what it finds, and spends what is left of d on the clean twin.
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
		Seed: o.seed, Duration: max(time.Until(end), 1), Scenario: o.scenario, Dir: o.out,
	})
	v.Twin = twin{clean.Scenarios, clean.Verdict, clean.Failure}
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

var museumHeader = []string{"bug", "object", "scenarios", "seconds", "verdict", "clean twin"}

// table is what the terminal and the page show.
func (t *tour) table() [][]string {
	rows := [][]string{museumHeader}
	for _, v := range t.Visits {
		verdict := "missed"
		if v.found() {
			verdict = "found: " + string(v.Found)
		}
		rows = append(rows, []string{
			v.Bug, string(v.Object), strconv.Itoa(v.Scenarios), fmt.Sprintf("%.2f", v.Seconds), verdict,
			fmt.Sprintf("%s (%s scenarios)", v.Twin.Verdict, thousands(v.Twin.Scenarios)),
		})
	}
	return rows
}

// counts returns how many bugs were found, and how many clean twins failed.
func (t *tour) counts() (found, failedTwins int) {
	for _, v := range t.Visits {
		if v.found() {
			found++
		}
		if v.Twin.Verdict != lin.Linearizable {
			failedTwins++
		}
	}
	return found, failedTwins
}

func (t *tour) ok() bool {
	found, failedTwins := t.counts()
	return !t.Interrupted && found == len(t.Visits) && failedTwins == 0
}

func (t *tour) lastLine() string {
	found, failedTwins := t.counts()
	line := fmt.Sprintf("museum: %d of %d found", found, len(t.Visits))
	if failedTwins > 0 {
		line += fmt.Sprintf(", %d clean twins failed", failedTwins)
	}
	if t.Interrupted {
		line += ", interrupted"
	}
	return line
}

// writeProblems explains a failure, which is one of the checker.
func (t *tour) writeProblems(w io.Writer) {
	for _, v := range t.Visits {
		if !v.found() {
			fmt.Fprintf(w, "\nFAIL %s was not found: %s\n", v.Bug, v.exhibit.Bug)
		}
		if v.Twin.Verdict != lin.Linearizable {
			fmt.Fprintf(w, "\n%s has no bug, and yet:\n%v", v.Bug+museum.CleanSuffix, v.Twin.failure)
		}
	}
}

// writeReport writes the page of the museum, with the history that gave each bug away.
func (t *tour) writeReport(o *options) error {
	p := &report.Page{Title: "veritask bug museum", Verdict: "pass", Headline: t.lastLine(), Facts: t.facts()}
	if !t.ok() {
		p.Verdict = "fail"
	}
	p.SetTable(t.table())
	for i, v := range t.Visits {
		v.decorate(p.Rows[i])
		if v.found() {
			p.Sections = append(p.Sections, v.section(o.out))
		}
		if f := v.Twin.failure; f != nil {
			p.Failures = append(p.Failures, report.Failure{
				Title: v.Bug + museum.CleanSuffix + " has no bug, and yet: " + string(f.Verdict), Text: f.Text, Reason: f.Reason,
				Scenario: f.Scenario.String(), Replay: f.Replay, Link: link(o.out, f.HTML),
			})
		}
	}
	if o.json {
		if err := writeJSON(filepath.Join(o.out, "museum.json"), t); err != nil {
			return err
		}
	}
	return p.WriteFile(filepath.Join(o.out, museumName))
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
