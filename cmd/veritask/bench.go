package main

import (
	"context"
	"flag"
	"fmt"
	"io"
)

const benchHelp = `veritask bench measures the library against what its users could take instead, and compares such measurements.

Usage:

    veritask bench run [flags]              run the benchmarks in rounds; keep the samples, print the table, draw the page
    veritask bench table [flags] FILE       ours against the best peer of each row, from the file of a run
    veritask bench compare [flags] OLD NEW  what has changed between two runs
    veritask bench gate [flags]             fail if a ratio to the peers is worse than the baseline's, beyond noise

Examples:

    veritask bench run -bench 'ForkJoin|SpawnWait' -rounds 6
    veritask bench table -all bench/results/baseline.txt
    veritask bench compare bench/results/baseline.txt bench/results/quick.txt
    veritask bench gate -bench ForkJoin
    benchstat -col /lib bench/results/quick.txt      the same samples, by another program

Each has flags: veritask bench run -h. The files are in Go's benchmark format. The exit code is 0 if nothing failed, 1 if a
ratio has become worse, a benchmark fails or the run is interrupted, and 2 on bad usage.
`

var benchCommands = []command{
	{"run", "run the benchmarks in rounds", runBench},
	{"table", "ours against the peers", runBenchTable},
	{"compare", "what has changed between two runs", runBenchCompare},
	{"gate", "fail if a ratio is worse than the baseline's", runBenchGate},
}

func runBenchCommand(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, benchHelp)
		return exitUsage
	}
	switch args[0] {
	case "-h", "-help", "--help", "help":
		fmt.Fprint(stdout, benchHelp)
		return exitOK
	}
	for _, c := range benchCommands {
		if c.name == args[0] {
			return c.run(ctx, args[1:], stdout, stderr)
		}
	}
	fmt.Fprintf(stderr, "veritask bench: unknown command %q; commands are: run table compare gate\n", args[0])
	return exitUsage
}

// benchFailed says why a subcommand has failed.
func benchFailed(stderr io.Writer, name string, err error) int {
	fmt.Fprintf(stderr, "veritask bench %s: %v\n", name, err)
	return exitFailed
}

// counted says how often ours is better.
func counted(better, worse, open int) string {
	return fmt.Sprintf("ours is better than the best peer in %d of %d rows, worse in %d, open in %d",
		better, better+worse+open, worse, open)
}

// isSet reports whether the command line has the flag.
func isSet(fs *flag.FlagSet, name string) bool {
	found := false
	fs.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}
