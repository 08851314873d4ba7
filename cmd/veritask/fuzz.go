package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/veritask/veritask/fuzz"
)

// fuzzOptions are the flags of fuzz, checked.
type fuzzOptions struct {
	targets []string
	total   time.Duration // 0: each target once
	each    time.Duration
	root    string // of the module, whose sources are fuzzed
	out     string
}

const fuzzHelp = `veritask fuzz is a fuzzing campaign: the targets of package fuzz take turns, each in a process of go's own fuzzer. Their
bytes choose a small scenario and the order of its atomic steps, and the models judge the run. It needs the sources and a
Go tool.

Usage:

    veritask fuzz [flags]

Examples:

    veritask fuzz -each 30s              each target once, for 30 seconds
    veritask fuzz -for 2h                the targets take turns of a minute, for two hours
    veritask fuzz -for 2h -target Row    one target

A campaign that was interrupted goes on where it was when it is started again; what it knows is in -out. An input that
fails is put beside the committed ones, under fuzz/testdata, with the command that replays it in the report; its target
takes no more turns in this campaign.

The exit code is 0 if nothing failed, 1 on a finding or an interruption and 2 on bad usage.
`

// runFuzz is the subcommand.
func runFuzz(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o := &fuzzOptions{}
	fs := newFlagSet("veritask fuzz", fuzzHelp, stderr)
	names := fs.String("target", "", "comma `list` of targets; empty: all")
	fs.DurationVar(&o.total, "for", 0, "time for all of it; 0: each target once")
	fs.DurationVar(&o.each, "each", time.Minute, "time of one turn")
	fs.StringVar(&o.root, "C", ".", "root `folder` of the module")
	fs.StringVar(&o.out, "out", "out/fuzz", "`folder` for the state, the inputs and the report")
	code, ok := parseFlags(fs, args, stdout, stderr, func() error { return o.complete(fs.Args(), *names) })
	if !ok {
		return code
	}
	c, err := openCampaign(o)
	if err == nil {
		err = c.build(ctx)
	}
	if err == nil {
		err = c.run(ctx, stdout)
	}
	if err != nil {
		fmt.Fprintf(stderr, "veritask fuzz: %v\n", err)
		return exitFailed
	}
	text := c.report(ctx.Err() != nil)
	fmt.Fprint(stdout, "\n"+text)
	if err := os.WriteFile(filepath.Join(o.out, "report.txt"), []byte(text), 0o666); err != nil {
		fmt.Fprintf(stderr, "veritask fuzz: %v\n", err)
		return exitFailed
	}
	if ctx.Err() != nil || c.findings() > 0 {
		return exitFailed
	}
	return exitOK
}

func (o *fuzzOptions) complete(rest []string, names string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case o.total < 0:
		return fmt.Errorf("bad duration %v", o.total)
	case o.each <= 0:
		return fmt.Errorf("bad duration of a turn %v", o.each)
	}
	o.targets = fuzz.Targets()
	if names != "" {
		all := o.targets
		o.targets = strings.Split(names, ",")
		for _, t := range o.targets {
			if !slices.Contains(all, t) {
				return fmt.Errorf("unknown target %q; known are: %s", t, strings.Join(all, ", "))
			}
		}
	}
	if _, err := os.Stat(filepath.Join(o.root, "fuzz", "testdata")); err != nil {
		return errors.New("there are no sources here; give the root of the module by -C")
	}
	return nil
}
