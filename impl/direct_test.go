package impl_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"testing"

	"github.com/veritask/veritask/impl"
)

func violation(t *testing.T, what string, err error, text string) {
	t.Helper()
	var v *impl.ConcurrencyViolationError
	if !errors.As(err, &v) || err.Error() != text {
		t.Errorf("%s: %v, want %q", what, err, text)
	}
}

// Cooperative: YieldWith runs its task at once, past what is queued, and the caller comes after that.
// SW-08, SW-20.
func TestYieldWithOrder(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		var steps steps
		fresh := impl.NewTask(ctx, func(ctx context.Context) (int, error) {
			steps.add("fresh")
			v, err := impl.Park(ctx)
			steps.add(fmt.Sprint("fresh got ", v))
			return 0, err
		})
		queue := func(names ...string) {
			for _, name := range names {
				impl.Spawn(ctx, func(context.Context) (int, error) { steps.add(name); return 0, nil })
			}
		}
		queue("a", "b")
		if v, err := impl.YieldWith(ctx, fresh, 1); v != nil || err != nil {
			t.Errorf("YieldWith of a fresh task: %v, %v", v, err)
		}
		steps.add("back")
		if err := impl.Yield(ctx); err != nil { // does not run a task that is suspended
			return err
		}
		queue("c")
		if v, err := impl.YieldWith(ctx, fresh, 2); v != nil || err != nil {
			t.Errorf("YieldWith of a suspended task: %v, %v", v, err)
		}
		steps.add("back")
		want := []string{"fresh", "a", "b", "back", "fresh got 2", "c", "back"}
		if got := steps.all(); !slices.Equal(got, want) {
			t.Errorf("order %v\nwant  %v", got, want)
		}
		if !fresh.IsDone() {
			t.Error("the task is not over")
		}
		return nil
	})
}

// Cooperative: YieldTo suspends the caller until somebody schedules it; who ends does not come back to it.
// SW-22, SW-25.
func TestYieldToOrder(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		var steps steps
		me := impl.Current(ctx)
		impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			steps.add("queued")
			return 0, impl.ScheduleValue(ctx, me, "woken")
		})
		ends := impl.NewTask(ctx, func(context.Context) (int, error) { steps.add("ends"); return 0, nil })
		v, err := impl.YieldTo(ctx, ends, nil)
		steps.add(v)
		if err != nil {
			return err
		}
		// Two that take turns: the value of each YieldTo is what the other's returns.
		other := impl.NewTask(ctx, func(ctx context.Context) (int, error) {
			for i := 0; ; i++ {
				v, err := impl.YieldTo(ctx, me, i)
				if err != nil || v == "stop" {
					impl.Unpark(me, "stopped")
					return 0, err
				}
				steps.add(v)
			}
		})
		for i, x := range []any{"first", "a", "b", "stop"} {
			v, err := impl.YieldTo(ctx, other, x)
			if err != nil {
				return err
			}
			if want := any(i); i < 3 && v != want || i == 3 && v != "stopped" {
				t.Errorf("YieldTo number %d returned %v", i, v)
			}
		}
		want := []string{"ends", "queued", "woken", "a", "b"}
		if got := steps.all(); !slices.Equal(got, want) {
			t.Errorf("order %v\nwant  %v", got, want)
		}
		return nil
	})
}

// What has ended, and the caller itself, needs no switch.
// SW-18, SW-19, SW-23, SW-24.
func TestYieldToDecidedAtOnce(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		self := impl.Current(ctx)
		if v, err := impl.YieldTo(ctx, self, 3); v != 3 || err != nil {
			t.Errorf("to the caller: %v, %v", v, err)
		}
		done := impl.Spawn(ctx, func(context.Context) (int, error) { return 1, nil })
		failed := impl.Spawn(ctx, func(context.Context) (int, error) { return 0, errStop })
		if err := done.Wait(ctx); err != nil {
			t.Error(err)
		}
		_ = failed.Wait(ctx)
		if v, err := impl.YieldTo(ctx, done, 4); v != 4 || err != nil {
			t.Errorf("to one that is done: %v, %v", v, err)
		}
		if _, err := impl.YieldTo(ctx, failed, 4); err != errStop { //nolint:errorlint // not wrapped
			t.Errorf("to one that has failed: %v", err)
		}
		_, err := impl.YieldWith(ctx, self, 1)
		violation(t, "with the caller", err, "Cannot yield to currently running task!")
		for _, over := range []impl.AnyTask{done, failed} {
			_, err = impl.YieldWith(ctx, over, 1)
			violation(t, "with one that is over", err, "yield: Task not runnable")
		}
	})
}

// What is queued, runs or is blocked is not switched to, and is not disturbed.
// SW-19, SW-26, SW-30.
func TestDirectSwitchRefused(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		e := impl.NewEvent(false)
		body := func(ctx context.Context) (int, error) { return 0, e.Wait(ctx) }
		queued, blocked := impl.Spawn(ctx, body), impl.Spawn(ctx, body)
		until(ctx, t, "it begins", blocked.IsStarted)
		for _, task := range []impl.AnyTask{queued, blocked} {
			_, err := impl.YieldWith(ctx, task, 1)
			violation(t, "YieldWith", err, "yield: Task not runnable")
			_, err = impl.YieldTo(ctx, task, 1)
			notRunnable(t, "YieldTo", err)
		}
		e.Notify()
		for _, task := range []*impl.Task[int]{queued, blocked} {
			if err := task.Wait(ctx); err != nil {
				t.Error(err)
			}
		}
	})
	var misuse *impl.MisuseError
	task := impl.NewTask(t.Context(), func(context.Context) (int, error) { return 0, nil })
	if _, err := impl.YieldTo(t.Context(), task, 1); !errors.As(err, &misuse) {
		t.Errorf("YieldTo outside of tasks: %v", err)
	}
	if _, err := impl.YieldWith(t.Context(), task, 1); !errors.As(err, &misuse) || task.IsStarted() {
		t.Errorf("YieldWith outside of tasks: %v", err)
	}
}

