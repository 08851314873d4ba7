package bench

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"

	"github.com/veritask/veritask/impl"
)

// Idle: the CPU time that a process burns in a second in which all tasks are blocked. Workers that spin, or a monitor that
// ticks, show here; batteries and shared machines pay for them.
//
// The peers have as many blocked tasks in the same time: goroutines, and pools of pond and ants, as large as needed and
// otherwise as they come. The figure is a process's, so each sample has a process of its own.

const (
	idleMax = 10 * time.Millisecond // in a second
	idlers  = 100                   // blocked tasks
)

func TestIdle(t *testing.T) {
	if _, ok := cpuTime(); !ok {
		t.Skip("this system does not tell the CPU time of a process")
	}
	used := time.Duration(child(t, "idle", "impl", idleSecond()))
	t.Logf("%v in a second", used)
	if used > idleMax {
		t.Errorf("%v of CPU time in an idle second, more than %v", used, idleMax)
	}
}

func BenchmarkIdle(b *testing.B) {
	if _, ok := cpuTime(); !ok {
		b.Skip("this system does not tell the CPU time of a process")
	}
	for _, lib := range []string{"impl", "go", "pond", "ants"} {
		b.Run("lib="+lib+"/root=background", func(b *testing.B) {
			for range b.N {
				b.ReportMetric(child(b, "idle", lib, idleSecond()), "cpu-ns/s")
				b.ReportMetric(0, "ns/op") // a second and a bit, says nothing
			}
		})
	}
}

// idleSecond is how long idleness is watched; a short run makes do with less, and scales it up.
func idleSecond() time.Duration {
	if testing.Short() {
		return time.Second / 5
	}
	return time.Second
}

// idleJob returns the CPU time of an idle second in nanoseconds.
func idleJob(args []string) (float64, error) {
	asked, err := time.ParseDuration(args[1])
	if err != nil {
		return 0, err
	}
	var idle time.Duration
	second := func() {
		runtime.GC()
		time.Sleep(200 * time.Millisecond) // workers look for work for a while before they sleep
		before, _ := cpuTime()
		time.Sleep(asked)
		after, _ := cpuTime()
		idle = (after - before) * (time.Second / asked)
	}
	if args[0] != "impl" {
		start, err := starter(args[0])
		if err != nil {
			return 0, err
		}
		c := make(chan struct{})
		for range idlers {
			if err := start(func() { <-c }); err != nil {
				return 0, err
			}
		}
		second()
		return float64(idle), nil // the process ends here, with the goroutines in it
	}
	rt := impl.New(impl.Config{})
	e := impl.NewEvent(false)
	ctx := context.Background()
	ended := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		ended <- rt.Run(ctx, func(ctx context.Context) error {
			for range idlers {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, e.Wait(ctx) })
			}
			close(ready)
			return e.Wait(ctx)
		})
	}()
	<-ready
	second()
	e.Notify()
	err = <-ended
	rt.Close()
	return float64(idle), err
}

// starter returns a peer's way to start f.
func starter(peer string) (start func(f func()) error, err error) {
	switch peer {
	case "go":
		return func(f func()) error {
			go f()
			return nil
		}, nil
	case "pond":
		p := pond.NewPool(idlers)
		return p.Go, nil
	case "ants":
		p, err := ants.NewPool(idlers)
		if err != nil {
			return nil, err
		}
		return p.Submit, nil
	}
	return nil, fmt.Errorf("no peer %q", peer)
}
