package linearizability

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Failure is a history without an explanation, and all that is needed to see it again.
type Failure struct {
	Verdict  Verdict
	Object   Object
	Target   string
	Seed     uint64   // of the run
	Scenario Scenario // reduced
	Original Scenario // as it was generated
	Again    bool     // it was seen more than once
	History  *History // of the reduced scenario
	Reason   string   // what could not be explained
	Text     string   // the timeline
	HTML     string   // path of the interactive timeline; empty: none
	Replay   string   // the command that runs the scenario again
}

// describe fills in what follows from the history.
func (f *Failure) describe(dir string) {
	var b strings.Builder
	_ = f.History.WriteText(&b) // a Builder takes everything
	f.Text = b.String()
	f.Reason = f.History.reason()
	f.Replay = fmt.Sprintf("veritask verify -target %s -object %s -seed %d -scenario '%s'",
		f.Target, f.Object, f.Seed, f.Scenario)
	if dir == "" {
		return
	}
	path := filepath.Join(dir, fmt.Sprintf("%s-%s-%d.html", f.Target, f.Object, f.Seed))
	if err := f.writeHTML(path); err != nil {
		f.HTML = "not written: " + err.Error()
		return
	}
	f.HTML = path
}

func (f *Failure) writeHTML(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	err = f.History.WriteHTML(file)
	if e := file.Close(); err == nil {
		err = e
	}
	return err
}

// Error makes a Failure an error; it is the whole report.
func (f *Failure) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "FAIL %s of %s: %s (seed %d, %d operations, %d clients)\n",
		f.Object, f.Target, f.Verdict, f.Seed, len(f.History.Calls), len(f.Scenario.Clients))
	b.WriteString(f.Text)
	if f.Reason != "" {
		b.WriteString(indent(f.Reason))
	}
	if f.Original.Calls() > f.Scenario.Calls() {
		fmt.Fprintf(&b, "  reduced: from %d operations to %d\n", f.Original.Calls(), f.Scenario.Calls())
	} else if !f.Again {
		b.WriteString("  reduced: no; it was seen once\n")
	}
	fmt.Fprintf(&b, "  replay : %s\n", f.Replay)
	if f.HTML != "" {
		fmt.Fprintf(&b, "  html   : %s\n", f.HTML)
	}
	return b.String()
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ") + "\n"
}
