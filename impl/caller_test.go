package impl_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/veritask/veritask/impl"
)

// The caller is the task that the goroutine runs, whatever context the call was given.
// TASK-32, WAIT-07.
func TestCallerIsTheGoroutinesTask(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(outer context.Context) error {
		child := impl.Spawn(outer, func(ctx context.Context) (string, error) {
			for _, c := range []context.Context{ctx, outer, context.Background()} {
				if got := impl.Current(c).Name(); got != "child" {
					t.Errorf("Current = %q, want child", got)
				}
				if err := impl.Yield(c); err != nil {
					return "", err
				}
				// A wait under a foreign context must park this task, not another one.
				inner := impl.Spawn(c, func(context.Context) (int, error) { return 7, nil })
				if v, err := inner.Fetch(c); v != 7 || err != nil {
					t.Errorf("Fetch = %d, %v", v, err)
				}
			}
			return "ok", nil
		}, impl.Named("child"))
		v, err := child.Fetch(outer)
		if v != "ok" && err == nil {
			t.Errorf("Fetch = %q", v)
		}
		if got := impl.Current(outer).Name(); got != "main" {
			t.Errorf("Current after the join = %q, want main", got)
		}
		return err
	})
}

// Goroutines started by a body may use the body's context for blocking calls: they are plain goroutines.
// TASK-32, WAIT-06, PO-19.
func TestGoroutinesUseTheBodysContext(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		slow := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			for range 100 {
				if err := impl.Yield(ctx); err != nil {
					return 0, err
				}
			}
			return 1, nil
		})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if impl.Current(ctx) != nil {
					t.Error("a goroutine passes for the task that started it")
				}
				if v, err := slow.Fetch(ctx); v != 1 || err != nil {
					t.Errorf("Fetch = %d, %v", v, err)
				}
				own := impl.Spawn(ctx, func(context.Context) (int, error) { return 2, nil })
				if v, err := own.Fetch(ctx); v != 2 || err != nil {
					t.Errorf("Fetch = %d, %v", v, err)
				}
			})
		}
		wg.Wait()
		return nil
	})
}

// TASK-17.
func TestWaitForSelf(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		var self *impl.Task[int]
		self = impl.NewTask(ctx, func(ctx context.Context) (int, error) {
			err := self.Wait(ctx)
			var violation *impl.ConcurrencyViolationError
			if !errors.As(err, &violation) || err.Error() != "deadlock detected: cannot wait on current task" {
				t.Errorf("Wait for itself: %v", err)
			}
			return 0, nil
		})
		if err := impl.Schedule(ctx, self); err != nil {
			return err
		}
		return self.Wait(ctx)
	})
}

// Two runtimes side by side: a task of one may wait for a task of the other.
// TASK-27.
func TestTwoRuntimes(t *testing.T) {
	a, b := impl.New(impl.Config{Workers: 1}), impl.New(impl.Config{Workers: 1})
	err := a.Run(context.Background(), func(ctx context.Context) error {
		there := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			back := impl.Spawn(ctx, func(context.Context) (int, error) { return 1, nil }, impl.On(a))
			v, err := back.Fetch(ctx)
			return v + 1, err
		}, impl.On(b))
		v, err := there.Fetch(ctx)
		if v != 2 {
			t.Errorf("Fetch = %d, want 2", v)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	mustShutdown(t, a)
	mustShutdown(t, b)
}