// A task of another worker or pool cannot be switched to.
// SW-21.
func TestDirectSwitchElsewhere(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1, Interactive: 1}, func(ctx context.Context) error {
		there := impl.NewTask(ctx, func(ctx context.Context) (int, error) {
			v, err := impl.Park(ctx)
			return v.(int), err
		}, impl.OnPool("interactive"))
		try := func() {
			for _, yield := range []func(context.Context, impl.AnyTask, any) (any, error){impl.YieldWith, impl.YieldTo} {
				_, err := yield(ctx, there, 1)
				var misuse *impl.MisuseError
				if !errors.As(err, &misuse) || err.Error() != "cannot switch to task running on another thread" {
					t.Errorf("elsewhere: %v", err)
				}
			}
		}
		try()
		if err := impl.Schedule(ctx, there); err != nil {
			return err
		}
		until(ctx, t, "it is suspended", func() bool {
			_, err := impl.YieldWith(ctx, there, 1)
			return err.Error() != "yield: Task not runnable"
		})
		try()
		impl.Unpark(there, 7)
		v, err := there.Fetch(ctx)
		if v != 7 {
			t.Errorf("the task got %d", v)
		}
		return err
	})
}

// A task that is entered directly may end in any way, block, and be waited for.
// SW-25.
func TestYieldToEnds(t *testing.T) {
	for _, cfg := range runtimes {
		for _, opts := range [][]impl.Option{nil, {impl.Sticky()}, {impl.OnGoroutine()}} {
			withRuntime(t, cfg, func(ctx context.Context) error {
				for name, end := range map[string]func(){
					"returns": func() {}, "panics": func() { panic("x") }, "exits": runtime.Goexit,
				} {
					me := impl.Current(ctx)
					task := impl.NewTask(ctx, func(ctx context.Context) (int, error) {
						v, err := impl.Park(ctx) // the caller goes on, or is woken by the other one
						impl.Unpark(me, v)
						end()
						return 1, err
					}, opts...)
					wakes := impl.Spawn(ctx, func(context.Context) (int, error) { impl.Unpark(task, name); return 0, nil })
					if v, err := impl.YieldTo(ctx, task, nil); err != nil || v != name {
						t.Errorf("%s: YieldTo = %v, %v", name, v, err)
					}
					<-task.Done()
					if task.IsFailed() != (name != "returns") {
						t.Errorf("%s: %v", name, task.Err())
					}
					if err := wakes.Wait(ctx); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
}

// A wait that ends before it has begun still runs the task that it has switched to.
// SW-28.
func TestYieldToOfCallerAlreadyWoken(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		for range scale(100) {
			task := impl.NewTask(ctx, func(context.Context) (int, error) { return 1, nil })
			impl.Unpark(impl.Current(ctx), 5)
			if v, err := impl.YieldTo(ctx, task, nil); v != 5 || err != nil {
				t.Errorf("YieldTo = %v, %v", v, err)
			}
			ctx1, stop := context.WithCancelCause(ctx)
			other := impl.NewTask(ctx, func(context.Context) (int, error) { stop(errStop); return 1, nil })
			if _, err := impl.YieldTo(ctx1, other, nil); err != errStop { //nolint:errorlint // the cause
				t.Errorf("YieldTo = %v, want the cause", err)
			}
			for _, task := range []*impl.Task[int]{task, other} {
				if v, err := task.Fetch(ctx); v != 1 || err != nil {
					t.Errorf("Fetch = %d, %v", v, err)
				}
			}
		}
	})
}

// Direct switches among many, beside others that run: no task is lost, none runs twice.
func TestDirectSwitchStress(t *testing.T) {
	n := scale(400)
	for _, workers := range []int{1, 2, 4} {
		withRuntime(t, impl.Config{Workers: workers}, func(ctx context.Context) error {
			return impl.Sync(ctx, func(ctx context.Context) error {
				for range 4 {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						for i := range n {
							echo := impl.NewTask(ctx, func(ctx context.Context) (int, error) {
								v, err := impl.Park(ctx)
								if err != nil {
									return 0, err
								}
								return v.(int), nil
							})
							if _, err := impl.YieldWith(ctx, echo, nil); err != nil {
								return 0, err
							}
							for sent := false; !sent; {
								_, err := impl.YieldWith(ctx, echo, i)
								if sent = err == nil; !sent {
									_ = impl.Yield(ctx) // it has not come to Park
								}
							}
							if v, err := echo.Fetch(ctx); v != i || err != nil {
								return 0, fmt.Errorf("the echo of %d is %d, %w", i, v, err)
							}
						}
						return 0, nil
					})
				}
				return nil
			})
		})
	}
}
