package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/museum"
)

// huntPatches builds this command once for each patch, with the patch in the library, and explores the patch's units
// with it. As many are at work at a time as -jobs says; done is called with one score at a time.
func huntPatches(ctx context.Context, patches []museum.Patch, o *exploreOptions, done func(score)) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "veritask-museum-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	scores := make(chan score)
	turns := make(chan struct{}, max(1, o.jobs))
	for _, p := range patches {
		go func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			scores <- huntPatch(ctx, p, root, filepath.Join(folder, p.Name), o.seed)
		}()
	}
	for range patches {
		done(<-scores)
	}
	return nil
}

// moduleRoot returns where the source of the library is.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/veritask/veritask").Output()
	if err != nil {
		return "", errors.New("the museum needs the go command and the source of the library: run it in its folder")
	}
	return strings.TrimSpace(string(out)), nil
}

// huntPatch builds and explores one patch. A patch that does not build, or fails in another way than it says, is not
// found.
func huntPatch(ctx context.Context, p museum.Patch, root, folder string, seed uint64) score {
	s := score{name: p.Name, where: p.Units[0]}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		s.problem = err.Error()
		return s
	}
	overlay, err := p.Overlay(root, folder)
	if err != nil {
		s.problem = err.Error()
		return s
	}
	program := filepath.Join(folder, "veritask")
	build := exec.CommandContext(ctx, "go", "build", "-overlay", overlay, "-tags", "veritask_explore", "-ldflags=-s -w",
		"-o", program, "./cmd/veritask")
	build.Dir = root
	if text, err := build.CombinedOutput(); err != nil {
		s.problem = "does not build: " + string(text)
		return s
	}
	for _, engine := range strategies {
		var sum hunt
		for _, unit := range p.Units {
			h := huntUnit(ctx, program, unit, engine, folder, seed)
			sum.schedules += h.schedules
			sum.seconds += h.seconds
			if h.found && slices.Contains(p.Verdicts, h.verdict) {
				sum.found, sum.verdict = true, h.verdict
				break
			}
		}
		s.hunts = append(s.hunts, sum)
	}
	os.Remove(program) // they are large
	return s
}

// huntUnit runs one unit in a build with a patch.
func huntUnit(ctx context.Context, program, unit, engine, folder string, seed uint64) hunt {
	out := filepath.Join(folder, "out")
	kind := "-unit"
	if _, err := lin.ParseScenario(unit); err == nil {
		kind = "-scenario" // it may be in no class
	}
	_ = exec.CommandContext(ctx, program, "explore", kind, unit, "-engine", engine, "-duration", "15s", "-each", "3s",
		"-jobs", "1", "-q", "-json", "-seed", seedFlag(seed), "-out", out).Run() // a failure is what is looked for
	text, err := os.ReadFile(filepath.Join(out, "result.json"))
	if err != nil {
		return hunt{verdict: fmt.Sprint(err)}
	}
	os.RemoveAll(out)
	var result struct {
		Units []struct {
			Attempts []struct {
				Interleavings, Redundant int64
				Seconds                  float64
				Failure                  *struct{ Verdict string }
			}
		}
	}
	if err := json.Unmarshal(text, &result); err != nil {
		return hunt{verdict: err.Error()}
	}
	var h hunt
	for _, u := range result.Units {
		for _, a := range u.Attempts {
			h.schedules += a.Interleavings + a.Redundant
			h.seconds += a.Seconds
			if a.Failure != nil {
				h.found, h.verdict = true, a.Failure.Verdict
				return h
			}
		}
	}
	return h
}
