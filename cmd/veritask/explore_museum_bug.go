package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/museum"
)

// bug is one to look for.
type bug struct {
	name, about, origin string
	verdicts            []string // one of them is due
	units               []string // in which it is looked for, in turn
	random              int64    // schedules of a unit that are tried at random
	patience            time.Duration
	// open returns who explores units with the bug, and who does without, and what ends them.
	open func(ctx context.Context) (broken, clean crew.Worker, end func(), err error)
	// alone: it is explored in this process, where one exploration runs at a time.
	alone bool
}

// Most scenarios of an exhibit do not show its bug, so each has little time. Those of a patch do.
const (
	exhibitRandom   = 200
	exhibitPatience = 2 * time.Second
	patchRandom     = 20_000
	patchPatience   = 15 * time.Second
)

func exhibitBug(x museum.Exhibit) *bug {
	b := &bug{name: x.Name, about: x.Bug, origin: x.Origin, random: exhibitRandom, patience: exhibitPatience, alone: true}
	for _, v := range x.Verdicts {
		b.verdicts = append(b.verdicts, string(v))
	}
	for _, s := range x.Scenarios() {
		b.units = append(b.units, s.String())
	}
	b.open = func(context.Context) (broken, clean crew.Worker, end func(), err error) {
		return targetWorker(x.Target()), targetWorker(x.CleanTwin()), func() {}, nil
	}
	return b
}

// targetWorker explores scenarios of a target in this process.
type targetWorker lin.Target

// Do makes the attempt.
func (w targetWorker) Do(ctx context.Context, j crew.Job, tell func(crew.News)) (crew.Attempt, error) {
	s, err := lin.ParseScenario(j.Name)
	if err != nil {
		return crew.Attempt{}, err
	}
	u := lin.Unit{Name: j.Name, Explore: func(o explore.Options) (lin.Exploration, error) {
		return lin.Explore(lin.Target(w), s, o)
	}}
	return crew.Try(u, &j, tell), ctx.Err()
}

func patchBug(p *museum.Patch) *bug {
	return &bug{
		name: p.Name, about: p.Bug, origin: p.Origin, verdicts: p.Verdicts, units: p.Units, random: patchRandom,
		patience: patchPatience,
		open: func(ctx context.Context) (broken, clean crew.Worker, end func(), err error) {
			folder, err := os.MkdirTemp("", "veritask-"+p.Name+"-")
			if err != nil {
				return nil, nil, nil, err
			}
			program, err := buildPatch(ctx, p, folder, "-tags", "veritask_explore")
			if err != nil {
				os.RemoveAll(folder)
				return nil, nil, nil, err
			}
			self, err := os.Executable()
			if err != nil {
				os.RemoveAll(folder)
				return nil, nil, nil, err
			}
			with := &crew.Process{Path: program, Args: []string{program, workerCommand}}
			without := &crew.Process{Path: self, Args: []string{os.Args[0], workerCommand}}
			return with, without, func() {
				with.Close()
				without.Close()
				os.RemoveAll(folder)
			}, nil
		},
	}
}

// buildPatch builds this command with the patch in the library, whose files stay as they are.
func buildPatch(ctx context.Context, p *museum.Patch, folder string, flags ...string) (program string, err error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	overlay, err := p.Overlay(root, folder)
	if err != nil {
		return "", err
	}
	program = filepath.Join(folder, "veritask")
	args := append([]string{"build", "-overlay", overlay, "-ldflags=-s -w", "-o", program}, flags...)
	build := exec.CommandContext(ctx, "go", append(args, "./cmd/veritask")...)
	build.Dir = root
	if text, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("it does not build: %w\n%s", err, text)
	}
	return program, nil
}

// moduleRoot returns where the source of the library is.
var moduleRoot = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/veritask/veritask").Output()
	if err != nil {
		return "", errors.New("this needs the go command and the source of the library: run it in its folder")
	}
	return strings.TrimSpace(string(out)), nil
})

// target finds a unit of this build. Patched builds have the same ones, in the same order.
func target(units []lin.Unit, name string) int {
	if _, err := lin.ParseScenario(name); err == nil {
		return -1 // it may be in no class
	}
	return slices.IndexFunc(units, func(u lin.Unit) bool { return u.Name == name })
}
