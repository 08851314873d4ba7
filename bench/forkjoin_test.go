package bench

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/alitto/pond/v2"
	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc"
	"golang.org/x/sync/errgroup"

	"github.com/veritask/veritask/impl"
)

// Fork and join: fib(25) without cut-off, the cost of a task at its purest. In every library each call with n >= 2
// spawns exactly one task for one branch, computes the other branch by a plain call, and joins: 121,392 spawns. What a
// spawn costs decides how fine a program may cut its work.
//
// Every peer does the same. Those with pools get as many workers as they ask for, since a task that waits for its child
// keeps its worker; with a bound they would stand still. go, conc and ants keep no error.

const (
	fibN      = 25
	fibSpawns = 121392 // calls of fib(25) with n >= 2
)

// sink keeps results alive.
var sink atomic.Int64

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func fibTask(ctx context.Context, n int) (int, error) {
	if n < 2 {
		return n, nil
	}
	t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return fibTask(ctx, n-1) })
	y, err := fibTask(ctx, n-2)
	if err != nil {
		return 0, err
	}
	x, err := t.Fetch(ctx)
	return x + y, err
}

func fibGo(n int) int {
	if n < 2 {
		return n
	}
	var wg sync.WaitGroup
	var x int
	wg.Go(func() { x = fibGo(n - 1) })
	y := fibGo(n - 2)
	wg.Wait()
	return x + y
}

func fibErrgroup(ctx context.Context, n int) (int, error) {
	if n < 2 {
		return n, nil
	}
	var g errgroup.Group
	var x int
	g.Go(func() (err error) {
		x, err = fibErrgroup(ctx, n-1)
		return err
	})
	y, err := fibErrgroup(ctx, n-2)
	if err != nil {
		return 0, err
	}
	err = g.Wait()
	return x + y, err
}

func fibConc(n int) int {
	if n < 2 {
		return n
	}
	var wg conc.WaitGroup
	var x int
	wg.Go(func() { x = fibConc(n - 1) })
	y := fibConc(n - 2)
	wg.Wait()
	return x + y
}

func fibPond(p pond.ResultPool[int], n int) (int, error) {
	if n < 2 {
		return n, nil
	}
	t := p.SubmitErr(func() (int, error) { return fibPond(p, n-1) })
	y, err := fibPond(p, n-2)
	if err != nil {
		return 0, err
	}
	x, err := t.Wait()
	return x + y, err
}

func fibAnts(p *ants.Pool, n int) (int, error) {
	if n < 2 {
		return n, nil
	}
	var wg sync.WaitGroup
	var x int
	var failed error
	wg.Add(1)
	err := p.Submit(func() {
		x, failed = fibAnts(p, n-1)
		wg.Done()
	})
	if err != nil {
		return 0, err
	}
	y, err := fibAnts(p, n-2)
	wg.Wait()
	return x + y, errors.Join(err, failed)
}

func BenchmarkForkJoin(b *testing.B) {
	loop := func(fib func(ctx context.Context, n int) (int, error)) func(context.Context, *testing.B) {
		want := 75025
		return func(ctx context.Context, b *testing.B) {
			start(b)
			for range b.N {
				if got, err := fib(ctx, fibN); got != want || err != nil {
					b.Error(got, err)
				}
			}
			stop(b)
			per(b, fibSpawns, "spawn")
		}
	}
	plain := func(fib func(n int) int) func(context.Context, int) (int, error) {
		return func(_ context.Context, n int) (int, error) { return fib(n), nil }
	}
	compare(b,
		tasks(loop(fibTask)),
		lib{"go", loop(plain(fibGo))},
		lib{"errgroup", loop(fibErrgroup)},
		lib{"conc", loop(plain(fibConc))},
		lib{"pond", func(ctx context.Context, b *testing.B) {
			p := pond.NewResultPool[int](0)
			defer p.StopAndWait()
			loop(func(_ context.Context, n int) (int, error) { return fibPond(p, n) })(ctx, b)
		}},
		lib{"ants", func(ctx context.Context, b *testing.B) {
			p, err := ants.NewPool(-1)
			if err != nil {
				b.Fatal(err)
			}
			defer p.Release()
			loop(func(_ context.Context, n int) (int, error) { return fibAnts(p, n) })(ctx, b)
		}},
	)
}

// TestFibSpawns: the number that the figures are divided by.
func TestFibSpawns(t *testing.T) {
	spawns := 0
	var count func(n int)
	count = func(n int) {
		if n >= 2 {
			spawns++
			count(n - 1)
			count(n - 2)
		}
	}
	count(fibN)
	if spawns != fibSpawns {
		t.Errorf("%d calls with n >= 2, not %d", spawns, fibSpawns)
	}
}
