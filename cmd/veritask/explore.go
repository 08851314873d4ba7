package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
)

// runExplore is the subcommand.
func runExplore(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, code := parseExplore(args, stdout, stderr)
	if o == nil {
		return code
	}
	var err error
	switch {
	case explorer == nil:
		err = errUsage{errors.New("this build cannot explore; \"make explore\" builds one that can, with -tags veritask_explore")}
	case o.target == targetMuseum:
		code, err = exploreMuseum(ctx, o, stdout, stderr)
	default:
		code, err = exploreImpl(ctx, o, stdout, stderr)
	}
	if err == nil {
		return code
	}
	fmt.Fprintf(stderr, "veritask explore: %v\n", err)
	if errors.As(err, &errUsage{}) {
		return exitUsage
	}
	return exitFailed
}

// errUsage is an error of who has called.
type errUsage struct{ error }

// workerCommand is what a process that explores is called with. It is no command for people.
const workerCommand = "explore-worker"

// runWorker serves another process of this program.
func runWorker(stdout, stderr io.Writer) int {
	if explorer == nil {
		return exitUsage
	}
	if err := explorer.Serve(os.Stdin, stdout); err != nil {
		fmt.Fprintf(stderr, "veritask explore: %v\n", err)
		return exitFailed
	}
	return exitOK
}

// exploreImpl does what the flags say with what is to be explored.
func exploreImpl(ctx context.Context, o *exploreOptions, stdout, stderr io.Writer) (int, error) {
	units := explorer.Units()
	targets, err := o.choose(units)
	switch {
	case err != nil:
		return exitUsage, errUsage{err}
	case o.list:
		return exitOK, listTargets(stdout, targets, o.class != "" || o.one())
	case o.replay != "":
		u, err := explorer.Find(units, targets[0].Number, targets[0].Name)
		if err != nil {
			return exitUsage, errUsage{err}
		}
		return replayUnit(u, o, stdout)
	case o.shrink:
		return shrinkUnit(ctx, units, targets[0], o, stdout, stderr)
	}
	return exploreAll(ctx, targets, o, stdout, stderr)
}

// listTargets lists the classes, or the units if they are few.
func listTargets(w io.Writer, targets []crew.Target, each bool) error {
	rows := [][]string{{"class", "scenarios"}}
	for from := 0; from < len(targets); {
		to := from
		for to < len(targets) && targets[to].Class == targets[from].Class {
			to++
		}
		rows = append(rows, []string{targets[from].Class, thousands(to - from)})
		from = to
	}
	if !each {
		writeAligned(w, rows)
		return nil
	}
	for _, t := range targets {
		if _, err := fmt.Fprintln(w, t.Name); err != nil {
			return err
		}
	}
	return nil
}

// exploreAll explores the units with a process for each job, and reports.
func exploreAll(ctx context.Context, targets []crew.Target, o *exploreOptions, stdout, stderr io.Writer) (int, error) {
	x := newExploration(o)
	var known []crew.Entry
	var log *crew.Log
	if o.resume != "" {
		id, err := buildID()
		if err != nil {
			return exitFailed, err
		}
		if log, known, err = crew.OpenLog(o.resume, id); err != nil {
			return exitUsage, errUsage{err}
		}
		defer log.Close()
	}
	plan := crew.NewPlan(targets, crew.Steps(o.engine), o.each, o.seed, known)
	fmt.Fprintf(stdout, "explore: seed %d, at most %v, %s, %s, %s\n", o.seed, o.duration,
		plural(len(targets), "scenario"), plural(min(o.jobs, len(targets)), "process"), x.Machine)
	if n := plan.Over(); n > 0 {
		fmt.Fprintf(stdout, "explore: %s finished before: %s\n", plural(n, "scenario"), o.resume)
	}
	err := x.run(ctx, plan, log, newProgress(stderr, o.quiet))
	if err != nil {
		return exitFailed, err
	}
	x.finish(ctx.Err() != nil)
	x.count(plan.Findings())
	if err := x.writeReport(o); err != nil {
		return exitFailed, err
	}
	x.writeFaults(stdout)
	fmt.Fprintln(stdout)
	writeAligned(stdout, x.table())
	fmt.Fprintf(stdout, "\n%s\n\nreport: %s\n%s\n", x.statement(), filepath.Join(o.out, indexName), x.lastLine())
	if x.failed() {
		return exitFailed, nil
	}
	return exitOK, nil
}

// run has the units explored.
func (x *exploration) run(ctx context.Context, plan *crew.Plan, log *crew.Log, show progress) error {
	defer show.close()
	path, err := os.Executable()
	if err != nil {
		return err
	}
	var interleavings int64
	all := len(plan.Findings())
	tell := func(what string, share float64) {
		passed := time.Since(x.Started).Seconds() / x.options.duration.Seconds()
		show.update(min(1, max(passed, share)), what)
	}
	c := crew.Crew{Plan: plan, End: x.Started.Add(x.options.duration)}
	c.Told = func(j crew.Job, n crew.News) {
		if all == 1 {
			of := ""
			if n.Expected != "" {
				of = " of " + n.Expected
			}
			tell(fmt.Sprintf("%s, %s: %s interleavings%s, %2.0f%% of the way", j.Name, j.Engine, thousands(n.Interleavings), of, 100*n.Done), 0)
		} else {
			tell(fmt.Sprintf("%s of %s finished, %s interleavings", thousands(plan.Over()), plural(all, "scenario"), thousands(interleavings)), 0)
		}
	}
	c.Done = func(j crew.Job, a crew.Attempt) error {
		interleavings += a.Interleavings
		tell(fmt.Sprintf("%s of %s finished, %s interleavings; %s", thousands(plan.Over()), plural(all, "scenario"),
			thousands(interleavings), j.Class()), float64(plan.Over())/float64(all))
		if log == nil {
			return nil
		}
		return log.Add(crew.Entry{Class: j.Class(), Name: j.Name, Attempt: a})
	}
	for range min(x.options.jobs, all) {
		p := &crew.Process{Path: path, Args: []string{os.Args[0], workerCommand}}
		defer p.Close()
		c.Workers = append(c.Workers, p)
	}
	return c.Run(ctx)
}

// buildID tells builds of this program apart.
func buildID() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:8]), nil
}
