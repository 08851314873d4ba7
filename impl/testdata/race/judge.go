package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// verdict is what came of the runs of one program.
type verdict struct {
	name           string
	runs, reported int
	trouble        string // the output of a run that should have been silent, or that failed
}

// enough of the runs of racy programs must report the race, of each program at least one.
const enough = 0.95

// judge runs the programs, prints what came of each, and reports whether every race was reported and nothing else.
func judge(names []string, runs int) bool {
	verdicts := make([]verdict, len(names))
	free := make(chan struct{}, runtime.NumCPU())
	var all sync.WaitGroup
	for i, name := range names {
		free <- struct{}{}
		all.Go(func() {
			verdicts[i] = judgeOne(name, runs)
			<-free
		})
	}
	all.Wait()
	var races, found, racyRuns, reports, wrong int
	for _, v := range verdicts {
		fmt.Printf("%-28s %2d of %2d reported\n", v.name, v.reported, v.runs)
		if racy(v.name) {
			races++
			found += min(v.reported, 1)
			racyRuns += v.runs
			reports += v.reported
		} else {
			wrong += v.reported
		}
		if v.trouble != "" {
			fmt.Printf("FAIL %s\n%s\nagain: go run -race ./impl/testdata/race %s\n", v.name, v.trouble, v.name)
		}
	}
	fmt.Printf("race corpus: %d of %d races reported, %d false reports\n", found, races, wrong)
	if float64(reports) < enough*float64(racyRuns) {
		fmt.Printf("FAIL: only %d of %d runs of racy programs reported the race\n", reports, racyRuns)
		return false
	}
	for _, v := range verdicts {
		if v.trouble != "" {
			return false
		}
	}
	return found == races
}

func judgeOne(name string, runs int) verdict {
	v := verdict{name: name, runs: runs}
	for range runs {
		out, err := child(name)
		reported := bytes.Contains(out, []byte("WARNING: DATA RACE"))
		if reported {
			v.reported++
		}
		switch {
		case reported && (!racy(name) || !aboutProgram(string(out))):
			v.trouble = string(out)
		case err != nil && !reported:
			v.trouble = fmt.Sprintf("%v\n%s", err, out)
		}
	}
	return v
}

// child runs one program as a process of its own.
func child(name string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], name)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		err = errors.New("it did not end in two minutes")
	}
	return out, err
}

// aboutProgram reports whether both accesses of each reported race are the program's own, made by its functions or by
// what they call in Go's runtime.
func aboutProgram(out string) bool {
	for _, report := range strings.Split(out, "WARNING: DATA RACE")[1:] {
		accesses, _, _ := strings.Cut(report, "\nGoroutine ")
		for stack := range strings.SplitSeq(strings.TrimSpace(accesses), "\n\n") {
			if !ownAccess(stack) {
				return false
			}
		}
	}
	return true
}

// ownAccess reports whether the first function of a stack that is not of Go's runtime is one of the corpus.
func ownAccess(stack string) bool {
	for line := range strings.Lines(stack) {
		f := strings.TrimSpace(line)
		if !strings.HasPrefix(line, "  ") || strings.HasPrefix(f, "/") || strings.HasPrefix(f, "runtime.") ||
			strings.HasPrefix(f, "internal/") {
			continue
		}
		return strings.HasPrefix(f, "main.")
	}
	return false
}
