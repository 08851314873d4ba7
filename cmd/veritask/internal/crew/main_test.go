package crew

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// serveFakes is set for the test binary when it is a worker's process.
const serveFakes = "CREW_TEST_SERVES"

func TestMain(m *testing.M) {
	if os.Getenv(serveFakes) != "" {
		if err := fakes.Serve(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// fakes are units that end well, badly and not at all.
var fakes = &Catalog{
	Units: func() []lin.Unit {
		return []lin.Unit{
			lin.ProgramUnit("fake", counters("adds", func(x *shared.Int32) { x.Add(1) })),
			lin.ProgramUnit("fake", counters("stores", func(x *shared.Int32) { x.Store(x.Load() + 1) })),
			{Class: "fake", Name: "dies", Explore: func(explore.Options) (lin.Exploration, error) {
				fmt.Fprintln(os.Stderr, "this is the end")
				os.Exit(3)
				return lin.Exploration{}, nil
			}},
			{Class: "fake", Name: "hangs", Explore: func(explore.Options) (lin.Exploration, error) {
				for { // with nothing else to run, a goroutine that sleeps for ever would end the process
					runtime.Gosched()
				}
			}},
			{Class: "fake", Name: "talks", Explore: func(o explore.Options) (lin.Exploration, error) {
				fmt.Println("here I am")
				o.Progress(explore.Progress{Schedules: 3, Redundant: 1, Done: 0.5})
				return lin.Exploration{}, nil
			}},
		}
	},
	Scenario: func(s lin.Scenario) (lin.Unit, error) { return lin.Unit{}, fmt.Errorf("no scenarios of %s", s.Object) },
}

// counters is a program of two threads that count up in some way.
func counters(name string, up func(x *shared.Int32)) explore.Program {
	return explore.Program{Name: name, Setup: func(r *explore.Run) {
		x := new(shared.Int32)
		r.Name("x", x)
		for _, thread := range []string{"A", "B"} {
			r.Go(thread, func() { up(x) })
		}
		r.Check(func(*explore.Outcome) error {
			if n := x.Load(); n != 2 {
				return fmt.Errorf("counted to %d", n)
			}
			return nil
		})
	}}
}
