package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// fuzzClosing is how long a fuzzer may take to end when it is told to.
const fuzzClosing = 20 * time.Second

// turn fuzzes one target for a while. The end of ctx interrupts the fuzzer, which then ends in good order.
func (c *fuzzCampaign) turn(ctx context.Context, target string, limit time.Duration) (fuzzSum, error) {
	run := exec.CommandContext(ctx, c.program(), "-test.run", "^$", "-test.fuzz", "^Fuzz"+target+"$",
		"-test.fuzztime", limit.String(), "-test.fuzzcachedir", filepath.Join(c.out, "cache"))
	run.Dir = filepath.Join(c.options.root, "fuzz")
	run.Cancel = func() error { return run.Process.Signal(os.Interrupt) }
	run.WaitDelay = fuzzClosing
	out, err := run.CombinedOutput()
	sum := readTurn(target, string(out))
	var exit *exec.ExitError
	switch {
	case err == nil, ctx.Err() != nil && sum.Replay == "":
		return sum, nil
	case errors.As(err, &exit) && (sum.Replay != "" || fuzzTimeUp.Match(out)):
		return sum, nil
	default:
		return sum, fmt.Errorf("target %s: %w\n%s", target, err, out)
	}
}

var (
	fuzzProgress = regexp.MustCompile(`execs: (\d+) .*new interesting: (\d+)`)
	fuzzFailing  = regexp.MustCompile(`(?:Failing input written to testdata/fuzz/|failure while testing seed corpus entry: )(\w+/\w[\w-]*)`)
	// What Go's fuzzer says if its time is up at an awkward moment, and nothing was found (golang/go#75804).
	fuzzTimeUp  = regexp.MustCompile(`(?m)^--- FAIL: \w+ \([\d.]+s\)\n +context deadline exceeded\nFAIL\s*\z`)
	fuzzFailure = regexp.MustCompile(`(?ms)^--- FAIL: .*`)
)

// readTurn reads what go's fuzzer has written.
func readTurn(target, out string) fuzzSum {
	s := fuzzSum{Target: target}
	if all := fuzzProgress.FindAllStringSubmatch(out, -1); len(all) > 0 {
		last := all[len(all)-1]
		s.Executions, _ = strconv.ParseInt(last[1], 10, 64) // digits
		s.NewInputs, _ = strconv.ParseInt(last[2], 10, 64)
	}
	if m := fuzzFailing.FindStringSubmatch(out); m != nil {
		s.Finding = fuzzFailure.FindString(out)
		s.Replay = "go test -tags veritask_explore -run '^" + strings.Replace(m[1], "/", "$/^", 1) + "$' ./fuzz"
	}
	return s
}
