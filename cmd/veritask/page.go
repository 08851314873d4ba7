package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/veritask/veritask/cmd/veritask/internal/report"
	"github.com/veritask/veritask/impl/checked"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// indexName is the page of the report in its folder, jsonName the same for machines.
const (
	indexName = "index.html"
	jsonName  = "result.json"
)

// writeReport writes the page, the checker's own views that it links to, and the JSON if asked for.
func writeReport(s *summary, o *options) error {
	p := &report.Page{
		Title: "veritask verify", Verdict: s.color(), Headline: s.lastLine(),
		Facts: s.facts(),
	}
	p.SetTable(s.table())
	for i, x := range s.Outcomes {
		p.Rows[i][objectColumn].Anchor = string(x.Object)
		p.Rows[i][verdictColumn].Badge = badge(x.Verdict)
		if x.Failure != nil {
			p.Failures = append(p.Failures, x.Failure.card(o.out))
		}
	}
	for _, object := range o.objects {
		if x := s.representative(lin.Object(object)); x != nil {
			section, err := x.section(o.out)
			if err != nil {
				return err
			}
			p.Sections = append(p.Sections, section)
		}
	}
	if o.json {
		if err := writeJSON(filepath.Join(o.out, jsonName), s); err != nil {
			return err
		}
	}
	return p.WriteFile(filepath.Join(o.out, indexName))
}

func (s *summary) color() string {
	switch {
	case s.Violations > 0:
		return "fail"
	case s.failed():
		return "stopped"
	default:
		return "pass"
	}
}

func badge(v lin.Verdict) string {
	switch v {
	case lin.Linearizable:
		return "pass"
	case lin.Unknown:
		return "stopped"
	default:
		return "fail"
	}
}

// representative returns the outcome of an object whose sample shows the most.
func (s *summary) representative(object lin.Object) *outcome {
	var best *outcome
	for i := range s.Outcomes {
		x := &s.Outcomes[i]
		if x.Object == object && x.sample != nil && (best == nil || interest(x.sample) > interest(best.sample)) {
			best = x
		}
	}
	return best
}

// interest prefers histories that fit on a page, with many calls that waited and were let go, and a few that were
// cancelled while they waited.
func interest(h *lin.History) int {
	granted, cancelled := 0, 0
	for i := range h.Calls {
		c := &h.Calls[i]
		switch {
		case c.Park == 0:
		case c.Result.Status == spec.Cancelled:
			cancelled++
		default:
			granted++
		}
	}
	return 3*granted + 4*min(cancelled, 2) - max(0, len(h.Calls)-callsDrawnMax)
}

// callsDrawnMax is how many calls a picture can show to a reader with ease.
const callsDrawnMax = 24

// section draws the outcome's sample and writes the checker's own view of it.
func (x *outcome) section(out string) (report.Section, error) {
	name := string(x.Object) + ".html"
	if err := writeHistory(filepath.Join(out, name), x.sample); err != nil {
		return report.Section{}, err
	}
	return report.Section{
		Anchor:   string(x.Object),
		Title:    string(x.Object),
		About:    about[x.Object],
		Timeline: report.Layout(x.sample, x.clientName),
		Caption: fmt.Sprintf("%d calls of %d clients on %s, seed %d.", len(x.sample.Calls),
			len(x.sample.Scenario.Clients), plural(x.Workers, "worker"), x.sample.Seed),
		Scenario: x.sample.Scenario.String(),
		Link:     name,
	}, nil
}

// clientName names a client for people.
func (x *outcome) clientName(client int) string {
	if x.target == targetNative {
		return fmt.Sprintf("client %d · goroutine", client+1)
	}
	if x.Object == lin.LocalCondition { // they are all on one worker
		return fmt.Sprintf("client %d · task", client+1)
	}
	return checked.ClientName(client)
}

// about says in a sentence what each object promises.
var about = map[lin.Object]string{
	lin.Event:          "Manual event: once set, every wait returns; a notify frees all who wait, whatever a reset does then.",
	lin.AutoEvent:      "Autoreset event: each notify frees the longest waiter, or is kept for the next one; no signal is lost or doubled.",
	lin.Semaphore:      "Semaphore: at most n permits are out, waiters are served first come first served, and a cancelled one loses none.",
	lin.Channel:        "Channel: values leave in the order in which they came, whoever waits longest is served first, a close loses none of them.",
	lin.Lock:           "Reentrant lock: one owner at a time, as deep as it likes; whoever waits longest is passed at most four times.",
	lin.Condition:      "Condition: a wait frees the lock and has it again, as deep as before; a notify counts exactly those whom it lets go.",
	lin.Lockable:       "Lockable: a number that only who has its lock gets at, and who is first to have it after a change sees that change.",
	lin.LocalCondition: "Condition of one worker, without a lock: a notify counts exactly those whom it lets go, in the order in which they stand.",
	lin.Select:         "Select between a permit and a manual event: it stands in both lines, and leaves the one as it was when it is let go by the other.",
	lin.AutoSelect:     "Select between a permit and an autoreset event: a permit or a signal goes to exactly one of those in line for it.",
	lin.Tasks:          "Task completion: a result is written once, all who wait see it, and a join ends when its children have.",
}

func writeHistory(path string, h *lin.History) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	return h.WriteHTML(f)
}

func writeJSON(path string, v any) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o644)
}

// link is the way from the report's folder to a file.
func link(out, path string) string {
	if path == "" {
		return ""
	}
	rel, err := filepath.Rel(out, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}
