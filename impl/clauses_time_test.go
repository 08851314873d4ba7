package impl_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// TM-03.
func TestSleepZero(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		other := impl.Spawn(ctx, func(context.Context) (int, error) { return 0, nil })
		if err := impl.Sleep(ctx, 0); err != nil {
			return err
		}
		if !other.IsDone() {
			t.Error("Sleep(0) did not let the other task run")
		}
		return nil
	})
}

// Who calls the predicate, and what happens when it panics: TM-09, TM-10.
func TestTimedWaitPredicate(t *testing.T) {
	withRuntime(t, impl.Config{Deterministic: true, Seed: 3}, func(ctx context.Context) error {
		me := impl.Current(ctx)
		for panicsAt := 1; panicsAt < 4; panicsAt++ {
			calls := 0
			v := panicOf(func() {
				_, _ = impl.TimedWait(ctx, time.Hour, time.Second, func() bool {
					if impl.Current(ctx) != me {
						t.Error("called by another task")
					}
					if calls++; calls == panicsAt {
						panic(errStop)
					}
					return false
				})
			})
			if v != errStop || calls != panicsAt {
				t.Errorf("panicked with %v after %d calls, want the predicate's after %d", v, calls, panicsAt)
			}
		}
		return nil
	})
}

// Julia's own: three channels, one of which never becomes ready. TM-12.
func TestTimedWaitForChannels(t *testing.T) {
	withRuntime(t, impl.Config{Deterministic: true, Seed: 3}, func(ctx context.Context) error {
		var all [3]*impl.Channel[int]
		for i := range all {
			all[i] = impl.NewChannel[int](1)
			impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				err := impl.Sleep(ctx, time.Duration(i+1)*400*time.Millisecond)
				if i < 2 && err == nil {
					err = all[i].Put(ctx, i)
				}
				return 0, err
			})
		}
		calls := 0
		ok, err := impl.TimedWait(ctx, time.Second, 100*time.Millisecond, func() bool {
			calls++
			return all[0].IsReady() && all[1].IsReady() && all[2].IsReady()
		})
		if ok || err != nil || calls < 11 {
			t.Errorf("%v, %v after %d calls", ok, err, calls)
		}
		if !all[0].IsReady() || !all[1].IsReady() || all[2].IsReady() {
			t.Error("not the first two are ready")
		}
		return nil
	})
}

// Storage moves with its task, and not into others. TL-07, TL-10.
func TestLocalStaysWithItsTask(t *testing.T) {
	var l impl.Local[int]
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 8 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					return 0, l.With(ctx, i, func() error {
						child := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
							if v, ok := l.Get(ctx); ok {
								return 0, fmt.Errorf("a task has its spawner's %d", v)
							}
							return 0, nil
						})
						for range scale(300) {
							if v, ok := l.Get(ctx); v != i || !ok {
								return fmt.Errorf("task %d has %d, %v", i, v, ok)
							}
							if err := impl.Yield(ctx); err != nil {
								return err
							}
						}
						return errors.Join(child.Wait(ctx))
					})
				})
			}
			return nil
		})
	})
}
