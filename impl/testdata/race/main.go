// Command race is a corpus of small programs of tasks for the race detector to judge. Those whose name begins with "racy"
// contain one data race between tasks that may share a worker; in the others, every two accesses are ordered by an edge of
// the contract's memory model.
//
//	race             runs each program 20 times, as a process of its own; the last line sums up
//	race -runs 5     or 5 times
//	race NAME        runs one program
//
// It must be built with -race.
package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/veritask/veritask/impl"
)

// program is one of the corpus, which runs in a runtime with one worker.
type program func(ctx context.Context) error

// corpus holds all programs by their names.
var corpus = map[string]program{}

func add(some map[string]program) bool {
	for name, p := range some {
		if corpus[name] != nil {
			panic("two programs are called " + name)
		}
		corpus[name] = p
	}
	return true
}

func racy(name string) bool { return strings.HasPrefix(name, "racy-") }

func main() {
	runs := flag.Int("runs", 20, "`times` that each program runs")
	flag.Parse()
	switch {
	case flag.NArg() == 0:
		names := slices.Sorted(maps.Keys(corpus))
		if !judge(names, *runs) {
			os.Exit(1)
		}
	case flag.NArg() == 1 && corpus[flag.Arg(0)] != nil:
		if err := run(corpus[flag.Arg(0)]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	default:
		fmt.Fprintf(os.Stderr, "there is no program %q\n", flag.Args())
		os.Exit(2)
	}
}

// run runs one program, in a runtime of its own.
func run(p program) error {
	rt := impl.New(impl.Config{Workers: 1})
	defer rt.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return rt.Run(ctx, p)
}

// spawn spawns a task that returns no value.
func spawn(ctx context.Context, f func(ctx context.Context) error) *impl.Task[struct{}] {
	return impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx) })
}

// yieldUntil lets others run until ok holds.
func yieldUntil(ctx context.Context, ok func() bool) error {
	for !ok() {
		if err := impl.Yield(ctx); err != nil {
			return err
		}
	}
	return nil
}
