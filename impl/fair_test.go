package impl_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// A crowd of yielding tasks does not hold up one that comes from outside.
// SW-07.
func TestYieldersDoNotStarveInjected(t *testing.T) {
	for _, workers := range []int{1, 2} {
		rt := impl.New(impl.Config{Workers: workers})
		var stop atomic.Bool
		var started atomic.Int32
		crowd := scale(1000)
		for range crowd {
			impl.Spawn(context.Background(), func(ctx context.Context) (int, error) {
				started.Add(1)
				for !stop.Load() {
					if err := impl.Yield(ctx); err != nil {
						return 0, err
					}
				}
				return 0, nil
			}, impl.On(rt))
		}
		late := impl.Spawn(context.Background(), func(context.Context) (int, error) { return 1, nil }, impl.On(rt))
		if err := late.Wait(context.Background()); err != nil {
			t.Error(err)
		}
		if n := started.Load(); n == 0 {
			t.Error("no yielding task ran before the late one, so the test shows nothing")
		}
		stop.Store(true)
		mustShutdown(t, rt)
	}
}

// A task from a plain goroutine starts although every worker has a long queue of its own that refills itself.
// PO-21.
func TestLongQueuesDoNotStarveInjected(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2})
	var stop atomic.Bool
	var refill func(ctx context.Context) (int, error)
	refill = func(ctx context.Context) (int, error) {
		if !stop.Load() {
			impl.Spawn(ctx, refill)
		}
		return 0, nil
	}
	for range 100 {
		impl.Spawn(context.Background(), refill, impl.On(rt))
	}
	late := impl.Spawn(context.Background(), func(context.Context) (int, error) { return 1, nil }, impl.On(rt))
	if err := late.Wait(context.Background()); err != nil {
		t.Error(err)
	}
	stop.Store(true)
	mustShutdown(t, rt)
}

// The oldest entry of a worker's own deque runs although newer ones keep coming.
// PO-21.
func TestNewestDoesNotStarveOldest(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		var stop atomic.Bool
		old := impl.Spawn(ctx, func(context.Context) (int, error) {
			stop.Store(true)
			return 0, nil
		})
		var refill func(ctx context.Context) (int, error)
		refill = func(ctx context.Context) (int, error) {
			if !stop.Load() {
				impl.Spawn(ctx, refill)
			}
			return 0, nil
		}
		impl.Spawn(ctx, refill)
		<-old.Done() // not Wait, which would run it in place; the monitor adds a worker, and that must not matter
		return nil
	})
}

// Recursion that joins in place makes way for timers and for injected tasks, on the one worker that there is.
// PO-22.
func TestRecursionDoesNotStarveTimers(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1, MaxDrivers: 1}, func(ctx context.Context) error {
		var woken atomic.Bool
		sleeper := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			defer woken.Store(true)
			return 0, impl.Sleep(ctx, time.Millisecond)
		})
		if err := impl.Yield(ctx); err != nil { // let it begin
			return err
		}
		for !woken.Load() {
			if _, err := fib(ctx, 12); err != nil {
				return err
			}
		}
		return sleeper.Wait(ctx)
	})
}

// A sticky task is served although the deque never runs empty.
// PO-22.
func TestStickyIsServed(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		var stop atomic.Bool
		impl.Async(ctx, func(context.Context) (int, error) {
			stop.Store(true)
			return 0, nil
		})
		var refill func(ctx context.Context) (int, error)
		refill = func(ctx context.Context) (int, error) {
			if stop.Load() {
				return 0, nil
			}
			return 0, impl.Spawn(ctx, refill).Err()
		}
		impl.Spawn(ctx, refill)
		return nil
	})
}

// scale shrinks counts where the race detector makes goroutines dear.
func scale(n int) int {
	if raceEnabled || testing.Short() {
		return max(n/10, 1)
	}
	return n
}

func mustShutdown(t testing.TB, rt *impl.Runtime) {
	t.Helper()
	if err := rt.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}
