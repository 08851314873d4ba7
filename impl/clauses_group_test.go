package impl_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

var groups = map[string]func(context.Context, func(context.Context) error) error{"Sync": impl.Sync, "Scope": impl.Scope}

// Who is no member of a group: tasks of NewTask, of another context, and of an inner group. SY-02, SY-03, SY-04.
func TestWhoIsNoMember(t *testing.T) {
	for name, group := range groups {
		eachRuntime(t, func(t *testing.T, outer context.Context) {
			leave := impl.NewEvent(false)
			waits := func(context.Context) (int, error) { return 0, leave.Wait(outer) }
			var others []*impl.Task[int]
			inner := errors.New("inner")
			err := group(outer, func(ctx context.Context) error {
				made := impl.NewTask(ctx, waits)
				scheduled := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, impl.Schedule(ctx, made) })
				others = append(others, made, impl.Spawn(outer, waits), impl.Async(outer, waits))
				err := group(ctx, func(ctx context.Context) error {
					impl.Spawn(ctx, func(context.Context) (int, error) { return 0, inner })
					return nil
				})
				if !errors.Is(err, inner) {
					t.Errorf("%s: the inner one returned %v", name, err)
				}
				return scheduled.Wait(ctx)
			})
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for i, task := range others {
				if task.IsDone() {
					t.Errorf("%s: number %d is over", name, i)
				}
			}
			leave.Notify()
			for _, task := range others {
				if err := task.Wait(outer); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// A failure is reported when all are over, and nobody is cancelled. SY-06.
func TestSyncIsNotHurried(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		var ended atomic.Int32
		err := impl.Sync(ctx, func(ctx context.Context) error {
			failed := impl.Spawn(ctx, func(context.Context) (int, error) { return 0, errStop })
			for range 3 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					<-failed.Done()
					for range 20 {
						if err := impl.Yield(ctx); err != nil {
							return 0, err
						}
					}
					ended.Add(1)
					return 0, ctx.Err()
				})
			}
			_ = failed.Wait(ctx)
			return ctx.Err()
		})
		var all *impl.CompositeError
		if !errors.As(err, &all) || len(all.Errs) != 1 || !errors.Is(err, errStop) || ended.Load() != 3 {
			t.Errorf("Sync returned %v when %d had ended", err, ended.Load())
		}
	})
}

// A panic of the body waits for nobody. SY-08.
func TestSyncBodyPanics(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		leave := impl.NewEvent(false)
		var child *impl.Task[int]
		v := panicOf(func() {
			_ = impl.Sync(ctx, func(ctx context.Context) error {
				child = impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 4, leave.Wait(ctx) })
				panic(errStop)
			})
		})
		if v != errStop || child.IsDone() {
			t.Errorf("panicked with %v, the child is over: %v", v, child.IsDone())
		}
		leave.Notify()
		if v, err := child.Fetch(ctx); v != 4 || err != nil {
			t.Errorf("the child: %d, %v", v, err)
		}
	})
}

// Spawns that race with the end: whoever runs has ended before the group returns. SY-11.
func TestSpawnRacesWithSync(t *testing.T) {
	for name, group := range groups {
		withRuntime(t, impl.Config{Workers: 2}, func(outer context.Context) error {
			late, joined := 0, 0
			for round := range scale(1000) {
				var kept atomic.Value
				var over atomic.Bool
				spawner := impl.Spawn(outer, func(ctx context.Context) (*impl.Task[int], error) {
					for kept.Load() == nil || round%3 == 0 && !over.Load() && late > joined {
						if err := impl.Yield(ctx); err != nil {
							return nil, err
						}
					}
					return impl.Spawn(kept.Load().(context.Context), func(context.Context) (int, error) {
						if over.Load() {
							t.Errorf("%s: a task ran after the end", name)
						}
						return 1, nil
					}), nil
				})
				err := group(outer, func(ctx context.Context) error {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, impl.Yield(ctx) })
					kept.Store(ctx)
					return nil
				})
				over.Store(true)
				if err != nil {
					return err
				}
				task, err := spawner.Fetch(outer)
				if err != nil {
					return err
				}
				var after *impl.ScheduledAfterSyncError
				switch err := task.Wait(outer); {
				case err == nil:
					joined++
				case errors.As(err, &after):
					late++
				default:
					return err
				}
			}
			t.Logf("%s: %d joined, %d late", name, joined, late)
			return nil
		})
	}
}

