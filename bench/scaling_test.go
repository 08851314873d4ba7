package bench

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Scaling: how much faster fib(25) gets when a second core joins in. The machine itself sets the limit: allocation and
// collection are shared between cores, and two busy cores may run slower than one. So the gain is compared with that of
// a calibration: unconnected goroutines that compute the same calls and make, for each call with n >= 2, the
// allocations that a task makes. They share nothing but the machine and the Go runtime. benchtable prints both gains.

// jobs of fib(jobN) are shared out evenly: together about as much as fib(25), divisible by 2, 3 and 4.
const (
	jobs = 12
	jobN = 20
)

func BenchmarkScaling(b *testing.B) {
	a := taskAllocations()
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			start(b)
			for range b.N {
				if _, err := fibTask(ctx, fibN); err != nil {
					b.Error(err)
				}
			}
			stop(b)
		}),
		lib{"calibration", func(_ context.Context, b *testing.B) {
			n := runtime.GOMAXPROCS(0)
			start(b)
			for range b.N {
				var wg sync.WaitGroup
				for i := range n {
					wg.Go(func() {
						for job := i; job < jobs; job += n {
							a.fib(jobN)
						}
					})
				}
				wg.Wait()
			}
			stop(b)
		}},
	)
}

// allocations is what a spawn allocates: so many objects, of so many words together.
type allocations struct{ objects, words int }

// taskAllocations measures a spawn and its join.
func taskAllocations() allocations {
	var a allocations
	rt := impl.New(impl.Config{})
	defer rt.Close()
	err := rt.Run(context.Background(), func(ctx context.Context) error {
		if _, err := fibTask(ctx, fibN); err != nil {
			return err
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := fibTask(ctx, fibN)
		runtime.ReadMemStats(&after)
		a.objects = int(after.Mallocs-before.Mallocs+fibSpawns/2) / fibSpawns
		a.words = int(after.TotalAlloc-before.TotalAlloc) / fibSpawns / 8
		return err
	})
	if err != nil {
		panic(err)
	}
	return a
}

// fib computes fib(n) by plain calls and allocates what a task would.
func (a allocations) fib(n int) int {
	if n < 2 {
		return n
	}
	var kept [4][]*int
	for i := range min(a.objects, len(kept)) {
		kept[i] = make([]*int, a.words/a.objects)
	}
	x := a.fib(n-1) + a.fib(n-2)
	for _, k := range kept {
		if len(k) > 0 && k[0] != nil { // it is nil; the objects stay alive until here, as a task does until its join
			x++
		}
	}
	return x
}
