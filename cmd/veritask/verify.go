package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"path/filepath"
	"time"

	"github.com/veritask/veritask/impl/checked"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/native"
)

// runVerify is the subcommand.
func runVerify(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, code := parseVerify(args, stdout, stderr)
	if o == nil {
		return code
	}
	var err error
	switch o.target {
	case targetMuseum:
		code, err = visitMuseum(ctx, o, stdout, stderr)
	case targetPatches:
		code, err = verifyPatches(ctx, o, stdout, stderr)
	default:
		code, err = verifyObjects(ctx, o, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "veritask verify: %v\n", err)
		return exitFailed
	}
	return code
}

// verifyObjects verifies every chosen object of an implementation on every chosen number of workers.
func verifyObjects(ctx context.Context, o *options, stdout, stderr io.Writer) (int, error) {
	s := &summary{provenance: newProvenance(o.target, o.seed)}
	fmt.Fprintf(stdout, "verify: seed %d, %v, %s\n", o.seed, o.duration, s.Machine)
	c := campaign{options: o, show: newProgress(stderr, o.quiet)}
	for _, object := range o.objects {
		for _, workers := range o.workers {
			c.cells = append(c.cells, cell{lin.Object(object), workers})
		}
	}
	c.run(ctx, s)
	c.show.close()
	s.finish(ctx.Err() != nil)
	if err := writeReport(s, o); err != nil {
		return exitFailed, err
	}
	s.writeFailures(stdout)
	fmt.Fprintln(stdout)
	writeAligned(stdout, s.table())
	fmt.Fprintf(stdout, "\nreport: %s\n%s\n", filepath.Join(o.out, indexName), s.lastLine())
	if s.failed() {
		return exitFailed, nil
	}
	return exitOK, nil
}

// cell is one object on one number of workers.
type cell struct {
	object  lin.Object
	workers int
}

func (c cell) String() string { return fmt.Sprintf("%s, %s", c.object, plural(c.workers, "worker")) }

// seed spreads the seed of a run, so that no two cells run the same scenarios.
func (c cell) seed(of uint64) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s %d", of, c.object, c.workers)
	return h.Sum64()
}

// campaign goes through the cells, each with an equal share of the time that is left.
type campaign struct {
	options *options
	cells   []cell
	show    progress
}

func (c *campaign) run(ctx context.Context, s *summary) {
	end := s.Started.Add(c.options.duration)
	for i, cell := range c.cells {
		if ctx.Err() != nil {
			return
		}
		share := max(time.Until(end)/time.Duration(len(c.cells)-i), time.Millisecond)
		s.add(c.verify(ctx, cell, i, share))
	}
}

// verify verifies the i-th cell for the given time: with scenarios of all sizes, and a little with small ones, for
// the report.
func (c *campaign) verify(ctx context.Context, cell cell, i int, d time.Duration) outcome {
	target := c.open(cell)
	if target.Close != nil {
		defer target.Close()
	}
	config := lin.Config{
		Seed: cell.seed(c.options.seed), Duration: d - d/smallShare, Scenario: c.options.scenario, Dir: c.options.out,
		Progress: func(p lin.Progress) {
			done := float64(i) + min(1, float64(p.Elapsed)/float64(d))
			c.show.update(done/float64(len(c.cells)), fmt.Sprintf("%v: %s operations", cell, thousands(p.Operations)))
		},
	}
	if c.options.scenario != nil {
		config.Seed = c.options.seed
	}
	x := outcome{Object: cell.object, Workers: cell.workers, target: c.options.target}
	x.merge(lin.Verify(ctx, target, config))
	config.Shape, config.Scenarios, config.Progress = smallShape, smallScenarios, nil
	for end := time.Now().Add(d / smallShare); x.Failure == nil && ctx.Err() == nil && time.Now().Before(end); {
		config.Seed++
		config.Duration = time.Until(end)
		x.merge(lin.Verify(ctx, target, config))
	}
	return x
}

// open returns the object of a cell as a target.
func (c *campaign) open(cell cell) lin.Target {
	if c.options.target == targetNative {
		return native.Target(cell.object)
	}
	return checked.Open(cell.object, cell.workers)
}

// smallShape are scenarios that a reader can follow. One part in smallShare of the time is theirs, in portions of
// smallScenarios, each of which proposes a history for the report.
var smallShape = lin.Shape{Clients: 4, Calls: 8}

const (
	smallShare     = 20
	smallScenarios = 3
)
