package bench

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/alitto/pond/v2"

	"github.com/veritask/veritask/impl"
)

// Spawn and wait: a batch of 1000 trivial tasks is spawned, then each is waited for, in the order of spawning. It is the
// pattern of a request that fans out. The results are used, since a task without a result is rarely what anybody wants.
//
// Every peer has a handle for each task, as ours does: a WaitGroup beside the result, a channel for the result, pond's
// result task. None can be cancelled while it waits, nor keeps an error apart from pond. errgroup, conc and ants have no
// handle for one task; spawnjoin_test.go has them.

const batch = 1000

func BenchmarkSpawnWait(b *testing.B) {
	compare(b,
		tasks(spawnTasks),
		lib{"go", spawnGo},
		lib{"chan", spawnChan},
		lib{"pond", spawnPond},
	)
}

func spawnTasks(ctx context.Context, b *testing.B) {
	ts := make([]*impl.Task[int], batch)
	start(b)
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
	stop(b)
	per(b, batch, "task")
}

// spawnGo waits in the order of spawning, as spawnTasks does: each goroutine has a WaitGroup beside its result.
func spawnGo(_ context.Context, b *testing.B) {
	type handle struct {
		sync.WaitGroup
		value int
	}
	hs := make([]*handle, batch)
	start(b)
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
	stop(b)
	per(b, batch, "task")
}

// spawnChan waits in the order of spawning, as spawnTasks does: each goroutine has a channel for its result.
func spawnChan(_ context.Context, b *testing.B) {
	results := make([]chan int, batch)
	start(b)
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
	stop(b)
	per(b, batch, "task")
}

func spawnPond(_ context.Context, b *testing.B) {
	p := pond.NewResultPool[int](runtime.GOMAXPROCS(0))
	defer p.StopAndWait()
	ts := make([]pond.ResultTask[int], batch)
	start(b)
	for range b.N {
		for i := range ts {
			ts[i] = p.SubmitErr(func() (int, error) { return i, nil })
		}
		for _, t := range ts {
			if _, err := t.Wait(); err != nil {
				b.Error(err)
			}
		}
	}
	stop(b)
	per(b, batch, "task")
}
