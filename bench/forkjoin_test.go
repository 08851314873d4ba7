package bench

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sourcegraph/conc"
	"golang.org/x/sync/errgroup"

	"github.com/veritask/veritask/impl"
)

// Fork and join: fib(25) without cut-off, the cost of a task at its purest. In every library each call with n >= 2
// spawns exactly one task for one branch, computes the other branch by a plain call, and joins: 121,392 spawns. What a
// spawn costs decides how fine a program may cut its work.

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

func BenchmarkForkJoin(b *testing.B) {
	loop := func(fib func(ctx context.Context, n int) (int, error)) func(context.Context, *testing.B) {
		want := 75025
		return func(ctx context.Context, b *testing.B) {
			b.ResetTimer()
			for range b.N {
				if got, err := fib(ctx, fibN); got != want || err != nil {
					b.Error(got, err)
				}
			}
			b.StopTimer()
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
