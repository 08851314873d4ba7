package impl_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"github.com/veritask/veritask/impl"
)

// A body may block in Go itself on something that only a queued task provides.
// PO-15.
func TestMonitorAddsStandIn(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		c := make(chan int)
		impl.Spawn(ctx, func(context.Context) (int, error) { c <- 1; return 0, nil })
		<-c // the only worker is gone; a stand-in has to run the sender
		return nil
	})
}

// PO-15.
func TestManyBodiesBlockInGo(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		const n = 40
		var arrived sync.WaitGroup
		arrived.Add(n)
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range n {
				impl.Spawn(ctx, func(context.Context) (int, error) {
					arrived.Done()
					arrived.Wait() // needs n drivers at the same time
					return 0, nil
				})
			}
			return nil
		})
	})
}

// PO-15.
func TestMaxDriversIsKept(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1, MaxDrivers: 2})
	release := make(chan struct{})
	var running sync.WaitGroup
	running.Add(2)
	for range 2 {
		impl.Spawn(context.Background(), func(context.Context) (int, error) {
			running.Done()
			<-release
			return 0, nil
		}, impl.On(rt))
	}
	running.Wait()
	third := impl.Spawn(context.Background(), func(context.Context) (int, error) { return 1, nil }, impl.On(rt))
	if third.IsStarted() {
		t.Error("a third driver was added")
	}
	close(release)
	if err := third.Wait(context.Background()); err != nil {
		t.Error(err)
	}
	mustShutdown(t, rt)
}

// Blocking frees the worker at once, for sticky tasks too.
// PO-16.
func TestBlockingReleasesWorker(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		c := make(chan int)
		impl.Async(ctx, func(context.Context) (int, error) { c <- 1; return 0, nil })
		boom := errors.New("boom")
		err := impl.Blocking(ctx, func() error {
			if impl.Current(ctx) != nil {
				t.Error("inside Blocking the caller is a plain goroutine")
			}
			<-c
			return boom
		})
		if err != boom { //nolint:errorlint // identity
			t.Errorf("Blocking = %v, want boom", err)
		}
		return nil
	})
}

// PO-17.
func TestBlockingPanicAndGoexit(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		task := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			return 0, impl.Blocking(ctx, func() error { panic("boom") })
		})
		var p *impl.PanicError
		if err := task.Wait(ctx); !errors.As(err, &p) || p.Value != "boom" {
			t.Errorf("Wait = %v", err)
		}
		task = impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			return 0, impl.Blocking(ctx, func() error { runtime.Goexit(); return nil })
		})
		<-task.Done()
		if err := task.Err(); !errors.Is(err, impl.ErrGoexit) {
			t.Errorf("Err = %v", err)
		}
		return nil
	})
}

// A task on a goroutine of its own may lock its thread and still block in the runtime.
// PO-18.
func TestOnGoroutineLocksThread(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		var e impl.OneWayEvent
		locked := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			if err := e.Wait(ctx); err != nil {
				return 0, err
			}
			child := impl.Spawn(ctx, func(context.Context) (int, error) { return 4, nil })
			return child.Fetch(ctx)
		}, impl.OnGoroutine())
		impl.Spawn(ctx, func(context.Context) (int, error) { e.Notify(); return 0, nil })
		v, err := locked.Fetch(ctx)
		if v != 4 {
			t.Errorf("Fetch = %d, want 4", v)
		}
		return err
	})
}

// MO-13, PO-11.
func TestStickyTasksExcludeEachOther(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 4}, func(ctx context.Context) error {
		inside, total := 0, 0 // plain: the sticky tasks of one worker are ordered with each other
		return impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			err := impl.Sync(ctx, func(ctx context.Context) error {
				for range 20 {
					impl.Async(ctx, func(ctx context.Context) (int, error) {
						for range 20 {
							if inside++; inside != 1 {
								t.Error("two sticky tasks of one worker run at the same time")
							}
							total++
							inside--
							if err := impl.Yield(ctx); err != nil {
								return 0, err
							}
						}
						return 0, nil
					})
				}
				return nil
			})
			if total != 400 {
				t.Errorf("total %d, want 400", total)
			}
			return 0, err
		}, impl.Sticky()).Wait(ctx)
	})
}
