package bench

import (
	"context"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// TestMain becomes the child process of tests that measure a whole process; see child_test.go.
func TestMain(m *testing.M) {
	if job := os.Getenv(childVariable); job != "" {
		runChild(job)
	}
	os.Exit(m.Run())
}

// lib is one library's way of doing the work.
type lib struct {
	name string
	run  func(ctx context.Context, b *testing.B)
}

// tasks is impl's way: work in a task of a runtime of its own.
func tasks(work func(ctx context.Context, b *testing.B)) lib {
	return lib{"impl", func(ctx context.Context, b *testing.B) {
		rt := impl.New(impl.Config{})
		defer rt.Close()
		err := rt.Run(ctx, func(ctx context.Context) error {
			work(ctx, b)
			return nil
		})
		if err != nil {
			b.Error(err)
		}
	}}
}

// compare runs the benchmark for each library under each root.
//
// The loops count to b.N instead of asking b.Loop: with -cpu 1,2 the testing package makes the first call of a
// sub-benchmark before it sets GOMAXPROCS to 1, and b.Loop does all its work in that call.
func compare(b *testing.B, libs ...lib) {
	for _, l := range libs {
		b.Run("lib="+l.name, func(b *testing.B) {
			b.Run("root=background", func(b *testing.B) {
				needCores(b)
				b.ReportAllocs()
				l.run(context.Background(), b)
			})
			b.Run("root=cancel", func(b *testing.B) {
				needCores(b)
				b.ReportAllocs()
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				l.run(ctx, b)
			})
		})
	}
}

// per reports the time of one of the n steps that an operation consists of.
func per(b *testing.B, n int, step string) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/"+step)
}

// needCores skips the benchmark if the machine does not really give it GOMAXPROCS cores.
func needCores(b *testing.B) {
	b.Helper()
	n := runtime.GOMAXPROCS(0)
	if got := cores(n); got < 0.9*float64(n) {
		b.Skipf("%d cores are asked for, but the machine does the work of %.2f", n, got)
	}
}

var (
	coresMu    sync.Mutex
	coresKnown = map[int]float64{}
)

// cores measures how many cores' worth of work n busy goroutines get done. The best of a few tries counts: others may
// disturb the machine for a moment. GOMAXPROCS must be n or more.
func cores(n int) float64 {
	coresMu.Lock()
	defer coresMu.Unlock()
	if got, ok := coresKnown[n]; ok {
		return got
	}
	best := 0.0
	for range 10 {
		one, all := spin(1), spin(n)
		best = max(best, float64(n)*one.Seconds()/all.Seconds())
		if best > 0.97*float64(n) {
			break
		}
	}
	coresKnown[n] = best
	return best
}

// spin lets n goroutines do the same work each and returns how long that took.
func spin(n int) time.Duration {
	var wg sync.WaitGroup
	start := time.Now()
	for range n {
		wg.Go(func() { sink.Add(int64(fib(30))) })
	}
	wg.Wait()
	return time.Since(start)
}
