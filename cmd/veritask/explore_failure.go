package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
	"github.com/veritask/veritask/cmd/veritask/internal/report"
	lin "github.com/veritask/veritask/linearizability"
)

// fault is a unit that failed, and how to see it again.
type fault struct {
	*crew.Failure
	class, name string
	others      []string // of the same class
	html        string
	replay      string
	shrink      string
}

// exploreCommand begins the commands that a reader is given to copy.
const exploreCommand = "go run -tags veritask_explore ./cmd/veritask explore"

// newFaults returns the failures, the shortest one of each class; the others of a class are likely to have the same
// cause.
func newFaults(findings []*crew.Finding, o *exploreOptions) []*fault {
	var all []*fault
	byClass := map[string]*fault{}
	for _, f := range findings {
		x := f.Failure()
		if x == nil {
			continue
		}
		first := byClass[f.Class]
		switch {
		case first == nil:
			byClass[f.Class] = newFault(f.Class, f.Name, x, o)
			all = append(all, byClass[f.Class])
		case strings.Count(x.Trace, "\n") < strings.Count(first.Trace, "\n"):
			shorter := newFault(f.Class, f.Name, x, o)
			shorter.others = append(first.others, first.name)
			*first = *shorter
		default:
			first.others = append(first.others, f.Name)
		}
	}
	return all
}

func newFault(class, name string, f *crew.Failure, o *exploreOptions) *fault {
	x := &fault{Failure: f, class: class, name: name}
	which := "-unit " + shellQuote(name)
	if _, err := lin.ParseScenario(name); err == nil {
		which = "-scenario " + shellQuote(name)
	}
	if o.target != targetImpl {
		which = "-target " + o.target + " " + which
	}
	if f.Replay != "" {
		x.replay = fmt.Sprintf("%s %s -replay %s", exploreCommand, which, f.Replay)
	} else {
		x.replay = fmt.Sprintf("%s %s -seed %d", exploreCommand, which, o.seed)
	}
	if o.engine != crew.Exhaustive {
		which += " -engine " + o.engine
	}
	x.shrink = fmt.Sprintf("%s %s -shrink", exploreCommand, which)
	return x
}

// title says what has failed.
func (x *fault) title() string { return x.class + ": " + x.Verdict }

// timeline draws the history if there is one.
func (x *fault) timeline() string {
	if x.History == nil {
		return ""
	}
	var b strings.Builder
	_ = x.History.WriteText(&b) // a Builder takes everything
	return b.String()
}

// write writes what there is to know.
func (x *fault) write(w io.Writer) {
	fmt.Fprintf(w, "\nFAIL %s\n\n", x.title())
	if x.Text != x.Verdict {
		fmt.Fprintf(w, "%s\n\n", indent(x.Text))
	}
	for _, text := range []string{x.Trace, x.timeline(), x.Reason} {
		if text != "" {
			fmt.Fprintf(w, "%s\n\n", strings.TrimRight(text, "\n"))
		}
	}
	fmt.Fprintf(w, "scenario: %s\n", x.name)
	if x.html != "" {
		fmt.Fprintf(w, "html:     %s\n", x.html)
	}
	fmt.Fprintf(w, "replay:   %s\nshrink:   %s\n", x.replay, x.shrink)
	if n := len(x.others); n > 0 {
		fmt.Fprintf(w, "          (%d more of this class failed, for example %s)\n", n, x.others[0])
	}
}

func (x *exploration) writeFaults(w io.Writer) {
	for _, f := range x.Faults {
		f.write(w)
	}
}

// card is the failure on the page.
func (x *fault) card(out string) report.Failure {
	c := report.Failure{
		Title: x.title(), Text: x.Text, Trace: x.Trace, Reason: x.Reason, Scenario: x.name, Replay: x.replay,
		Shrink: x.shrink, Link: link(out, x.html),
	}
	if x.Text == x.Verdict {
		c.Text = "" // the title says it
	}
	if x.History != nil {
		c.Timeline = report.Layout(x.History, func(client int) string { return fmt.Sprintf("c%d", client+1) })
	}
	if n := len(x.others); n > 0 {
		c.Others = fmt.Sprintf("%d more of this class failed, for example %s", n, x.others[0])
	}
	return c
}
