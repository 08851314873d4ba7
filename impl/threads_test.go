package impl_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Threads are numbered, pools have names, and tasks stay in theirs.
// PO-01, PO-02, PO-03, PO-07, PO-08, PO-13.
func TestThreads(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2, Interactive: 3})
	if id := impl.ThreadID(t.Context()); id != 0 {
		t.Errorf("a goroutine is on worker %d", id)
	}
	if pool := impl.PoolOf(rt.Context(t.Context())); pool != "default" {
		t.Errorf("outside, Spawn puts tasks into pool %s", pool)
	}
	where := func(pool string) func(ctx context.Context) (string, error) {
		return func(ctx context.Context) (string, error) {
			_ = impl.Yield(ctx)
			id := impl.ThreadID(ctx)
			if interactive := id >= 1 && id <= 3; id < 1 || id > 5 || interactive != (pool == "interactive") {
				t.Errorf("on worker %d, and in pool %s", id, pool)
			}
			return impl.PoolOf(ctx), nil
		}
	}
	err := rt.Run(t.Context(), func(ctx context.Context) error {
		if n, m := impl.NThreads(ctx, "default"), impl.NThreads(ctx, "interactive"); n != 2 || m != 3 {
			t.Errorf("%d and %d workers", n, m)
		}
		_, _ = where("default")(ctx)
		for _, tc := range []struct {
			from, want string
			opts       []impl.Option
		}{
			{"default", "default", nil},
			{"default", "interactive", []impl.Option{impl.OnPool("interactive")}},
			{"default", "default", []impl.Option{impl.OnPool("samepool")}},
			{"interactive", "default", nil},
			{"interactive", "default", []impl.Option{impl.Named("x")}},
			{"interactive", "default", []impl.Option{impl.OnPool("default"), impl.Sticky()}},
			{"interactive", "interactive", []impl.Option{impl.OnPool("samepool")}},
			{"interactive", "interactive", []impl.Option{impl.Sticky()}},
		} {
			got, err := impl.Spawn(ctx, func(ctx context.Context) (string, error) {
				return impl.Spawn(ctx, where(tc.want), tc.opts...).Fetch(ctx)
			}, impl.OnPool(tc.from)).Fetch(ctx)
			if got != tc.want || err != nil {
				t.Errorf("%+v: in %s, %v", tc, got, err)
			}
		}
		got, err := impl.Spawn(ctx, func(ctx context.Context) (string, error) {
			made := impl.NewTask(ctx, where("interactive"))
			if err := impl.Schedule(ctx, made); err != nil {
				return "", err
			}
			if _, err := made.Fetch(ctx); err != nil {
				return "", err
			}
			return impl.Async(ctx, where("interactive")).Fetch(ctx)
		}, impl.OnPool("interactive")).Fetch(ctx)
		if got != "interactive" || err != nil {
			t.Errorf("NewTask, Async: in %s, %v", got, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	mustShutdown(t, rt)
}

// A pool without workers is the default one; one without a name is an error.
// PO-04, PO-05, PO-06.
func TestPoolNames(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		pool, err := impl.Spawn(ctx, func(ctx context.Context) (string, error) { return impl.PoolOf(ctx), nil },
			impl.OnPool("interactive")).Fetch(ctx)
		if pool != "default" || err != nil {
			t.Errorf("in %s, %v", pool, err)
		}
		for what, spawn := range map[string]func(){
			"Spawn":   func() { impl.Spawn(ctx, func(context.Context) (int, error) { return 0, nil }, impl.OnPool("foo")) },
			"Async":   func() { impl.Async(ctx, func(context.Context) (int, error) { return 0, nil }, impl.OnPool("foo")) },
			"NewTask": func() { impl.NewTask(ctx, func(context.Context) (int, error) { return 0, nil }, impl.OnPool("foo")) },
		} {
			var bad *impl.ArgumentError
			err, _ := panicOf(spawn).(error)
			if !errors.As(err, &bad) || err.Error() != "Unrecognized threadpool name `foo`" {
				t.Errorf("%s: %v", what, err)
			}
		}
		for pool, text := range map[string]string{
			"foo": "invalid threadpool specified", "foreign": "Threadpool size of `:foreign` is indeterminant",
		} {
			var misuse *impl.MisuseError
			err, _ := panicOf(func() { impl.NThreads(ctx, pool) }).(error)
			if !errors.As(err, &misuse) || err.Error() != text {
				t.Errorf("NThreads of %s: %v", pool, err)
			}
		}
		return nil
	})
}

// Who calls Async shares its worker with the new task from then on, however busy the others are.
// TASK-12, PO-09, PO-23.
func TestAsyncBindsBoth(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 6 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) { // moves about, and others with it
					for range scale(300) {
						if err := impl.Yield(ctx); err != nil {
							return 0, err
						}
					}
					return 0, nil
				})
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					id := impl.ThreadID(ctx)
					stays := func(ctx context.Context) (int, error) {
						for range scale(300) {
							if now := impl.ThreadID(ctx); now != id {
								return 0, fmt.Errorf("pair %d was on worker %d, and is on %d", i, id, now)
							}
							if err := impl.Yield(ctx); err != nil {
								return 0, err
							}
						}
						return 0, nil
					}
					child := impl.Async(ctx, stays)
					if child.IsStarted() {
						return 0, errors.New("Async ran the task")
					}
					if _, err := stays(ctx); err != nil {
						return 0, err
					}
					if err := child.Wait(ctx); err != nil {
						return 0, err
					}
					return stays(ctx)
				})
			}
			return nil
		})
	})
}
