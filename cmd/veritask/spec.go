package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/veritask/veritask/spec/promela"
)

// specOptions are the flags of spec.
type specOptions struct {
	only   string
	seed   uint64
	traces int
	jobs   int
	list   bool
	quiet  bool
}

const specHelp = `veritask spec checks the protocols in spec/promela with the model checker SPIN: every scene of each for
safety, and its ltl formulas under weak fairness; every mutant, which must fail; and, in a build with the tag
veritask_explore, traces of the real code, which the spec must accept, and doctored ones, which it must refuse.

Usage:

    veritask spec [flags]

Examples:

    veritask spec                        all specs; "make spec" builds the right program and installs SPIN
    veritask spec -only line,cells       two of them
    veritask spec -traces 200 -seed 7    more traces of the real code
    veritask spec -list                  specs, properties, scenes and mutants

It works in a temporary folder, which stays if anything is wrong: each failed search has a folder there, in which
"spin -t -p FILE" with the definitions of the scene shows the violation step by step. A search that was cut short, or a
statement that no scene reaches, is a violation too. The exit code is 0 if nothing failed, 1 on a violation or an
interruption and 2 on bad usage.
`

// recordings makes traces of the real code, if this build can: nil if not.
var recordings func(spec promela.Spec, seed uint64, n int) ([]recording, error)

// recording is the traces of one program.
type recording struct {
	name   string
	scene  promela.Scene
	traces []promela.Trace
}

// runSpec is the subcommand.
func runSpec(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o := &specOptions{}
	fs := newFlagSet("veritask spec", specHelp, stderr)
	fs.StringVar(&o.only, "only", "", "comma `list` of specs; empty: all")
	fs.Uint64Var(&o.seed, "seed", 1, "seed of the orders in which traces are recorded, a `number`")
	fs.IntVar(&o.traces, "traces", 10, "different traces to record of each program in random orders, at most")
	fs.IntVar(&o.jobs, "jobs", min(2, runtime.NumCPU()), "searches at a time, of up to 1.5 GiB each")
	fs.BoolVar(&o.list, "list", false, "list what there is to check")
	fs.BoolVar(&o.quiet, "q", false, "show no progress")
	var specs []promela.Spec
	code, ok := parseFlags(fs, args, stdout, stderr, func() (err error) {
		switch {
		case fs.NArg() > 0:
			return fmt.Errorf("unexpected argument %q", fs.Arg(0))
		case o.jobs < 1 || o.traces < 1:
			return errors.New("-jobs and -traces must be at least 1")
		}
		specs, err = o.choose()
		return err
	})
	if !ok {
		return code
	}
	if o.list {
		listSpecs(stdout, specs)
		return exitOK
	}
	err := promela.Available()
	if err == nil {
		var failed bool
		if failed, err = checkSpecs(ctx, specs, o, stdout, stderr); err == nil && !failed {
			return exitOK
		}
	}
	if err != nil {
		fmt.Fprintf(stderr, "veritask spec: %v\n", err)
	}
	return exitFailed
}

// choose returns the specs that the flags name.
func (o *specOptions) choose() ([]promela.Spec, error) {
	all := promela.Specs()
	var known []string
	for _, s := range all {
		known = append(known, s.Name)
	}
	names, err := pickNames("spec", o.only, known)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(s promela.Spec) bool { return !slices.Contains(names, s.Name) }), nil
}

func listSpecs(w io.Writer, specs []promela.Spec) {
	for _, s := range specs {
		fmt.Fprintf(w, "%s: %s\n    properties  %s\n", s.Name, s.About, strings.Join(s.Properties(), ", "))
		for _, scene := range s.Scenes {
			fmt.Fprintf(w, "    scene       %s\n", scene)
		}
		fmt.Fprintf(w, "    mutants     %s\n", strings.Join(s.Mutants(), ", "))
	}
}

// specCheck is a run of the command.
type specCheck struct {
	*specOptions
	dir     string
	mu      sync.Mutex
	show    progress
	done    int // searches
	all     int
	results []promela.Result
}

