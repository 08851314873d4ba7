package impl_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// SY-01, SY-10.
func TestSyncJoinsChildrenAndGrandchildren(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		var ended atomic.Int32
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for range 10 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						defer ended.Add(1)
						return 0, impl.Yield(ctx)
					})
					defer ended.Add(1)
					return 0, impl.Yield(ctx)
				})
			}
			return nil
		})
		if n := ended.Load(); n != 20 {
			t.Errorf("%d tasks had ended when Sync returned, want 20", n)
		}
		return err
	})
}

// SY-05, ER-04.
func TestSyncCollectsFailuresInOrder(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 6 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					if i%2 == 0 {
						return 0, nil
					}
					for range 6 - i {
						if err := impl.Yield(ctx); err != nil {
							return 0, err
						}
					}
					return 0, fmt.Errorf("task %d", i)
				})
			}
			return nil
		})
		var all *impl.CompositeError
		if !errors.As(err, &all) || len(all.Errs) != 3 {
			return fmt.Errorf("Sync = %v, want three failures", err)
		}
		var got []string
		for _, e := range all.Errs {
			got = append(got, errors.Unwrap(e).Error())
		}
		if want := []string{"task 1", "task 3", "task 5"}; !slices.Equal(got, want) {
			t.Errorf("failures %v, want %v", got, want)
		}
		return nil
	})
}

// SY-07.
func TestSyncBodyErrorAbandonsChildren(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		boom := errors.New("boom")
		var e impl.OneWayEvent
		var child *impl.Task[int]
		err := impl.Sync(ctx, func(ctx context.Context) error {
			child = impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 1, e.Wait(ctx) })
			return boom
		})
		if err != boom { //nolint:errorlint // identity
			t.Errorf("Sync = %v, want boom", err)
		}
		if child.IsDone() {
			t.Error("the child cannot be done: nobody notified it")
		}
		e.Notify()
		return child.Wait(ctx)
	})
}

// A spawn into a Sync that is over yields a task that fails unrun.
// SY-09.
func TestLateSpawnIsRefused(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		var kept context.Context
		if err := impl.Sync(ctx, func(ctx context.Context) error { kept = ctx; return nil }); err != nil {
			return err
		}
		late := impl.Spawn(kept, func(context.Context) (int, error) {
			t.Error("a late task ran")
			return 0, nil
		})
		var after *impl.ScheduledAfterSyncError
		if err := late.Wait(ctx); !errors.As(err, &after) || len(after.Tasks) != 1 || after.Tasks[0].Err() != err { //nolint:errorlint // identity
			t.Errorf("Wait for a late task = %v", err)
		}
		return nil
	})
}

// SY-13, SY-14.
func TestScopeCancelsSiblingsAndJoins(t *testing.T) {
	for _, workers := range []int{1, 2} {
		withRuntime(t, impl.Config{Workers: workers}, func(ctx context.Context) error {
			boom := errors.New("boom")
			var ended atomic.Int32
			err := impl.Scope(ctx, func(ctx context.Context) error {
				for range 5 {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						defer ended.Add(1)
						_, err := impl.Park(ctx) // nobody unparks: only the cancellation ends it
						if !errors.Is(err, boom) {
							t.Errorf("the cause is %v, want boom", err)
						}
						return 0, err
					})
				}
				impl.Spawn(ctx, func(context.Context) (int, error) { return 0, boom })
				return nil
			})
			if n := ended.Load(); n != 5 {
				t.Errorf("%d of 5 siblings had ended", n)
			}
			var all *impl.CompositeError
			if !errors.As(err, &all) || len(all.Errs) != 1 || !errors.Is(err, boom) {
				t.Errorf("Scope = %v, want boom alone", err)
			}
			return nil
		})
	}
}

// SY-13, SY-14, SY-15.
func TestScopeJoinsOnPanicAndBodyError(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		boom := errors.New("boom")
		var ended atomic.Int32
		body := func(end func() error) func(context.Context) error {
			return func(ctx context.Context) error {
				for range 3 {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						defer ended.Add(1)
						_, err := impl.Park(ctx)
						return 0, err
					})
				}
				return end()
			}
		}
		if err := impl.Scope(ctx, body(func() error { return boom })); err != boom { //nolint:errorlint // identity
			t.Errorf("Scope = %v, want boom", err)
		}
		func() {
			defer func() {
				if r := recover(); r != "boom" {
					t.Errorf("recovered %v, want boom", r)
				}
			}()
			_ = impl.Scope(ctx, body(func() error { panic("boom") }))
		}()
		if n := ended.Load(); n != 6 {
			t.Errorf("%d of 6 tasks had ended", n)
		}
		return nil
	})
}

// A task that is joined in place and calls Goexit takes the joiner with it, but not before the others have ended.
// SY-17.
func TestGroupsJoinBeforeGoexit(t *testing.T) {
	for name, group := range map[string]func(context.Context, func(context.Context) error) error{
		"Sync": impl.Sync, "Scope": impl.Scope,
	} {
		withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
			var ended atomic.Int32
			joins := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				defer func() {
					if n := ended.Load(); n != 4 {
						t.Errorf("%s: %d of 4 tasks had ended", name, n)
					}
				}()
				return 0, group(ctx, func(ctx context.Context) error {
					for i := range 4 {
						impl.Spawn(ctx, func(ctx context.Context) (int, error) {
							defer ended.Add(1)
							if err := impl.Sleep(ctx, time.Duration(i)*time.Millisecond); err != nil || i%2 == 0 {
								runtime.Goexit()
							}
							return 0, nil
						})
					}
					return nil
				})
			})
			<-joins.Done()
			if !errors.Is(joins.Err(), impl.ErrGoexit) {
				t.Errorf("%s: %v, want ErrGoexit", name, joins.Err())
			}
			return nil
		})
	}
}

// Registration from many tasks at once loses nobody.
// SY-01, SY-10.
func TestSyncStress(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 4}, func(ctx context.Context) error {
		for range scale(50) {
			var mu sync.Mutex
			ended := 0
			err := impl.Sync(ctx, func(ctx context.Context) error {
				for range 20 {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						for range 10 {
							impl.Spawn(ctx, func(context.Context) (int, error) {
								mu.Lock()
								ended++
								mu.Unlock()
								return 0, nil
							})
						}
						return 0, nil
					})
				}
				return nil
			})
			if err != nil {
				return err
			}
			if ended != 200 {
				return fmt.Errorf("%d of 200 had ended", ended)
			}
		}
		return nil
	})
}
