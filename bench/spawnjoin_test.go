package bench

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"

	"github.com/veritask/veritask/impl"
)

// Spawn and join: a batch of 1000 trivial tasks is spawned, then waited for all at once, by Sync. Each leaves a result.
// It is the pattern of a parallel loop.
//
// The peers do the same: goroutines behind one WaitGroup, errgroup, a pool of conc, a group of pond, a pool of ants with a
// WaitGroup, which ants itself advises. pond and ants have as many workers as there are cores, like ours, and are made
// before the clock starts; conc's pool ends with each join, so that each batch has a new one. go and ants keep no error.

func BenchmarkSpawnJoin(b *testing.B) {
	compare(b,
		tasks(joinTasks),
		lib{"go", joinGo},
		lib{"errgroup", joinErrgroup},
		lib{"conc", joinConc},
		lib{"pond", joinPond},
		lib{"ants", joinAnts},
	)
}

func joinTasks(ctx context.Context, b *testing.B) {
	results := make([]int, batch)
	start(b)
	for range b.N {
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for i := range results {
				impl.Spawn(ctx, func(context.Context) (struct{}, error) {
					results[i] = i
					return struct{}{}, nil
				})
			}
			return nil
		})
		if err != nil {
			b.Error(err)
		}
	}
	stop(b)
	per(b, batch, "task")
}

func joinGo(_ context.Context, b *testing.B) {
	results := make([]int, batch)
	start(b)
	for range b.N {
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() { results[i] = i })
		}
		wg.Wait()
	}
	stop(b)
	per(b, batch, "task")
}

func joinErrgroup(ctx context.Context, b *testing.B) {
	results := make([]int, batch)
	start(b)
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
	stop(b)
	per(b, batch, "task")
}

func joinConc(_ context.Context, b *testing.B) {
	start(b)
	for range b.N {
		p := pool.NewWithResults[int]()
		for i := range batch {
			p.Go(func() int { return i })
		}
		p.Wait()
	}
	stop(b)
	per(b, batch, "task")
}

func joinPond(ctx context.Context, b *testing.B) {
	p := pond.NewPool(runtime.GOMAXPROCS(0))
	defer p.StopAndWait()
	results := make([]int, batch)
	start(b)
	for range b.N {
		g := p.NewGroupContext(ctx)
		for i := range results {
			g.SubmitErr(func() error {
				results[i] = i
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			b.Error(err)
		}
	}
	stop(b)
	per(b, batch, "task")
}

func joinAnts(_ context.Context, b *testing.B) {
	p, err := ants.NewPool(runtime.GOMAXPROCS(0))
	if err != nil {
		b.Fatal(err)
	}
	defer p.Release()
	results := make([]int, batch)
	start(b)
	for range b.N {
		var wg sync.WaitGroup
		for i := range results {
			wg.Add(1)
			err := p.Submit(func() {
				results[i] = i
				wg.Done()
			})
			if err != nil {
				b.Error(err)
			}
		}
		wg.Wait()
	}
	stop(b)
	per(b, batch, "task")
}
