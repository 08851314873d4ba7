package main

import (
	"context"
	"fmt"
	"os"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

// mainOfFakes is the command in a build that explores these, whatever the build.
func mainOfFakes() {
	explorer = &crew.Catalog{Units: fakeUnits, Scenario: fakeScenario}
	main()
}

// fakeUnits are programs that are right, wrong, deadly and too large, and scenarios of an object with a bug.
func fakeUnits() []lin.Unit {
	all := []lin.Unit{
		lin.ProgramUnit("counter 2x1", counting("adds", 1, func(x *shared.Int32) { x.Add(1) })),
		lin.ProgramUnit("counter 2x40", counting("adds forty times", 40, func(x *shared.Int32) { x.Add(1) })),
		lin.ProgramUnit("lossy", counting("loads and stores", 1, func(x *shared.Int32) { x.Store(x.Load() + 1) })),
		{Class: "deadly", Name: "exits", Explore: func(explore.Options) (lin.Exploration, error) {
			os.Exit(3)
			return lin.Exploration{}, nil
		}},
	}
	for _, text := range []string{
		"semaphore size=2: tryacquire | tryacquire", "semaphore size=1: tryacquire | tryacquire",
		"semaphore size=1: tryacquire tryacquire | tryacquire | tryacquire",
	} {
		s, err := lin.ParseScenario(text)
		if err != nil {
			panic(err)
		}
		u, _ := fakeScenario(s)
		u.Class = "semaphore"
		all = append(all, u)
	}
	return all
}

// counting is a program of two threads that count up so often.
func counting(name string, times int, up func(x *shared.Int32)) explore.Program {
	return explore.Program{Name: name, Setup: func(r *explore.Run) {
		x := new(shared.Int32)
		r.Name("x", x)
		for _, thread := range []string{"A", "B"} {
			r.Go(thread, func() {
				for range times {
					up(x)
				}
			})
		}
		r.Check(func(*explore.Outcome) error {
			if n := int(x.Load()); n != 2*times {
				return fmt.Errorf("counted to %d", n)
			}
			return nil
		})
	}}
}

func fakeScenario(s lin.Scenario) (lin.Unit, error) {
	if s.Object != lin.Semaphore {
		return lin.Unit{}, fmt.Errorf("object %q cannot be explored", s.Object)
	}
	target := lin.Target{Name: "fake", Object: s.Object, New: func(env lin.Env) lin.Subject {
		f := &fakeSemaphore{}
		f.free.Store(int32(env.Setup.Size))
		return f
	}}
	return lin.Unit{Name: s.String(), Explore: func(o explore.Options) (lin.Exploration, error) {
		return lin.Explore(target, s, o)
	}}, nil
}

// fakeSemaphore gives one permit to two who look at the same time.
type fakeSemaphore struct{ free shared.Int32 }

func (f *fakeSemaphore) Do(_ context.Context, op spec.Op) spec.Result {
	if op.Kind == spec.SemRelease {
		f.free.Add(1)
		return spec.Result{}
	}
	n := f.free.Load()
	if n > 0 {
		f.free.Store(n - 1)
	}
	return spec.Bool(n > 0)
}
