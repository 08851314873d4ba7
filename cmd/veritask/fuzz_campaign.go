package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// fuzzCampaign is a campaign and, apart from the options, what is kept of it from one process to the next.
type fuzzCampaign struct {
	options *fuzzOptions
	out     string // absolute

	Targets []string      // they must be the same for it to go on
	Total   time.Duration // and so must this
	Spent   time.Duration
	Turns   int // that were begun
	Sums    []fuzzSum
}

// fuzzSum is what one target has done.
type fuzzSum struct {
	Target     string
	Executions int64
	NewInputs  int64
	Seconds    float64
	Finding    string // what failed
	Replay     string // the command that does it again; empty: nothing was found
}

const fuzzState = "state.json"

// openCampaign goes on with the campaign in the folder, if there is one like it that is not over, or begins one.
func openCampaign(o *fuzzOptions) (*fuzzCampaign, error) {
	out, err := filepath.Abs(o.out)
	if err != nil {
		return nil, err
	}
	fresh := &fuzzCampaign{options: o, out: out, Targets: o.targets, Total: o.total}
	for _, t := range o.targets {
		fresh.Sums = append(fresh.Sums, fuzzSum{Target: t})
	}
	text, err := os.ReadFile(filepath.Join(out, fuzzState))
	if errors.Is(err, fs.ErrNotExist) {
		return fresh, os.MkdirAll(out, 0o777)
	}
	if err != nil {
		return nil, err
	}
	old := &fuzzCampaign{options: o, out: out}
	if err := json.Unmarshal(text, old); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(o.out, fuzzState), err)
	}
	if !slices.Equal(old.Targets, fresh.Targets) || old.Total != fresh.Total || old.over() {
		return fresh, nil
	}
	return old, nil
}

// over reports whether there is nothing left to do.
func (c *fuzzCampaign) over() bool {
	if c.findings() == len(c.Sums) {
		return true
	}
	if c.Total == 0 {
		return c.Turns >= len(c.Sums)
	}
	return c.Spent >= c.Total
}

func (c *fuzzCampaign) findings() int {
	n := 0
	for _, s := range c.Sums {
		if s.Replay != "" {
			n++
		}
	}
	return n
}

func (c *fuzzCampaign) save() error {
	text, err := json.MarshalIndent(c, "", "\t")
	if err != nil {
		return err
	}
	name := filepath.Join(c.out, fuzzState)
	if err := os.WriteFile(name+".new", text, 0o666); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// build makes the program that fuzzes, with the tag of the explorer and the fuzzer's own instruments.
func (c *fuzzCampaign) build(ctx context.Context) error {
	build := exec.CommandContext(ctx, "go", "test", "-c", "-tags", "veritask_explore", "-fuzz", ".", "-o", c.program(), "./fuzz")
	build.Dir = c.options.root
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go test -c: %w\n%s", err, out)
	}
	return nil
}

func (c *fuzzCampaign) program() string { return filepath.Join(c.out, "fuzz.test") }

// run gives the targets their turns, until the time is up.
func (c *fuzzCampaign) run(ctx context.Context, stdout io.Writer) error {
	if c.Spent > 0 {
		fmt.Fprintf(stdout, "fuzz: goes on after %s, %s\n", plural(c.Turns, "turn"), c.Spent.Round(time.Second))
	}
	for ctx.Err() == nil && !c.over() {
		s := &c.Sums[c.Turns%len(c.Sums)]
		c.Turns++
		if s.Replay != "" {
			continue
		}
		limit := c.options.each
		if c.Total > 0 {
			limit = min(limit, c.Total-c.Spent)
		}
		began := time.Now()
		turn, err := c.turn(ctx, s.Target, limit)
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			c.Turns-- // it was not a whole one
		}
		turn.Seconds = time.Since(began).Seconds()
		c.Spent += time.Since(began)
		s.add(turn)
		fmt.Fprintln(stdout, turn.line())
		if err := c.save(); err != nil {
			return err
		}
	}
	return nil
}

func (s *fuzzSum) add(turn fuzzSum) {
	s.Executions += turn.Executions
	s.NewInputs += turn.NewInputs
	s.Seconds += turn.Seconds
	s.Finding, s.Replay = turn.Finding, turn.Replay
}

func (s fuzzSum) verdict() string {
	if s.Replay != "" {
		return "FINDING"
	}
	return "nothing found"
}

// line says what a turn has done.
func (s fuzzSum) line() string {
	return fmt.Sprintf("fuzz: %-9s %6.1f s %9s executions %5s new inputs  %s",
		s.Target, s.Seconds, thousands(s.Executions), thousands(s.NewInputs), s.verdict())
}

// report is the table of the campaign, what was found, and the last line.
func (c *fuzzCampaign) report(interrupted bool) string {
	var b strings.Builder
	rows := [][]string{{"target", "executions", "new inputs", "seconds", "verdict"}}
	sum := fuzzSum{}
	for _, s := range c.Sums {
		sum.add(s)
		rows = append(rows, []string{
			s.Target, thousands(s.Executions), thousands(s.NewInputs), fmt.Sprintf("%.1f", s.Seconds), s.verdict(),
		})
	}
	writeAligned(&b, rows)
	for _, s := range c.Sums {
		if s.Replay != "" {
			fmt.Fprintf(&b, "\nFINDING of %s\n%s\nreplay: %s\n", s.Target, s.Finding, s.Replay)
		}
	}
	after := ""
	if interrupted {
		after = "interrupted after "
	}
	fmt.Fprintf(&b, "\nfuzz: %s%s, %s executions, %s new inputs, %d findings\n",
		after, plural(len(c.Sums), "target"), thousands(sum.Executions), thousands(sum.NewInputs), c.findings())
	return b.String()
}
