// Command veritask proves that veritask keeps its promises.
//
//	veritask verify                      every object of impl, on 1, 2 and 4 workers
//	veritask verify -object semaphore    one object
//	veritask verify -target museum       the checker itself: every seeded bug must be found
//	veritask explore                     every class of small scenarios, in a build with the tag veritask_explore
//	veritask properties                  random programs, judged step by step by the models; and laws
//	veritask spec                        every protocol in spec/promela, with SPIN
//	veritask fuzz -for 2h                a fuzzing campaign; it needs the sources
//	veritask clauses                     every rule of the contract, and what checks it; it needs the sources
//	veritask verify -h                   all flags
//
// It exits with 0 if nothing failed, with 1 on a violation or an interruption and with 2 on bad usage.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() { os.Exit(mainCode()) }

// mainCode runs the command line of this process. The first interrupt ends it in good order, the second at once.
func mainCode() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop)
	return run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		writeUsage(stderr)
		return exitUsage
	}
	switch args[0] {
	case "-h", "-help", "--help", "help":
		writeUsage(stdout)
		return exitOK
	case workerCommand:
		return runWorker(stdout, stderr)
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(ctx, args[1:], stdout, stderr)
		}
	}
	return unknownCommand(stderr, args[0])
}
