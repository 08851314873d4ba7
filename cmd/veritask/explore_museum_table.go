package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/veritask/veritask/cmd/veritask/internal/report"
)

// scoreboard says how soon each strategy has found each bug.
type scoreboard struct {
	provenance
	Chosen int      `json:"chosen"`
	Scores []*score `json:"bugs"`
}

// cell says after how many schedules the bug was found, or that it was not, in how many.
func (h *hunt) cell() string {
	switch {
	case h.Other != "":
		return fmt.Sprintf("%s in %s", h.Other, thousands(h.Schedules))
	case h.Found == "":
		return fmt.Sprintf("not in %s", thousands(h.Schedules))
	}
	return fmt.Sprintf("%s, %.2f s", thousands(h.Schedules), h.Seconds)
}

// The columns of the scoreboard that the page decorates, besides that of the bug.
const (
	scoreVerdictColumn = 4
	scoreTwinColumn    = 5
)

// table is what the terminal and the page show.
func (b *scoreboard) table() [][]string {
	header := append(append([]string{"bug"}, strategies...), "verdict", "clean twin", "found in")
	rows := [][]string{header}
	for _, s := range b.Scores {
		row := []string{s.Bug}
		for i := range strategies {
			if i < len(s.Hunts) {
				row = append(row, s.Hunts[i].cell())
			} else {
				row = append(row, "-")
			}
		}
		switch {
		case s.found():
			best := s.best()
			row = append(row, best.Found, s.Twin, best.Unit)
		case s.Late:
			row = append(row, "no time", "-", "-")
		default:
			row = append(row, "MISSED", "-", "-")
		}
		rows = append(rows, row)
	}
	return rows
}

// count returns how many scores are so.
func (b *scoreboard) count(so func(*score) bool) int {
	n := 0
	for _, s := range b.Scores {
		if so(s) {
			n++
		}
	}
	return n
}

func (b *scoreboard) found() int { return b.count((*score).found) }

func (b *scoreboard) late() int { return b.count(func(s *score) bool { return s.Late }) }

func (b *scoreboard) ok() bool { return b.found() == b.Chosen && !b.Interrupted }

// lastLine is the line that scripts may rely on.
func (b *scoreboard) lastLine() string {
	line := fmt.Sprintf("museum: %d of %d found", b.found(), b.Chosen)
	if late := b.late(); late > 0 {
		line += fmt.Sprintf(", no time for %d", late)
	}
	if b.Interrupted {
		line += ", interrupted"
	}
	return line
}

// scoreboardNote says how to read the table.
const scoreboardNote = `Schedules run until the bug was found, over all units looked at, and seconds. Exhibits are looked for in scenarios of ever
more calls, patches of the library in the units that they name. The strategy exhaustive begins with the latest changes of
threads, so of what is large, as whole runtimes are, it sees a corner in the time that it has. The clean twin, for a patch
the library as it is, passes the same units; those that are complete have been explored to their end.`

// writeText writes the scoreboard for people, and what went wrong.
func (b *scoreboard) writeText(w io.Writer) {
	writeAligned(w, b.table())
	fmt.Fprintf(w, "\n%s\n", scoreboardNote)
	for _, s := range b.Scores {
		if !s.found() && !s.Late {
			fmt.Fprintf(w, "\nFAIL %s was not found: %s\n%s\n", s.Bug, s.bug.about, s.Problem)
		}
	}
	if late := b.late(); late > 0 {
		fmt.Fprintf(w, "\nFAIL the time was up before anything was known of %s; give a longer -duration\n", plural(late, "bug"))
	}
}

// writeReport writes the scoreboard as text and as a page, and returns their names.
func (b *scoreboard) writeReport(o *exploreOptions) ([]string, error) {
	p := &report.Page{Title: "veritask bug museum, explored", Verdict: "pass", Headline: b.lastLine(), Facts: b.facts(), Note: scoreboardNote}
	if !b.ok() {
		p.Verdict = "fail"
	}
	p.SetTable(b.table())
	for i, s := range b.Scores {
		s.decorate(p.Rows[i])
		if section := s.section(); section != nil {
			p.Rows[i][0].Anchor = s.Bug
			p.Sections = append(p.Sections, *section)
		}
	}
	page := filepath.Join(o.out, museumName)
	if err := p.WriteFile(page); err != nil { // makes the folder
		return nil, err
	}
	var text strings.Builder
	b.writeText(&text)
	fmt.Fprintf(&text, "\n%s\n", b.lastLine())
	plain := filepath.Join(o.out, "museum.txt")
	if err := os.WriteFile(plain, []byte(text.String()), 0o644); err != nil {
		return nil, err
	}
	if o.json {
		return []string{page, plain}, writeJSON(filepath.Join(o.out, "museum.json"), b)
	}
	return []string{page, plain}, nil
}

// decorate adds colours to the bug's line of the table.
func (s *score) decorate(row []report.Cell) {
	if s.found() {
		row[scoreVerdictColumn].Badge, row[scoreTwinColumn].Badge = "pass", "pass"
	} else {
		row[scoreVerdictColumn].Badge = "fail"
	}
}

// section shows the history that gave the bug away, nil if there is none.
func (s *score) section() *report.Section {
	best := s.best()
	if best == nil || best.failure.History == nil {
		return nil
	}
	return &report.Section{
		Anchor: s.Bug, Title: s.Bug, About: upperFirst(s.bug.about) + ". From: " + s.bug.origin + ".",
		Timeline: report.Layout(best.failure.History, func(client int) string { return fmt.Sprintf("c%d", client+1) }),
		Caption:  fmt.Sprintf("Found by the strategy %s after %s schedules: %s.", best.Strategy, thousands(best.Schedules), best.Found),
		Reason:   best.failure.Reason,
		Scenario: best.Unit,
	}
}
