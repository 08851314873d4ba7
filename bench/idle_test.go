package bench

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// Idle: the CPU time that a process burns in a second in which all tasks are blocked. Workers that spin, or a monitor that
// ticks, show here; batteries and shared machines pay for them.

const idleMax = 10 * time.Millisecond // in a second

func TestIdle(t *testing.T) {
	if _, ok := cpuTime(); !ok {
		t.Skip("this system does not tell the CPU time of a process")
	}
	used := time.Duration(child(t, "idle", "impl"))
	t.Logf("%v in a second", used)
	if used > idleMax {
		t.Errorf("%v of CPU time in an idle second, more than %v", used, idleMax)
	}
}

func BenchmarkIdle(b *testing.B) {
	if _, ok := cpuTime(); !ok {
		b.Skip("this system does not tell the CPU time of a process")
	}
	for _, lib := range []string{"impl", "go"} {
		b.Run("lib="+lib+"/root=background", func(b *testing.B) {
			for range b.N {
				b.ReportMetric(child(b, "idle", lib), "cpu-ns/s")
			}
		})
	}
}

// idleJob returns the CPU time of an idle second in nanoseconds.
func idleJob(args []string) (float64, error) {
	var idle time.Duration
	second := func() {
		runtime.GC()
		time.Sleep(200 * time.Millisecond) // workers look for work for a while before they sleep
		before, _ := cpuTime()
		time.Sleep(time.Second)
		after, _ := cpuTime()
		idle = after - before
	}
	if args[0] == "go" {
		c := make(chan struct{})
		for range 100 {
			go func() { <-c }()
		}
		second()
		return float64(idle), nil
	}
	rt := impl.New(impl.Config{})
	e := impl.NewEvent(false)
	ctx := context.Background()
	ended := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		ended <- rt.Run(ctx, func(ctx context.Context) error {
			for range 100 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, e.Wait(ctx) })
			}
			close(ready)
			return e.Wait(ctx)
		})
	}()
	<-ready
	second()
	e.Notify()
	err := <-ended
	rt.Close()
	return float64(idle), err
}
