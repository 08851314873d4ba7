package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/veritask/veritask/cmd/veritask/internal/figures"
)

const benchTableHelp = `veritask bench table prints ours against the best peer of each row: medians with their 95% confidence intervals, and
the median and interval of the rounds' ratios. Below six rounds there is no interval.

Usage:

    veritask bench table [flags] FILE
`

// runBenchTable is the subcommand.
func runBenchTable(_ context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlagSet("veritask bench table", benchTableHelp, stderr)
	every := fs.Bool("all", false, "show every peer, not the best one alone")
	filter := fs.String("filter", "*", "which samples, in the `language` of benchstat: '.name:ForkJoin /root:cancel'")
	page := fs.String("page", "", "draw a page in this `folder`, too")
	code, ok := parseFlags(fs, args, stdout, stderr, func() error { return wantFiles(fs.Args(), 1) })
	if !ok {
		return code
	}
	s, err := figures.ReadFile(fs.Arg(0), *filter)
	if err != nil {
		return benchFailed(stderr, "table", err)
	}
	writeBench(stdout, s, *every)
	if *page != "" {
		name, err := writeBenchPage(s, *page)
		if err != nil {
			return benchFailed(stderr, "table", err)
		}
		fmt.Fprintln(stdout, "page:", name)
	}
	return exitOK
}

// writeBench prints what a run says.
func writeBench(w io.Writer, s *figures.Set, every bool) {
	for _, f := range s.Facts() {
		fmt.Fprintf(w, "%s: %s\n", f[0], f[1])
	}
	for _, table := range [][][]string{s.Table(every), s.Alone()} {
		if len(table) > 1 {
			fmt.Fprintln(w)
			writeAligned(w, table)
		}
	}
	for _, r := range s.Remarks() {
		fmt.Fprintln(w, r)
	}
	fmt.Fprintf(w, "bench: %s\n", counted(s.Count()))
}

const benchCompareHelp = `veritask bench compare prints what has changed from an older run to a newer one: our own figures, and the ratio of ours to
the geometric mean of the peers that both runs have. Times depend on the machine and its mood; ratios are what carries over.
A change that may be chance is shown as ~; p is how likely it is, and what counts as chance takes into account how many rows
there are.

Usage:

    veritask bench compare [flags] OLD NEW
`

// runBenchCompare is the subcommand.
func runBenchCompare(_ context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlagSet("veritask bench compare", benchCompareHelp, stderr)
	filter := fs.String("filter", "*", "which samples, in the `language` of benchstat: '.name:ForkJoin /root:cancel'")
	code, ok := parseFlags(fs, args, stdout, stderr, func() error { return wantFiles(fs.Args(), 2) })
	if !ok {
		return code
	}
	var sets [2]*figures.Set
	for i := range sets {
		s, err := figures.ReadFile(fs.Arg(i), *filter)
		if err != nil {
			return benchFailed(stderr, "compare", err)
		}
		sets[i] = s
	}
	old, now := sets[0], sets[1]
	changes, gone := figures.Compare(old, now)
	if len(changes) == 0 {
		return benchFailed(stderr, "compare", fmt.Errorf("%s and %s have no row in common", old.Name, now.Name))
	}
	for _, s := range sets {
		fmt.Fprintf(stdout, "%s: %s\n", s.Name, strings.Join(origin(s), ", "))
	}
	warnMachines(stdout, old, now)
	fmt.Fprintln(stdout)
	writeAligned(stdout, figures.ChangeTable(changes))
	for _, r := range gone {
		fmt.Fprintf(stdout, "gone: %s\n", r)
	}
	for _, r := range figures.Added(old, now) {
		fmt.Fprintf(stdout, "new: %s\n", r)
	}
	if err := figures.Power(old.Rounds(), now.Rounds(), len(changes)); err != nil {
		fmt.Fprintln(stdout, "note:", err)
	}
	worst := figures.Worst(changes)
	fmt.Fprintf(stdout, "bench compare: %s, %d worse", plural(len(changes), "row"), len(worst))
	if len(worst) > 0 {
		fmt.Fprintf(stdout, "; most: %s, %+.0f%%", worst[0].Row, 100*worst[0].Grown())
	}
	fmt.Fprintln(stdout)
	return exitOK
}

// origin says in a few words where a run comes from.
func origin(s *figures.Set) []string {
	var facts []string
	for _, k := range []string{"commit", "date", "go"} {
		if v := s.Config[k]; v != "" {
			facts = append(facts, v)
		}
	}
	return append(facts, plural(s.Rounds(), "round"))
}

// warnMachines says so if two runs come from different machines.
func warnMachines(w io.Writer, old, now *figures.Set) {
	for _, k := range []string{"cpu", "machine"} {
		a, b := old.Config[k], now.Config[k]
		if a != "" && b != "" && a != b {
			fmt.Fprintf(w, "note: different machines, so ratios carry over only roughly: %q, %q\n", a, b)
			return
		}
	}
}

func wantFiles(args []string, n int) error {
	if len(args) != n {
		return fmt.Errorf("got %s, want %d", plural(len(args), "file"), n)
	}
	return nil
}
