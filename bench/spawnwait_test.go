package bench

import (
	"context"
	"sync"
	"testing"

	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"

	"github.com/veritask/veritask/impl"
)

// Spawn and wait: a batch of 1000 trivial tasks is spawned, then waited for, in the order of spawning where the library
// can wait for one task. It is the pattern of a request that fans out. The results are used, since a task without a
// result is rarely what anybody wants.
//
// go and chan do the same job as ours: each goroutine can be waited for, by a WaitGroup or a channel of its own. barrier,
// errgroup and conc do less: they wait for all at once.

const batch = 1000

func BenchmarkSpawnWait(b *testing.B) {
	compare(b,
		tasks(spawnTasks),
		lib{"go", spawnGo},
		lib{"barrier", spawnBarrier},
		lib{"chan", spawnChan},
		lib{"errgroup", spawnErrgroup},
		lib{"conc", spawnConc},
	)
}

func spawnTasks(ctx context.Context, b *testing.B) {
	ts := make([]*impl.Task[int], batch)
	b.ResetTimer()
	for range b.N {
		for i := range ts {
			ts[i] = impl.Spawn(ctx, func(context.Context) (int, error) { return i, nil })
		}
		for _, t := range ts {
			if err := t.Wait(ctx); err != nil {
				b.Error(err)
			}
		}
	}
	b.StopTimer()
	per(b, batch, "task")
}

// spawnGo waits in the order of spawning, as spawnTasks does: each goroutine has a WaitGroup beside its result.
func spawnGo(_ context.Context, b *testing.B) {
	type handle struct {
		sync.WaitGroup
		value int
	}
	hs := make([]*handle, batch)
	b.ResetTimer()
	for range b.N {
		for i := range hs {
			h := &handle{}
			hs[i] = h
			h.Go(func() { h.value = i })
		}
		for _, h := range hs {
			h.Wait()
		}
	}
	b.StopTimer()
	per(b, batch, "task")
}

// spawnBarrier has one WaitGroup for all.
func spawnBarrier(_ context.Context, b *testing.B) {
	results := make([]int, batch)
	b.ResetTimer()
	for range b.N {
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() { results[i] = i })
		}
		wg.Wait()
	}
	b.StopTimer()
	per(b, batch, "task")
}

// spawnChan waits in the order of spawning, as spawnTasks does: each goroutine has a channel for its result.
func spawnChan(_ context.Context, b *testing.B) {
	results := make([]chan int, batch)
	b.ResetTimer()
	for range b.N {
		for i := range results {
			c := make(chan int, 1)
			results[i] = c
			go func() { c <- i }()
		}
		for _, c := range results {
			<-c
		}
	}
	b.StopTimer()
	per(b, batch, "task")
}

func spawnErrgroup(ctx context.Context, b *testing.B) {
	results := make([]int, batch)
	b.ResetTimer()
	for range b.N {
		g, _ := errgroup.WithContext(ctx)
		for i := range results {
			g.Go(func() error {
				results[i] = i
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			b.Error(err)
		}
	}
	b.StopTimer()
	per(b, batch, "task")
}

func spawnConc(_ context.Context, b *testing.B) {
	b.ResetTimer()
	for range b.N {
		p := pool.NewWithResults[int]()
		for i := range batch {
			p.Go(func() int { return i })
		}
		p.Wait()
	}
	b.StopTimer()
	per(b, batch, "task")
}
