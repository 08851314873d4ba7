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

// PO-12.
func TestStickyStartInOrder(t *testing.T) {
	for _, workers := range []int{1, 2} {
		withRuntime(t, impl.Config{Workers: workers}, func(ctx context.Context) error {
			return impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				var started steps
				var want []string
				err := impl.Sync(ctx, func(ctx context.Context) error {
					for i := range 100 {
						want = append(want, fmt.Sprint(i))
						impl.Spawn(ctx, func(context.Context) (int, error) { started.add(i); return 0, nil }, impl.Sticky())
						if i%10 == 9 {
							if err := impl.Yield(ctx); err != nil {
								return err
							}
						}
					}
					return nil
				})
				if got := started.all(); !slices.Equal(got, want) {
					t.Errorf("%d workers: started in the order %v", workers, got)
				}
				return 0, err
			}, impl.Sticky()).Wait(ctx)
		})
	}
}

// Julia's own: bursts into each pool, and bursts from bursts. PO-14.
func TestBursts(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2, Interactive: 1}, func(ctx context.Context) error {
		for _, pool := range []string{"default", "interactive"} {
			for range scale(50) {
				var ran atomic.Int32
				err := impl.Sync(ctx, func(ctx context.Context) error {
					for range 20 {
						impl.Spawn(ctx, func(ctx context.Context) (int, error) {
							for range 3 {
								impl.Spawn(ctx, func(ctx context.Context) (int, error) {
									ran.Add(1)
									if got := impl.PoolOf(ctx); got != pool {
										return 0, fmt.Errorf("in pool %s, want %s", got, pool)
									}
									return 0, nil
								}, impl.OnPool("samepool"))
							}
							return 0, nil
						}, impl.OnPool(pool))
					}
					return nil
				})
				if err != nil || ran.Load() != 60 {
					return fmt.Errorf("%d of 60 ran: %w", ran.Load(), err)
				}
			}
		}
		return nil
	})
}

// A task that is queued, and one that is fresh, when the runtime is closed. LI-04.
func TestCloseFailsTasksNotStarted(t *testing.T) {
	rt := impl.New(impl.Config{Cooperative: true})
	body := func(context.Context) (int, error) { t.Error("it ran"); return 0, nil }
	var queued, sticky *impl.Task[int]
	main := impl.Spawn(t.Context(), func(ctx context.Context) (int, error) {
		queued, sticky = impl.Spawn(ctx, body), impl.Async(ctx, body)
		rt.Close()
		return 3, nil
	}, impl.On(rt))
	if v, err := main.Fetch(t.Context()); v != 3 || err != nil {
		t.Errorf("the body that closes: %d, %v", v, err)
	}
	rt.Close()
	for _, task := range []*impl.Task[int]{queued, sticky} {
		if err := task.Wait(t.Context()); !errors.Is(err, impl.ErrRuntimeClosed) {
			t.Errorf("a task that has not started: %v", err)
		}
	}
}

// LI-16.
func TestRunWaitsForMain(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1})
	ctx, stop := context.WithCancelCause(t.Context())
	over := false
	err := rt.Run(ctx, func(ctx context.Context) error {
		stop(errStop)
		for range 20 {
			if err := impl.Yield(context.WithoutCancel(ctx)); err != nil {
				return err
			}
		}
		over = true
		return context.Cause(ctx)
	})
	if err != errStop || !over { //nolint:errorlint // as it is
		t.Errorf("Run returned %v, main was over: %v", err, over)
	}
	mustShutdown(t, rt)
}

// LI-17.
func TestNewRefuses(t *testing.T) {
	for _, cfg := range []impl.Config{{Workers: -1}, {Interactive: -1}} {
		var bad *impl.ArgumentError
		if err, _ := panicOf(func() { impl.New(cfg) }).(error); !errors.As(err, &bad) {
			t.Errorf("%+v: %v", cfg, err)
		}
	}
}

// DT-08: and another seed has another one.
func TestHundredRunsOneTrace(t *testing.T) {
	const seed = 42
	first := trace(t, seed)
	for run := range 100 {
		if got := trace(t, seed); !slices.Equal(got, first) {
			t.Fatalf("seed %d: run %d has another trace: go test ./impl -run TestHundredRunsOneTrace\n%v\nwant\n%v", seed, run, got, first)
		}
	}
	if slices.Equal(first, trace(t, seed+1)) && slices.Equal(first, trace(t, seed+2)) {
		t.Error("three seeds, one trace")
	}
}

// A panic that is under way in one task is not seen by another that runs meanwhile. ER-14.
func TestPanicsDoNotMix(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 10 {
				impl.Spawn(ctx, func(ctx context.Context) (n int, err error) {
					defer func() {
						if v := recover(); v != i {
							t.Errorf("task %d recovered %v", i, v)
						}
						if v := recover(); v != nil {
							t.Errorf("task %d recovered %v as well", i, v)
						}
					}()
					defer func() { // while the panic is under way
						for range i + 2 {
							_ = impl.Yield(ctx)
						}
						calm := impl.Spawn(ctx, func(context.Context) (any, error) { return recover(), nil })
						if v, err := calm.Fetch(ctx); v != nil || err != nil {
							t.Errorf("task %d: a task recovered %v, %v", i, v, err)
						}
					}()
					panic(i)
				})
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
