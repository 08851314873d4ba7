package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
)

// command is one subcommand.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, stdout, stderr io.Writer) int
}

var commands = []command{
	{"verify", "record histories of real runs and judge whether they are linearizable", runVerify},
	{"explore", "run small scenarios in every order of their atomic steps, and judge each run", runExplore},
	{"properties", "run random programs in seeded runtimes, and ask the models about each step", runProperties},
	{"trials", "have the tests, or the properties, look at the library with each seeded bug in it", runTrials},
	{"bench", "measure the library beside its peers, compare runs, refuse regressions", runBenchCommand},
	{"spec", "check the protocols in spec/promela with SPIN, and traces of the real code against them", runSpec},
	{"fuzz", "fuzz scenarios and schedules of small programs, and the models", runFuzz},
	{"clauses", "list the clauses of the contract, and what checks each", runClauses},
	{"version", "print versions of this build", runVersion},
}

func writeUsage(w io.Writer) {
	fmt.Fprint(w, `veritask proves that veritask keeps its promises.

Usage:

    veritask <command> [flags]

Commands:

`)
	for _, c := range commands {
		fmt.Fprintf(w, "    %-10s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, `
Examples:

    veritask verify                      every object of impl, on 1, 2 and 4 workers
    veritask verify -target gochan       Go's own channels, judged by the same models
    veritask verify -target museum       the checker itself: every seeded bug must be found
    veritask explore                     every class of small scenarios (in a build for it: make explore)
    veritask properties                  every property, 2000 programs each
    veritask spec                        every protocol, its mutants, and traces of the real code (make spec)
    veritask fuzz -for 2h                a campaign that can be interrupted and goes on
    veritask clauses                     every rule of the contract, and its checks; it needs the sources
    veritask verify -h                   the flags of verify, with examples
`)
}

func unknownCommand(w io.Writer, name string) int {
	fmt.Fprintf(w, "veritask: unknown command %q; commands are:", name)
	for _, c := range commands {
		fmt.Fprintf(w, " %s", c.name)
	}
	fmt.Fprintln(w)
	return exitUsage
}

// newFlagSet returns the flag set of a subcommand, whose help is the text followed by its flags.
func newFlagSet(name, help string, stderr io.Writer) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.Usage = func() {
		fmt.Fprint(fs.Output(), help, "\nFlags:\n\n")
		fs.PrintDefaults()
	}
	return fs
}

// parseFlags reads the flags of a subcommand; complete then checks them. Not ok: the command ends with the given code.
func parseFlags(fs *flag.FlagSet, args []string, stdout, stderr io.Writer, complete func() error) (code int, ok bool) {
	if slices.ContainsFunc(args, func(a string) bool { return a == "-h" || a == "-help" || a == "--help" }) {
		fs.SetOutput(stdout)
	}
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK, false
	case err != nil:
		return exitUsage, false
	}
	if err := complete(); err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", fs.Name(), err)
		return exitUsage, false
	}
	return exitOK, true
}
