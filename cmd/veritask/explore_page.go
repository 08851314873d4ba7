package main

import (
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/veritask/veritask/cmd/veritask/internal/report"
)

// writeReport writes the page, the judge's own views that it links to, and the JSON if asked for.
func (x *exploration) writeReport(o *exploreOptions) error {
	p := &report.Page{Title: "veritask explore", Verdict: x.color(), Headline: x.lastLine(), Facts: x.facts()}
	p.Facts = append(p.Facts, report.Fact{Name: "processes", Value: strconv.Itoa(x.Jobs)}, report.Fact{Name: "engine", Value: x.Engine})
	p.SetTable(x.table())
	p.Note = x.statement()
	for i, f := range x.Faults {
		if f.History != nil {
			f.html = filepath.Join(o.out, fmt.Sprintf("failure-%d.html", i+1))
			if err := writeHistory(f.html, f.History); err != nil {
				return err
			}
		}
		p.Failures = append(p.Failures, f.card(o.out))
	}
	byClass := map[string]*tally{}
	for _, c := range x.Classes {
		byClass[c.Class] = c
	}
	for _, row := range p.Rows {
		if c := byClass[row[0].Text]; c != nil && len(row) > 1 {
			row[exploreVerdictColumn].Badge = c.badge()
		}
	}
	if o.json {
		if err := writeJSON(filepath.Join(o.out, jsonName), x); err != nil {
			return err
		}
	}
	return p.WriteFile(filepath.Join(o.out, indexName))
}

func (c *tally) badge() string {
	switch {
	case c.Failed > 0:
		return "fail"
	case c.Complete < c.Scenarios && (!c.Random || c.late+c.tooMany > 0):
		return "stopped"
	}
	return "pass"
}
