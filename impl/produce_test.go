package impl_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Produce returns when its task has blocked for the first time, or is over: in any runtime, to tasks and to goroutines.
// CH-55, CH-56, CH-64.
func TestProduceRunsToFirstBlock(t *testing.T) {
	check := func(t *testing.T, ctx context.Context) {
		for range scale(100) {
			var before, after atomic.Bool
			blocks := impl.Produce(ctx, 0, func(ctx context.Context, ch *impl.Channel[int]) error {
				before.Store(true)
				err := ch.Put(ctx, 1)
				after.Store(true)
				return err
			})
			if !before.Load() || after.Load() || !blocks.IsReady() {
				t.Fatal("the task has not come to its first Put")
			}
			if v, err := blocks.Take(ctx); v != 1 || err != nil {
				t.Errorf("Take = %d, %v", v, err)
			}
			ends := impl.Produce(ctx, 2, func(ctx context.Context, ch *impl.Channel[int]) error {
				if _, err := impl.Spawn(ctx, func(context.Context) (int, error) { return 1, nil }).Fetch(ctx); err != nil {
					return err
				}
				return ch.Put(ctx, 2)
			}, impl.Named("ends"))
			if v, err := ends.Take(ctx); v != 2 || err != nil {
				t.Errorf("Take = %d, %v", v, err)
			}
			fails := impl.Produce(ctx, 2, func(context.Context, *impl.Channel[int]) error { return errStop })
			if _, err := fails.Take(ctx); fails.IsOpen() || !errors.Is(err, errStop) {
				t.Errorf("open %v, Take: %v", fails.IsOpen(), err)
			}
			panics := impl.Produce(ctx, 2, func(context.Context, *impl.Channel[int]) error { panic("x") })
			if panics.IsOpen() {
				t.Error("open though the task has panicked")
			}
		}
	}
	eachRuntime(t, check)
	for _, cfg := range runtimes {
		rt := impl.New(cfg)
		check(t, rt.Context(t.Context()))
		mustShutdown(t, rt)
	}
}

// Cooperative: first the new task, then what was queued, then the caller, then what the task has spawned.
// CH-65.
func TestProduceOrder(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		var steps steps
		say := func(what string) func(context.Context) (int, error) {
			return func(context.Context) (int, error) { steps.add(what); return 0, nil }
		}
		impl.Spawn(ctx, say("queued"))
		impl.Spawn(ctx, say("queued too"))
		ch := impl.Produce(ctx, 0, func(ctx context.Context, ch *impl.Channel[int]) error {
			steps.add("task")
			impl.Spawn(ctx, say("spawned"))
			return ch.Put(ctx, 1)
		})
		steps.add("caller")
		if _, err := ch.Take(ctx); err != nil {
			return err
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		want := []string{"task", "queued", "queued too", "caller", "spawned"}
		if got := steps.all(); !slices.Equal(got, want) {
			t.Errorf("order %v\nwant  %v", got, want)
		}
		return nil
	})
}

// Spawned: Produce does not wait, and the task is in the pool.
// CH-57, CH-67.
func TestProduceSpawned(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1, Interactive: 1}, func(ctx context.Context) error {
		ch := impl.Produce(ctx, 0, func(ctx context.Context, ch *impl.Channel[string]) error {
			return ch.Put(ctx, impl.PoolOf(ctx))
		}, impl.OnPool("interactive"))
		if v, err := ch.Take(ctx); v != "interactive" || err != nil {
			t.Errorf("Take = %q, %v", v, err)
		}
		var began atomic.Bool
		ch = impl.Produce(ctx, 0, func(context.Context, *impl.Channel[string]) error { began.Store(true); return nil },
			impl.OnPool("default"))
		if began.Load() {
			t.Error("Produce has run a task that it was to spawn")
		}
		if _, err := ch.Take(ctx); err != impl.ErrClosed { //nolint:errorlint // the very error
			t.Errorf("Take: %v", err)
		}
		err, _ := panicOf(func() {
			impl.Produce(ctx, 0, func(context.Context, *impl.Channel[int]) error { return nil }, impl.OnPool("foo"))
		}).(error)
		if fmt.Sprint(err) != "Unrecognized threadpool name `foo`" {
			t.Errorf("a bad pool: %v", err)
		}
		return nil
	})
}

// The task belongs to the Scope that it was made in, and ends with it.
// CH-66.
func TestProduceInScope(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		var ch *impl.Channel[int]
		err := impl.Scope(ctx, func(ctx context.Context) error {
			ch = impl.Produce(ctx, 0, func(ctx context.Context, ch *impl.Channel[int]) error { return ch.Put(ctx, 1) })
			return errStop
		})
		if err != errStop || ch.IsOpen() { //nolint:errorlint // the very error
			t.Errorf("Scope returned %v; open: %v", err, ch.IsOpen())
		}
	})
}

// Produce does not wait longer than its context, or than the runtime is open.
func TestProduceCancelled(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		ended, stop := context.WithCancelCause(ctx)
		release := make(chan struct{})
		ch := impl.Produce(ended, 0, func(context.Context, *impl.Channel[int]) error {
			stop(errStop)
			<-release // blocks in Go itself
			return nil
		})
		close(release)
		_, err := ch.Take(ctx)
		if err != impl.ErrClosed { //nolint:errorlint // the very error
			t.Errorf("Take: %v", err)
		}
		return nil
	})
	rt := impl.New(impl.Config{Workers: 1})
	ctx := rt.Context(t.Context())
	rt.Close()
	ch := impl.Produce(ctx, 0, func(context.Context, *impl.Channel[int]) error { t.Error("it ran"); return nil })
	if _, err := ch.Take(context.Background()); !errors.Is(err, impl.ErrRuntimeClosed) {
		t.Errorf("Take of a closed runtime: %v", err)
	}
}