// checkSpecs checks the specs, and reports whether anything is wrong.
func checkSpecs(ctx context.Context, specs []promela.Spec, o *specOptions, stdout, stderr io.Writer) (failed bool, err error) {
	dir, err := os.MkdirTemp("", "veritask-spec-")
	if err != nil {
		return false, err
	}
	c := &specCheck{specOptions: o, dir: dir, show: newProgress(stderr, o.quiet), results: make([]promela.Result, len(specs))}
	for _, s := range specs {
		c.all += len(s.Scenes)*(1+len(s.Formulas())) + len(s.Mutants())*3/2
	}
	err = c.run(ctx, specs)
	c.show.close()
	if err != nil {
		return false, errors.Join(err, os.RemoveAll(dir))
	}
	failed = writeSpecs(stdout, c.results)
	if failed {
		fmt.Fprintf(stderr, "veritask spec: the searches that failed are in %s\n", dir)
		return true, nil
	}
	return false, os.RemoveAll(dir)
}

// specJob is a spec to be checked, or to replay traces of a program.
type specJob struct {
	spec   int
	traces *recording // nil: check the spec
	result promela.Result
}

// run does the jobs, some at a time. The explorer is one for a process, so traces are recorded first.
func (c *specCheck) run(ctx context.Context, specs []promela.Spec) error {
	jobs, err := c.plan(specs)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	k := &promela.Checker{Dir: c.dir, Told: func(what string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.done++
		c.show.update(min(1, float64(c.done)/float64(c.all)), what)
	}}
	var wg sync.WaitGroup
	slots := make(chan struct{}, c.jobs)
	for _, j := range jobs {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := j.do(ctx, k, specs[j.spec]); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	for _, j := range jobs {
		c.results[j.spec].Add(j.result)
	}
	return context.Cause(ctx)
}

// plan returns the jobs, those that take long first.
func (c *specCheck) plan(specs []promela.Spec) ([]*specJob, error) {
	var checks, replays []*specJob
	for i, s := range specs {
		c.results[i].Spec = s
		checks = append(checks, &specJob{spec: i})
		if recordings == nil {
			continue
		}
		c.show.update(0, s.Name+": traces of the real code")
		recorded, err := recordings(s, c.seed, c.traces)
		if err != nil {
			return nil, err
		}
		c.all += len(recorded)
		for k := range recorded {
			replays = append(replays, &specJob{spec: i, traces: &recorded[k]})
		}
	}
	slices.Reverse(checks) // each is larger than those before
	return append(checks, replays...), nil
}

func (j *specJob) do(ctx context.Context, k *promela.Checker, s promela.Spec) (err error) {
	j.result.Spec = s
	if j.traces == nil {
		j.result, err = k.Check(ctx, s)
		return err
	}
	return k.Replay(ctx, &j.result, j.traces.name, j.traces.scene, j.traces.traces)
}

// writeSpecs writes what was found, and reports whether anything is wrong.
func writeSpecs(w io.Writer, results []promela.Result) (failed bool) {
	rows := [][]string{{"spec", "scenes", "states", "depth", "properties", "verdict", "mutants killed", "traces accepted", "forgeries refused"}}
	var properties, violations, killed, mutants int
	for _, r := range results {
		verdict := "holds"
		if r.Failed() {
			failed, verdict = true, "FAILS"
		}
		all := len(r.Killed) + len(r.Alive)
		rows = append(rows, []string{
			r.Spec.Name, fmt.Sprint(len(r.Spec.Scenes)), thousands(r.States), thousands(r.Depth),
			fmt.Sprint(len(r.Spec.Properties())), verdict, of(len(r.Killed), all), of(r.Accepted, r.Traces), of(r.Refused, r.Doctored),
		})
		properties += len(r.Spec.Properties())
		violations += len(r.Problems)
		killed += len(r.Killed)
		mutants += all
		for _, p := range r.Problems {
			fmt.Fprintf(w, "FAIL %s\n", p)
		}
		for _, m := range r.Alive {
			fmt.Fprintf(w, "FAIL %s: mutant %s lives\n", r.Spec.Name, m)
		}
	}
	fmt.Fprintln(w)
	writeAligned(w, rows)
	if recordings == nil {
		fmt.Fprintln(w, "\nno traces: this build cannot record any; \"make spec\" builds one that can")
	}
	fmt.Fprintf(w, "\nspec: %d specs, %d properties, %d violations, %d of %d mutants killed\n",
		len(results), properties, violations, killed, mutants)
	return failed
}

func of(n, all int) string { return fmt.Sprintf("%d of %d", n, all) }
