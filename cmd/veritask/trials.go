package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/veritask/veritask/linearizability/museum"
)

const trialsHelp = `veritask trials has the unit tests, or the properties, look at the library with each seeded bug in it, in a build of its
own. Those of the museum's bugs that are patches of the library are tried, one after the other:

    tests       all tests of the packages that the patch changes, then those of impl in short, in an ordinary build
    properties  as veritask properties, with the same programs for each bug

A bug that is not found is no failure: it says what the technique is blind to. But what fails without the bug as well says
nothing, so the library as it is goes first; a bug has three times as long as that has taken, and a little more. Who comes to no
end then is believed if the library as it is still gets there in that time.

Usage:

    veritask trials [flags]

Examples:

    veritask trials -with tests -log out/tests.log   what is finished is kept there, and not done again
    veritask trials -with properties -seed 1         the programs of seed 1
    veritask trials -bug waitq-no-second-look        one bug

The exit code is 0 if each bug was found or not, 1 if that is not known of one, or on an interruption, and 2 on bad usage.
`

// trialOptions are the flags of trials, checked.
type trialOptions struct {
	with  string
	bugs  []museum.Patch
	seed  int64
	runs  int
	grace time.Duration
	log   string
	list  bool
	quiet bool
}

// trial is what a technique has made of the library with one bug in it, or of the library as it is.
type trial struct {
	Of      string  `json:"of"` // see trialOptions.identity
	Bug     string  `json:"bug"`
	Where   string  `json:"where"` // what it has looked at
	Done    int     `json:"done"`  // tests that passed, or programs that ran
	Seconds float64 `json:"seconds"`
	Found   string  `json:"found,omitempty"`   // what has failed
	Problem string  `json:"problem,omitempty"` // why this says nothing
}

// technique looks at the library with a bug in it; a nil patch is the library as it is, where tests for those of the patch.
type technique interface {
	// where says what it looks at because of the patch.
	where(p *museum.Patch) string
	// look fills in what it has found, within the limit, which is not meant for what has to be built.
	look(ctx context.Context, t *trial, p *museum.Patch, limit time.Duration)
	// counted is what trial.Done counts.
	counted() string
}

// runTrials is the subcommand.
func runTrials(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o := &trialOptions{}
	fs := newFlagSet("veritask trials", trialsHelp, stderr)
	names := fs.String("bug", "", "comma `list` of patches in the museum; empty: all")
	fs.StringVar(&o.with, "with", trialTests, "the technique: "+trialTests+" or "+trialProperties)
	fs.Int64Var(&o.seed, "seed", 1, "seed of the programs of properties, a `number`; tests draw their own")
	fs.IntVar(&o.runs, "runs", 2000, "how many programs of each property")
	fs.DurationVar(&o.grace, "grace", 20*time.Second, "`time` beyond three times what it takes without a bug")
	fs.StringVar(&o.log, "log", "", "keep what is finished in this `file`, and do not do it again for the same sources")
	fs.BoolVar(&o.list, "list", false, "list the bugs")
	fs.BoolVar(&o.quiet, "q", false, "show no progress")
	code, ok := parseFlags(fs, args, stdout, stderr, func() error { return o.complete(fs.Args(), *names) })
	if !ok {
		return code
	}
	if o.list {
		for i := range o.bugs {
			fmt.Fprintf(stdout, "%s: %s\n", o.bugs[i].Name, o.bugs[i].Bug)
		}
		return exitOK
	}
	all := &trials{trialOptions: o, provenance: newProvenance(o.with, uint64(o.seed))}
	if err := all.run(ctx, stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "veritask trials: %v\n", err)
		return exitFailed
	}
	if !all.ok() {
		return exitFailed
	}
	return exitOK
}

// The techniques.
const (
	trialTests      = "tests"
	trialProperties = "properties"
)

func (o *trialOptions) complete(rest []string, names string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case o.with != trialTests && o.with != trialProperties:
		return fmt.Errorf("unknown technique %q; known are: %s, %s", o.with, trialTests, trialProperties)
	case o.runs < 1 || o.seed < 1 || o.grace <= 0:
		return errors.New("-runs, -seed and -grace must be positive")
	}
	all, err := museum.Patches()
	if err != nil {
		return err
	}
	var known []string
	for i := range all {
		known = append(known, all[i].Name)
	}
	chosen, err := pickNames("bug", names, known)
	o.bugs = slices.DeleteFunc(all, func(p museum.Patch) bool { return !slices.Contains(chosen, p.Name) })
	return err
}

func (o *trialOptions) technique(root string) technique {
	if o.with == trialTests {
		return testTrial{root}
	}
	return propertyTrial{o.seed, o.runs}
}

