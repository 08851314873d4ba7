package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/veritask/veritask/cmd/veritask/internal/figures"
)

const benchGateHelp = `veritask bench gate fails if the library has become slower beside its peers than it was in the baseline, a committed run. It
measures ours and the peers again, in rounds in which they take turns, and compares the rounds' ratios with the baseline's:

    worse     a rank test of the rounds says that chance is no explanation, with regard to how many rows there are,
              and the ratio has grown by more than the margin
    FAIL      it was worse, and was worse again when it was measured once more with twice the rounds

The margin is for what differs between two runs of the same code: where it lies in memory, the mood of the machine. Ratios of
time on the clock are judged if the machine was ours alone in both runs, ratios of CPU time always.

Usage:

    veritask bench gate [flags]

Examples:

    veritask bench gate                            every row of the baseline
    veritask bench gate -bench ForkJoin -rounds 12
    veritask bench gate -now a.txt,b.txt           judge these runs instead of measuring
    veritask bench gate -renew                     measure a new baseline
`

const (
	gateBenchmarks = "ForkJoin|Spawn|Yield|HandOff|Wake$|Semaphore|Lock|Channel"
	gateRounds     = 8
	gateTime       = "30ms"
	gateMargin     = 0.25
	renewFactor    = 2 // a baseline has so many times the rounds: it is judged against often
)

// gate is one judgement.
type gate struct {
	benchOptions
	figures.Gate
	baseline string
	now      []string
	renew    bool

	old    *figures.Set
	folder string
	stdout io.Writer
	stderr io.Writer
}

// runBenchGate is the subcommand.
func runBenchGate(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	g := &gate{stdout: stdout, stderr: stderr}
	fs := newFlagSet("veritask bench gate", benchGateHelp, stderr)
	g.flags(fs, "1")
	fs.IntVar(&g.Rounds, "rounds", gateRounds, "samples of each benchmark, a `number`; twice as many for a suspect")
	fs.StringVar(&g.Time, "benchtime", gateTime, "`time` for a sample, as in go test")
	fs.Float64Var(&g.Margin, "margin", gateMargin, "`share` by which a ratio may grow")
	fs.StringVar(&g.baseline, "baseline", "", "`file` of the baseline; empty: "+benchResults+"/baseline.txt")
	now := fs.String("now", "", "comma `list` of one or two files to judge instead of measuring")
	fs.BoolVar(&g.renew, "renew", false, "measure a new baseline, with twice the rounds, and judge nothing")
	code, ok := parseFlags(fs, args, stdout, stderr, func() error {
		if !isSet(fs, "bench") {
			g.Pattern = gateBenchmarks
		}
		if !isSet(fs, "root") {
			g.Root = "cancel"
		}
		g.Short = true
		g.now = splitList(*now)
		return g.complete(fs.Args())
	})
	if !ok {
		return code
	}
	failed, err := g.run(ctx)
	switch {
	case err != nil:
		return benchFailed(stderr, "gate", err)
	case failed:
		return exitFailed
	}
	return exitOK
}

func (g *gate) complete(rest []string) error {
	if err := g.benchOptions.complete(rest); err != nil {
		return err
	}
	switch {
	case len(g.now) > 2:
		return fmt.Errorf("-now takes one or two files")
	case g.renew && len(g.now) > 0:
		return fmt.Errorf("-renew measures, -now does not: give one of them")
	case g.Margin < 0:
		return fmt.Errorf("bad margin %v", g.Margin)
	}
	return nil
}

// run reports whether a row has failed.
func (g *gate) run(ctx context.Context) (failed bool, err error) {
	if g.baseline == "" || len(g.now) == 0 {
		if g.Source, err = moduleRoot(); err != nil {
			return false, err
		}
	}
	if g.baseline == "" {
		g.baseline = filepath.Join(g.Source, benchResults, "baseline.txt")
	}
	if g.renew {
		g.Rounds *= renewFactor
		if err := g.measure(ctx, g.baseline, g.stdout, g.stderr); err != nil {
			return false, err
		}
		fmt.Fprintf(g.stdout, "bench gate: the baseline is %s\n", g.baseline)
		return false, nil
	}
	if g.old, err = figures.ReadFile(g.baseline, "*"); err != nil {
		return false, err
	}
	if g.folder, err = os.MkdirTemp("", "veritask-gate-"); err != nil {
		return false, err
	}
	defer os.RemoveAll(g.folder)
	first, err := g.measured(ctx, 0)
	if err != nil {
		return false, err
	}
	changes, busy := g.Judged(g.old, first)
	if len(changes) == 0 {
		return false, fmt.Errorf("nothing that can be judged is both measured and in %s", g.baseline)
	}
	if busy {
		fmt.Fprintln(g.stdout, "note: others used the machine, now or when the baseline was measured; only CPU time is judged")
	}
	if err := figures.Power(g.old.Rounds(), first.Rounds(), len(changes)); err != nil {
		return false, err
	}
	warnMachines(g.stdout, g.old, first)
	g.noteAdded(first)
	suspects := g.Suspects(changes)
	bad := suspects
	if len(suspects) > 0 && len(g.now) != 1 {
		if bad, err = g.again(ctx, suspects); err != nil {
			return false, err
		}
	}
	g.report(changes, bad)
	return len(bad) > 0, nil
}

// noteAdded says what was measured and cannot be judged, since the baseline is from before its benchmark.
func (g *gate) noteAdded(now *figures.Set) {
	var names []string
	for _, r := range figures.Added(g.old, now) {
		if !slices.Contains(names, r.Subject) {
			names = append(names, r.Subject)
		}
	}
	if len(names) > 0 {
		fmt.Fprintf(g.stdout, "note: not judged, because the baseline lacks them (make bench-baseline): %s\n", strings.Join(names, ", "))
	}
}

// measured returns the samples of the first or the second measurement.
func (g *gate) measured(ctx context.Context, n int) (*figures.Set, error) {
	file := filepath.Join(g.folder, fmt.Sprintf("%d.txt", n))
	if len(g.now) > 0 {
		file = g.now[n]
	} else if err := g.measure(ctx, file, g.stdout, g.stderr); err != nil {
		return nil, err
	}
	return figures.ReadFile(file, "*")
}

// again measures the suspects once more and returns those that are worse this time, too. The test is as strict as if all rows
// had been measured: a suspect is one because it stood out among them.
func (g *gate) again(ctx context.Context, suspects []figures.Change) ([]figures.Change, error) {
	var names []string
	for _, c := range suspects {
		subject, _, _ := strings.Cut(c.Row.Subject, "/")
		if name := "^Benchmark" + subject + "$"; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	fmt.Fprintf(g.stdout, "bench gate: %s looked worse; once more\n", plural(len(suspects), "row"))
	g.Pattern = strings.Join(names, "|")
	g.Rounds *= 2
	second, err := g.measured(ctx, 1)
	if err != nil {
		return nil, err
	}
	changes, _ := g.Judged(g.old, second)
	return figures.Keep(g.Suspects(changes), suspects), nil
}

func (g *gate) report(changes, bad []figures.Change) {
	fmt.Fprintln(g.stdout)
	writeAligned(g.stdout, g.GateTable(changes, bad))
	for _, c := range bad {
		fmt.Fprintf(g.stdout, "worse: %s: %.2f of %s, was %.2f (%+.0f%%)\n",
			c.Row, c.New.Center, strings.Join(c.Peers, ", "), c.Old.Center, 100*c.Grown())
	}
	fmt.Fprintf(g.stdout, "bench gate: %s beside the peers, %d worse than the baseline\n", plural(len(changes), "row"), len(bad))
}
