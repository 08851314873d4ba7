package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/veritask/veritask/linearizability/museum"
)

// testTrial runs the unit tests of what a patch changes, and those of impl, which stands on it, in short.
type testTrial struct{ root string }

const (
	implFolder = "impl"
	inShort    = " -short"
)

func (testTrial) counted() string { return "tests" }

func (testTrial) where(p *museum.Patch) string {
	all := packagesOf(p)
	if !slices.Contains(all, implFolder) {
		all = append(all, implFolder+inShort)
	}
	return strings.Join(all, ", ")
}

func (x testTrial) look(ctx context.Context, t *trial, p *museum.Patch, limit time.Duration) {
	inFolder(t, func(folder string) error {
		overlay := ""
		if p != nil {
			var err error
			if overlay, err = p.Overlay(x.root, folder); err != nil {
				return err
			}
		}
		for _, pkg := range strings.Split(t.Where, ", ") {
			if err := x.run(ctx, t, pkg, folder, overlay, limit); err != nil || t.Found != "" {
				return err
			}
		}
		return nil
	})
}

// run runs the tests of one package.
func (x testTrial) run(ctx context.Context, t *trial, pkg, folder, overlay string, limit time.Duration) error {
	pkg, short := strings.CutSuffix(pkg, inShort)
	program := filepath.Join(folder, path.Base(pkg)+".test")
	build := exec.CommandContext(ctx, "go", "test", "-c", "-overlay", overlay, "-o", program, "./"+pkg)
	build.Dir = x.root
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("the tests do not build: %w\n%s", err, text)
	}
	began := time.Now()
	out, err := within(ctx, limit+trialPatience, filepath.Join(x.root, filepath.FromSlash(pkg)), program,
		"-test.v", "-test.failfast", fmt.Sprintf("-test.short=%v", short), "-test.timeout", limit.String())
	t.Seconds += time.Since(began).Seconds()
	return t.readTests(pkg, out, err)
}

var (
	testBegan  = regexp.MustCompile(`(?m)^=== RUN +(\S+)$`)
	testPassed = regexp.MustCompile(`(?m)^--- PASS: `)
	testFailed = regexp.MustCompile(`(?m)^--- FAIL: (\S+)`)
)

// readTests reads what tests have printed, and how they have ended.
func (t *trial) readTests(pkg string, out []byte, end error) error {
	t.Done += len(testPassed.FindAll(out, -1))
	last, begun := "", false
	if all := testBegan.FindAllSubmatch(out, -1); all != nil {
		last, _, _ = strings.Cut(string(all[len(all)-1][1]), "/")
		begun = true
	}
	last = path.Base(pkg) + "." + last
	failed := testFailed.FindSubmatch(out)
	switch {
	case end == nil && failed == nil && begun:
	case failed != nil:
		t.Found = path.Base(pkg) + "." + string(failed[1])
	case bytes.Contains(out, []byte("panic: test timed out after ")), errors.Is(end, context.DeadlineExceeded):
		t.Found = last + noEnd
	case bytes.Contains(out, []byte("panic: ")), bytes.Contains(out, []byte("fatal error: ")):
		t.Found = "panic in " + last
	case bytes.Contains(out, []byte("goleak: ")):
		t.Found = "goroutines are left"
	default:
		return fmt.Errorf("no verdict: %w\n%s", end, tail(out))
	}
	return nil
}

// propertyTrial runs the properties.
type propertyTrial struct {
	seed int64
	runs int
}

func (propertyTrial) counted() string { return "programs" }

func (propertyTrial) where(*museum.Patch) string { return "all properties" }

func (x propertyTrial) look(ctx context.Context, t *trial, p *museum.Patch, limit time.Duration) {
	inFolder(t, func(folder string) (err error) {
		var program string
		if p == nil {
			program, err = os.Executable()
		} else {
			program, err = buildPatch(ctx, p, folder)
		}
		if err != nil {
			return err
		}
		began := time.Now()
		out, err := within(ctx, limit, folder, program, "properties", "-seed", fmt.Sprint(x.seed), "-runs", fmt.Sprint(x.runs))
		t.Seconds = time.Since(began).Seconds()
		return t.readProperties(out, err)
	})
}

var (
	propertyRan  = regexp.MustCompile(`(?m)^(\w+) +(\d+) runs  (holds|FAILS) `)
	propertyLast = regexp.MustCompile(`(?m)^properties: \d+ properties, \d+ runs, \d+ failures$`)
)

// readProperties reads what properties has printed, and how it has ended.
func (t *trial) readProperties(out []byte, end error) error {
	var failed []string
	for _, m := range propertyRan.FindAllSubmatch(out, -1) {
		n, _ := strconv.Atoi(string(m[2]))
		t.Done += n
		if string(m[3]) == "FAILS" {
			failed = append(failed, string(m[1]))
		}
	}
	switch {
	case failed != nil:
		t.Found = strings.Join(failed, ", ")
	case end == nil && propertyLast.Match(out):
	case errors.Is(end, context.DeadlineExceeded):
		t.Found = "a program" + noEnd
	case bytes.Contains(out, []byte("panic: ")), bytes.Contains(out, []byte("fatal error: ")):
		t.Found = "panic"
	default:
		return fmt.Errorf("no verdict: %w\n%s", end, tail(out))
	}
	return nil
}

// inFolder calls f with a folder that is temporary; an error of it is why the trial says nothing.
func inFolder(t *trial, f func(folder string) error) {
	folder, err := os.MkdirTemp("", "veritask-trial-")
	if err == nil {
		defer os.RemoveAll(folder)
		err = f(folder)
	}
	if err != nil {
		t.Problem = err.Error()
	}
}

// within runs a program, and ends it when its time is up: then the error is context.DeadlineExceeded.
func within(ctx context.Context, limit time.Duration, folder, program string, args ...string) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	c := exec.CommandContext(limited, program, args...)
	c.Dir = folder
	out, err := c.CombinedOutput()
	if err != nil && limited.Err() != nil {
		err = limited.Err()
	}
	return out, err
}

// tail is the end of what somebody has printed.
func tail(out []byte) []byte {
	const most = 4000
	return out[max(0, len(out)-most):]
}
