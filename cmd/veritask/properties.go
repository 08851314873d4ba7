package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/veritask/veritask/fuzz"
)

// propertyOptions are the flags of properties, checked.
type propertyOptions struct {
	properties []fuzz.Property
	config     fuzz.Config
	list       bool
}

const propertiesHelp = `veritask properties makes programs at random, runs them in a deterministic runtime, and asks the models whether what
happened is legal; laws that need no model come after that. A program that fails is cut to the shortest that does, and
printed as a Go test.

Usage:

    veritask properties [flags]

Examples:

    veritask properties                              all of them
    veritask properties -property channel,conserve   two
    veritask properties -runs 100000                 longer
    veritask properties -seed 7                      the programs of seed 7
    veritask properties -list                        what they say

The exit code is 0 if nothing failed, 1 on a failure or an interruption and 2 on bad usage.
`

// runProperties is the subcommand.
func runProperties(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, code := parseProperties(args, stdout, stderr)
	if o == nil {
		return code
	}
	if o.list {
		var rows [][]string
		for _, p := range o.properties {
			rows = append(rows, []string{p.Name, p.Says})
		}
		writeAligned(stdout, rows)
		return exitOK
	}
	fmt.Fprintf(stdout, "properties: seed %d, %d runs each\n", o.config.Seed, o.config.Runs)
	done, runs, failures := 0, 0, 0
	for _, p := range o.properties {
		if ctx.Err() != nil {
			break
		}
		began := time.Now()
		out := p.Check(o.config)
		done++
		runs += out.Runs
		verdict := "holds"
		if out.Failure != "" {
			failures++
			verdict = "FAILS"
		}
		fmt.Fprintf(stdout, "%-10s %6d runs  %s  %5.1f s\n", p.Name, out.Runs, verdict, time.Since(began).Seconds())
		if out.Failure != "" {
			fmt.Fprintf(stdout, "\n%s\n", out.Failure)
		}
	}
	last := fmt.Sprintf("%d properties, %d runs, %d failures", done, runs, failures)
	if ctx.Err() != nil {
		last = "interrupted after " + last
	}
	fmt.Fprintf(stdout, "properties: %s\n", last)
	if failures > 0 || ctx.Err() != nil {
		return exitFailed
	}
	return exitOK
}

// parseProperties reads the flags; a nil result means that the command ends with the given code.
func parseProperties(args []string, stdout, stderr io.Writer) (*propertyOptions, int) {
	o := &propertyOptions{}
	fs := newFlagSet("veritask properties", propertiesHelp, stderr)
	names := fs.String("property", "", "comma `list` of properties; empty: all")
	fs.Int64Var(&o.config.Seed, "seed", 0, "seed of the programs, a `number`; 0: random, printed")
	fs.IntVar(&o.config.Runs, "runs", 2000, "how many programs of each property")
	fs.IntVar(&o.config.Size, "size", 40, "how long programs are, at most")
	fs.BoolVar(&o.list, "list", false, "list the properties")
	code, ok := parseFlags(fs, args, stdout, stderr, func() error { return o.complete(fs.Args(), *names) })
	if !ok {
		return nil, code
	}
	return o, exitOK
}

func (o *propertyOptions) complete(rest []string, names string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case o.config.Runs < 1:
		return fmt.Errorf("bad number of runs %d", o.config.Runs)
	case o.config.Size < 1:
		return fmt.Errorf("bad size %d", o.config.Size)
	}
	for o.config.Seed == 0 {
		o.config.Seed = int64(rand.Uint32())
	}
	all := fuzz.Properties()
	if names == "" {
		o.properties = all
		return nil
	}
	for _, name := range strings.Split(names, ",") {
		i := slices.IndexFunc(all, func(p fuzz.Property) bool { return p.Name == name })
		if i < 0 {
			return fmt.Errorf("unknown property %q; see -list", name)
		}
		o.properties = append(o.properties, all[i])
	}
	return nil
}
