package bench

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Memory of a blocked task: a million tasks wait for one event, a million goroutines for one channel. What counts is
// the heap and the stacks after a collection, which includes what the Go runtime itself keeps for a goroutine. A server
// with many idle connections pays this. A task may need a quarter more than a goroutine: it has a result, a context
// and an owner besides its stack. errgroup, conc, pond and ants keep a blocked task on a goroutine of its own, with more
// beside it; they are no peers of their own here.

const memoryBound = 1.25

// blockedMax is how many are blocked: fewer in short tests and on small machines.
func blockedMax() int {
	switch {
	case testing.Short():
		return 20_000
	case availableMemory() < 8<<30:
		return 100_000
	}
	return 1_000_000
}

// availableMemory is how many bytes the machine has left, 0 if it does not say so.
func availableMemory() int64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "MemAvailable:" {
			kib, _ := strconv.ParseInt(f[1], 10, 64)
			return kib << 10
		}
	}
	return 0
}

func TestBlockedMemory(t *testing.T) {
	if raceEnabled {
		t.Skip("a goroutine needs several times its usual memory under the race detector")
	}
	n := blockedMax()
	for _, root := range roots {
		ours, theirs := child(t, "memory", "impl", root, n), child(t, "memory", "go", root, n)
		t.Logf("root=%s: %.0f bytes a blocked task, %.0f a blocked goroutine, ratio %.3f", root, ours, theirs, ours/theirs)
		if ours > memoryBound*theirs {
			t.Errorf("root=%s: %.0f bytes a blocked task, more than %.2f times the %.0f of a goroutine", root, ours, memoryBound, theirs)
		}
	}
}

func BenchmarkBlockedMemory(b *testing.B) {
	n := blockedMax()
	for _, lib := range []string{"impl", "go"} {
		for _, root := range chosenRoots() {
			b.Run(fmt.Sprintf("lib=%s/root=%s", lib, root), func(b *testing.B) {
				for range b.N {
					b.ReportMetric(child(b, "memory", lib, root, n), "B/task")
					b.ReportMetric(0, "ns/op") // the time to start a process and block so many, says nothing
				}
			})
		}
	}
}

// memoryJob blocks n tasks or goroutines and returns the bytes that each of them costs.
func memoryJob(args []string) (float64, error) {
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return 0, err
	}
	ctx := context.Background()
	if args[1] == "cancel" {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
	}
	before := held()
	debug.SetGCPercent(-1) // collections while they come into being cost time and change nothing
	var blocked atomic.Int64
	var per float64
	measure := func(yield func()) {
		for blocked.Load() < int64(n) {
			yield()
		}
		for range 100 {
			yield() // the last ones are on their way from the counter to their wait
		}
		per = float64(held()-before) / float64(n)
	}
	if args[0] == "go" {
		c := make(chan struct{})
		for i := range n {
			go func() {
				blocked.Add(1)
				receive(ctx, c)
			}()
			if i%1000 == 0 {
				runtime.Gosched()
			}
		}
		measure(runtime.Gosched)
		return per, nil // the process ends here, with the goroutines in it
	}
	rt := impl.New(impl.Config{})
	err = rt.Run(ctx, func(ctx context.Context) error {
		e := impl.NewEvent(false)
		for i := range n {
			impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				blocked.Add(1)
				return 0, e.Wait(ctx)
			})
			if i%1000 == 0 {
				if err := impl.Yield(ctx); err != nil {
					return err
				}
			}
		}
		var err error
		measure(func() { err = impl.Yield(ctx) })
		e.Notify()
		return err
	})
	return per, err
}

// held is the memory that the process uses, after a collection.
func held() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse + m.MSpanInuse)
}