// Body and tasks fail: the order, and what is left out. SY-16.
func TestScopeFailures(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		one, two, body := errors.New("one"), errors.New("two"), errors.New("body")
		err := impl.Scope(ctx, func(ctx context.Context) error {
			for _, end := range []error{two, nil, one} {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					_, err := impl.Park(ctx)
					return 0, errors.Join(end, map[bool]error{true: err}[end == nil]) // nil: the echo alone
				})
			}
			if err := impl.Yield(ctx); err != nil { // until they wait
				return err
			}
			return body
		})
		var all *impl.CompositeError
		if !errors.As(err, &all) || len(all.Errs) != 3 {
			return fmt.Errorf("Scope = %w, want three failures", err)
		}
		for i, want := range []error{body, two, one} {
			if !errors.Is(all.Errs[i], want) {
				t.Errorf("failure %d is %v, want %v", i, all.Errs[i], want)
			}
		}
		if all.Errs[0] != body { //nolint:errorlint // as it is
			t.Errorf("the body's error is %v", all.Errs[0])
		}
		return nil
	})
}

// Groups without tasks, of goroutines, and what is left of a Scope's context. SY-18, SY-19, SY-20.
func TestSmallGroups(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2})
	defer mustShutdown(t, rt)
	for name, group := range groups {
		test := func(ctx context.Context) error {
			for _, want := range []error{nil, errStop} {
				if err := group(ctx, func(context.Context) error { return want }); err != want { //nolint:errorlint // as it is
					t.Errorf("%s without tasks: %v, want %v", name, err, want)
				}
			}
			var ended atomic.Int32
			var inside context.Context
			err := group(ctx, func(ctx context.Context) error {
				inside = ctx
				for range 5 {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						defer ended.Add(1)
						return 0, impl.Sleep(ctx, time.Millisecond)
					})
				}
				return nil
			})
			if err != nil || ended.Load() != 5 {
				t.Errorf("%s: %v when %d of 5 had ended", name, err, ended.Load())
			}
			if name == "Scope" && inside.Err() == nil {
				t.Error("the context of a Scope goes on")
			}
			return nil
		}
		_ = test(rt.Context(t.Context()))
		if err := rt.Run(t.Context(), test); err != nil {
			t.Error(err)
		}
	}
}

// With one task both wait for it, in each mode. WA-09.
func TestWaitManyOfOne(t *testing.T) {
	for _, fails := range []error{nil, errStop} {
		for _, opts := range [][]impl.ManyOption{
			nil, {impl.Throw(false)}, {impl.FailFast(false)}, {impl.FailFast(false), impl.Throw(false)},
		} {
			for name, wait := range map[string]func(context.Context, []impl.AnyTask, ...impl.ManyOption) ([]impl.AnyTask, []impl.AnyTask, error){
				"WaitAny": impl.WaitAny, "WaitAll": impl.WaitAll,
			} {
				withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
					f := newFlock(ctx, 1)
					var returned atomic.Bool
					waiter := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						done, remaining, err := wait(ctx, f.tasks, opts...)
						returned.Store(true)
						throws := len(opts) == 0 || len(opts) == 1 && name == "WaitAll" && !sameOption(opts[0], impl.Throw(false)) ||
							len(opts) == 1 && name == "WaitAny" && !sameOption(opts[0], impl.Throw(false))
						if f.indices(done) != "0" || remaining != nil || (err != nil) != (fails != nil && throws) {
							t.Errorf("%s: %d done, %d remain, %v", name, len(done), len(remaining), err)
						}
						return 0, nil
					})
					if err := impl.Yield(ctx); err != nil || returned.Load() {
						t.Errorf("%s returned before the task was over: %v", name, err)
					}
					f.end(ctx, 0, fails)
					return waiter.Wait(ctx)
				})
			}
		}
	}
}

func sameOption(a, b impl.ManyOption) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// What is over when the waiter goes on counts, though another one has woken it. WA-13.
func TestWaitAnyLooksAgain(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		f := newFlock(ctx, 4)
		waiter := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			done, remaining, err := impl.WaitAny(ctx, f.tasks)
			if f.indices(done) != "02" || f.indices(remaining) != "13" {
				t.Errorf("done %s, remaining %s, want 02 and 13", f.indices(done), f.indices(remaining))
			}
			return 0, err
		})
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		f.leave[2].Notify() // both are queued before the waiter is
		f.leave[0].Notify()
		err := waiter.Wait(ctx)
		f.endAll(ctx)
		return err
	})
}

// WA-18.
func TestCompletedIsLeft(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		f := newFlock(ctx, 3)
		f.end(ctx, 1, nil)
		got := ""
		for task, err := range impl.Completed(ctx, f.tasks...) {
			if err != nil {
				t.Error(err)
			}
			got += f.indices([]impl.AnyTask{task})
			break
		}
		if got != "1" || f.tasks[0].IsDone() || f.tasks[2].IsDone() {
			t.Errorf("yielded %s; the others are over: %v, %v", got, f.tasks[0].IsDone(), f.tasks[2].IsDone())
		}
		f.endAll(ctx)
		for _, task := range f.tasks {
			if err := task.Wait(ctx); err != nil {
				t.Error(err)
			}
		}
	})
}