// trials are those of all chosen bugs.
type trials struct {
	*trialOptions
	provenance
	technique technique
	done      []trial
	clean     map[string]*trial // by what is looked at
}

func (a *trials) run(ctx context.Context, stdout, stderr io.Writer) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	a.technique, a.clean = a.trialOptions.technique(root), map[string]*trial{}
	of, err := a.identity(root)
	if err != nil {
		return err
	}
	log, known, err := openTrials(a.log, of)
	if err != nil {
		return err
	}
	defer log.close()
	fmt.Fprintf(stdout, "%s\n\n", a.facts())
	show := newProgress(stderr, a.quiet)
	for i := range a.bugs {
		p := &a.bugs[i]
		show.update(float64(i)/float64(len(a.bugs)), p.Name)
		t, ok := known[p.Name]
		if !ok {
			t = a.try(ctx, p)
			t.Of = of
			if ctx.Err() != nil {
				break
			}
			if err := log.add(t); err != nil {
				return err
			}
		}
		a.done = append(a.done, t)
	}
	show.close()
	a.finish(ctx.Err() != nil)
	writeAligned(stdout, a.table())
	for _, t := range a.done {
		if t.Problem != "" {
			fmt.Fprintf(stdout, "\nFAIL %s: %s\n", t.Bug, t.Problem)
		}
	}
	fmt.Fprintf(stdout, "\n%s\n", a.lastLine())
	return nil
}

// facts say how the bugs were tried.
func (a *trials) facts() string {
	how := ""
	if a.with == trialProperties {
		how = fmt.Sprintf("seed %d, %s programs each, ", a.seed, thousands(a.runs))
	}
	return fmt.Sprintf("%s: %s, %sthree times as long as without and %v, %s", a.with, plural(len(a.bugs), "bug"), how, a.grace, a.Machine)
}

// try has the technique look at the library with the bug, after it has looked at what is to be changed without.
func (a *trials) try(ctx context.Context, p *museum.Patch) trial {
	t := trial{Bug: p.Name, Where: a.technique.where(p)}
	clean := a.clean[t.Where]
	if clean == nil {
		clean = &trial{Where: t.Where}
		a.technique.look(ctx, clean, nil, trialPatience)
		a.clean[t.Where] = clean
	}
	if t.Problem = clean.asTwin(); t.Problem != "" {
		return t
	}
	limit := a.grace + 3*seconds(clean.Seconds)
	a.technique.look(ctx, &t, p, limit)
	if strings.HasSuffix(t.Found, noEnd) { // or the machine has had no time for it
		again := trial{Where: t.Where}
		a.technique.look(ctx, &again, nil, limit)
		t.Problem = again.asTwin()
	}
	return t
}

// noEnd is the end of what is said of a test or program that was stopped because its time was up.
const noEnd = " comes to no end"

// asTwin says why a trial of the library as it is makes that of one with a bug worthless; "" if it does not.
func (t *trial) asTwin() string {
	switch {
	case t.Problem != "":
		return "without the bug: " + t.Problem
	case t.Found != "":
		return "without the bug there was, too: " + t.Found
	case t.Done == 0:
		return "without the bug: nothing was done"
	}
	return ""
}

// trialPatience is how long anything may take without a bug.
const trialPatience = 5 * time.Minute

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// table is what the terminal shows.
func (a *trials) table() [][]string {
	rows := [][]string{{"bug", "where", a.technique.counted(), "seconds", "verdict"}}
	for _, t := range a.done {
		verdict := "not found"
		switch {
		case t.Problem != "":
			verdict = "not known"
		case t.Found != "":
			verdict = "found: " + t.Found
		}
		rows = append(rows, []string{t.Bug, t.Where, thousands(t.Done), fmt.Sprintf("%.1f", t.Seconds), verdict})
	}
	return rows
}

// counts returns how many were found, and of how many nothing is known.
func (a *trials) counts() (found, unknown int) {
	for _, t := range a.done {
		if t.Problem != "" {
			unknown++
		} else if t.Found != "" {
			found++
		}
	}
	return found, unknown + len(a.bugs) - len(a.done)
}

func (a *trials) ok() bool {
	_, unknown := a.counts()
	return unknown == 0 && !a.Interrupted
}

func (a *trials) lastLine() string {
	found, unknown := a.counts()
	line := fmt.Sprintf("trials: %d of %d found by %s", found, len(a.bugs), a.with)
	if unknown > 0 {
		line += fmt.Sprintf(", %d not known", unknown)
	}
	return line
}

// packagesOf are the folders of the files that a patch changes.
func packagesOf(p *museum.Patch) []string {
	var all []string
	for _, e := range p.Edits {
		folder := e.Path[:strings.LastIndex(e.Path, "/")]
		if !slices.Contains(all, folder) {
			all = append(all, folder)
		}
	}
	return all
}
