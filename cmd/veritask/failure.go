package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/veritask/veritask/cmd/veritask/internal/report"
	lin "github.com/veritask/veritask/linearizability"
)

// failure is a history without an explanation and how to see it again.
type failure struct {
	Title    string      `json:"title"`
	Verdict  lin.Verdict `json:"verdict"`
	Seed     uint64      `json:"seed"`
	Scenario string      `json:"scenario"`
	Timeline string      `json:"timeline"`
	Reason   string      `json:"reason,omitempty"`
	HTML     string      `json:"html,omitempty"`
	Replay   string      `json:"replay"`
	Once     bool        `json:"seenOnce,omitempty"` // it could not be provoked again
}

// newFailure describes f, which can be nil. The flags are those that choose what it was found on.
func newFailure(f *lin.Failure, title, flags string) *failure {
	if f == nil {
		return nil
	}
	text := f.Scenario.String()
	return &failure{
		Title: title + ": " + string(f.Verdict), Verdict: f.Verdict, Seed: f.Seed, Scenario: text,
		Timeline: f.Text, Reason: f.Reason, HTML: f.HTML, Once: !f.Again,
		Replay: fmt.Sprintf("go run ./cmd/veritask verify %s -seed %d -scenario %s", flags, f.Seed, shellQuote(text)),
	}
}

// write writes what there is to know.
func (f *failure) write(w io.Writer) {
	fmt.Fprintf(w, "\nFAIL %s (seed %d)\n\n%s\n\n", f.Title, f.Seed, indent(f.Timeline))
	if f.Reason != "" {
		fmt.Fprintf(w, "%s\n\n", indent(f.Reason))
	}
	fmt.Fprintf(w, "scenario: %s\n", f.Scenario)
	if f.HTML != "" {
		fmt.Fprintf(w, "html:     %s\n", f.HTML)
	}
	fmt.Fprintf(w, "replay:   %s\n", f.Replay)
	if f.Once {
		fmt.Fprint(w, "          (it was seen once; give the replay time with -duration)\n")
	}
}

// card is the failure on the page.
func (f *failure) card(out string) report.Failure {
	return report.Failure{
		Title: f.Title, Text: f.Timeline, Reason: f.Reason, Scenario: f.Scenario, Replay: f.Replay, Link: link(out, f.HTML),
	}
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n  ")
}
