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

// tour is a run over all chosen exhibits.
type tour struct {
	provenance
	Chosen int      `json:"chosen"`
	Visits []*visit `json:"bugs"`
}

// visitMuseum looks for every chosen bug, and for none in its clean twin.
func visitMuseum(ctx context.Context, o *options, stdout, stderr io.Writer) (int, error) {
	t := &tour{provenance: newProvenance(o.target, o.seed)}
	fmt.Fprintf(stdout, "museum: seed %d, at most %v, %s\n\n", o.seed, o.duration, t.Machine)
	show := newProgress(stderr, o.quiet)
	exhibits := chosenExhibits(o)
	t.Chosen = len(exhibits)
	end := t.Started.Add(o.duration)
	for i, x := range exhibits {
		if ctx.Err() != nil {
			break
		}
		show.update(float64(i)/float64(len(exhibits)), x.Name)
		t.Visits = append(t.Visits, visitExhibit(ctx, x, o, time.Until(end)/time.Duration(len(exhibits)-i)))
	}
	show.close()
	t.finish(ctx.Err() != nil)
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
			v.Bug, string(v.Object), strconv.Itoa(v.Scenarios), fmt.Sprintf("%.3f", v.Seconds), verdict,
			fmt.Sprintf("%s (%s scenarios)", v.Twin.Verdict, thousands(v.Twin.Scenarios)),
		})
	}
	return rows
}

// counts returns how many bugs were found, and how many clean twins failed or were not judged.
func (t *tour) counts() (found, failed, unjudged int) {
	for _, v := range t.Visits {
		if v.found() {
			found++
		}
		switch v.Twin.Verdict {
		case lin.Linearizable:
		case lin.Unknown:
			unjudged++
		default:
			failed++
		}
	}
	return found, failed, unjudged
}

func (t *tour) ok() bool {
	found, failed, unjudged := t.counts()
	return !t.Interrupted && found == t.Chosen && failed == 0 && unjudged == 0
}

func (t *tour) lastLine() string {
	found, failed, unjudged := t.counts()
	line := fmt.Sprintf("museum: %d of %d found", found, t.Chosen)
	if failed > 0 {
		line += fmt.Sprintf(", %d clean twins failed", failed)
	}
	if unjudged > 0 {
		line += fmt.Sprintf(", %d clean twins not judged", unjudged)
	}
	if t.Interrupted {
		line += ", interrupted"
	}
	return line
}

// writeProblems explains a failure, which is one of the checker.
func (t *tour) writeProblems(w io.Writer) {
	for _, v := range t.Visits {
		if !v.found() && !t.Interrupted {
			fmt.Fprintf(w, "\nFAIL %s was not found: %s\n", v.Bug, v.exhibit.Bug)
		}
		if v.Twin.Failure != nil {
			v.Twin.Failure.write(w)
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
		if f := v.Twin.Failure; f != nil {
			p.Failures = append(p.Failures, f.card(o.out))
		}
	}
	if o.json {
		if err := writeJSON(filepath.Join(o.out, "museum.json"), t); err != nil {
			return err
		}
	}
	return p.WriteFile(filepath.Join(o.out, museumName))
}
