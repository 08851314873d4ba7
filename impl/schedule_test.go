package impl_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

var errWoken = errors.New("woken")

// runtimes are those in which a rule must hold whatever the order.
var runtimes = []impl.Config{{Workers: 1}, {Workers: 2}, {Cooperative: true}, {Deterministic: true, Seed: 5}}

func eachRuntime(t *testing.T, main func(t *testing.T, ctx context.Context)) {
	for _, cfg := range runtimes {
		name := fmt.Sprintf("workers=%d", cfg.Workers)
		if cfg.Cooperative {
			name = "cooperative"
		} else if cfg.Deterministic {
			name = "deterministic"
		}
		t.Run(name, func(t *testing.T) {
			withRuntime(t, cfg, func(ctx context.Context) error { main(t, ctx); return nil })
		})
	}
}

func notRunnable(t *testing.T, what string, err error) {
	t.Helper()
	var misuse *impl.MisuseError
	if !errors.As(err, &misuse) || err.Error() != "schedule: Task not runnable" {
		t.Errorf("%s: %v", what, err)
	}
}

// until yields until ready reports true.
func until(ctx context.Context, t *testing.T, what string, ready func() bool) {
	t.Helper()
	for began := time.Now(); time.Since(began) < 10*time.Second; {
		if ready() {
			return
		}
		_ = impl.Yield(ctx)
	}
	t.Fatal("never: " + what)
}

// The mailbox rule: a value for a fresh task is what its first suspension returns, unless whoever ends that gives another.
// SW-12, SW-13, SW-14.
func TestMailboxOfFreshTask(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		for name, tc := range map[string]struct {
			wake func(impl.AnyTask) error
			want any
		}{
			"Schedule":      {func(a impl.AnyTask) error { return impl.Schedule(ctx, a) }, 42},
			"ScheduleValue": {func(a impl.AnyTask) error { return impl.ScheduleValue(ctx, a, 7) }, 7},
			"nil":           {func(a impl.AnyTask) error { return impl.ScheduleValue(ctx, a, nil) }, nil},
			"Unpark":        {func(a impl.AnyTask) error { impl.Unpark(a, 8); return nil }, 8},
			"YieldWith": {func(a impl.AnyTask) error {
				for {
					if _, err := impl.YieldWith(ctx, a, 9); err == nil || err.Error() != "yield: Task not runnable" {
						return err // else it has not come to Park
					}
					_ = impl.Yield(ctx)
				}
			}, 9},
		} {
			task := impl.NewTask(ctx, func(ctx context.Context) (any, error) {
				if err := impl.Yield(ctx); err != nil { // it has no value to return, so it leaves the mailbox alone
					return nil, err
				}
				first, err := impl.Park(ctx)
				if err != nil {
					return nil, err
				}
				second, err := impl.Park(ctx)
				return [2]any{first, second}, err
			})
			if err := impl.ScheduleValue(ctx, task, 42); err != nil {
				t.Fatal(err)
			}
			if err := tc.wake(task); err != nil && name != "Schedule" && name != "ScheduleValue" && name != "nil" {
				t.Errorf("%s: %v", name, err)
			} else if err != nil { // queued still
				notRunnable(t, name, err)
				until(ctx, t, "the task begins", task.IsStarted)
				if err := tc.wake(task); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			until(ctx, t, "the second Park", func() bool { return impl.Schedule(ctx, task) == nil })
			got, err := task.Fetch(ctx)
			if err != nil || got != [2]any{tc.want, nil} {
				t.Errorf("%s: the Parks returned %v, %v; want %v and then nothing", name, got, err, tc.want)
			}
		}
	})
}

// What Schedule refuses.
// SW-10, SW-11, SW-28.
func TestScheduleRefuses(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		schedules := map[string]func(impl.AnyTask) error{
			"Schedule":      func(a impl.AnyTask) error { return impl.Schedule(ctx, a) },
			"ScheduleValue": func(a impl.AnyTask) error { return impl.ScheduleValue(ctx, a, 1) },
		}
		for name, schedule := range schedules {
			e := impl.NewEvent(false)
			var inWait atomic.Bool
			waits := impl.NewTask(ctx, func(ctx context.Context) (int, error) { inWait.Store(true); return 0, e.Wait(ctx) }, impl.Sticky())
			if err := schedule(waits); err != nil {
				t.Fatal(err)
			}
			if !waits.IsStarted() {
				notRunnable(t, name+" of a queued task", schedule(waits))
			}
			if impl.NThreads(ctx, "default") == 1 {
				until(ctx, t, "the task waits", inWait.Load)
				notRunnable(t, name+" of a blocked task", schedule(waits))
			}
			e.Notify()
			if err := waits.Wait(ctx); err != nil {
				t.Error(err)
			}
			notRunnable(t, name+" of a task that is over", schedule(waits))
			self := impl.Current(ctx)
			if err := schedule(self); err != nil {
				t.Errorf("%s of the caller: %v", name, err)
			}
			notRunnable(t, name+" of one that is scheduled", schedule(self))
			if _, err := impl.Park(ctx); err != nil {
				t.Error(err)
			}
		}
	})
}

// A task that has not begun fails unrun.
// SW-17, TASK-25, ER-05.
func TestScheduleErrorOfTasksNotBegun(t *testing.T) {
	for _, opts := range [][]impl.Option{nil, {impl.Sticky()}, {impl.OnGoroutine()}} {
		eachRuntime(t, func(t *testing.T, ctx context.Context) {
			body := func(context.Context) (int, error) { t.Error("the body ran"); return 0, nil }
			fresh := impl.NewTask(ctx, body, opts...)
			if err := impl.ScheduleError(ctx, fresh, errWoken); err != nil {
				t.Error(err)
			}
			tasks := []*impl.Task[int]{fresh}
			if impl.NThreads(ctx, "default") == 1 {
				queued := impl.Spawn(ctx, body, opts...)
				if err := impl.ScheduleError(ctx, queued, errWoken); err != nil {
					t.Error(err)
				}
				tasks = append(tasks, queued)
			}
			for _, task := range tasks {
				err := task.Wait(ctx)
				var failed *impl.TaskFailedError
				if !errors.As(err, &failed) || failed.Cause != errWoken || !task.IsStarted() { //nolint:errorlint // the very error
					t.Errorf("Wait = %v, started %v", err, task.IsStarted())
				}
				notRunnable(t, "ScheduleError of a task that is over", impl.ScheduleError(ctx, task, errWoken))
			}
			var bad *impl.ArgumentError
			if err := impl.ScheduleError(ctx, fresh, nil); !errors.As(err, &bad) {
				t.Errorf("ScheduleError of nil: %v", err)
			}
		})
	}
}

// blockings are calls in which a task can be interrupted, until end.
func blockings(ctx context.Context) (calls map[string]func(ctx context.Context) error, end func()) {
	event, full, empty := impl.NewEvent(true), impl.NewChannel[int](0), impl.NewChannel[int](1)
	sem, lock := impl.NewSemaphore(1), &impl.ReentrantLock{}
	_ = sem.Acquire(ctx)
	_ = lock.Lock(ctx)
	never := impl.NewTask(ctx, func(context.Context) (int, error) { return 0, nil })
	own := &impl.ReentrantLock{}
	cond := impl.NewCondition[int](own)
	return map[string]func(ctx context.Context) error{
		"Park":         func(ctx context.Context) error { _, err := impl.Park(ctx); return err },
		"Sleep":        func(ctx context.Context) error { return impl.Sleep(ctx, 1000*time.Hour) },
		"Event.Wait":   event.Wait,
		"Put":          func(ctx context.Context) error { return full.Put(ctx, 1) },
		"Take":         func(ctx context.Context) error { _, err := empty.Take(ctx); return err },
		"Fetch":        func(ctx context.Context) error { _, err := empty.Fetch(ctx); return err },
		"Channel.Wait": empty.Wait,
		"Acquire":      sem.Acquire,
		"Lock":         lock.Lock,
		"WaitAny": func(ctx context.Context) error {
			_, _, err := impl.WaitAny(ctx, []impl.AnyTask{never, impl.Current(ctx)})
			return err
		},
		"WaitAll": func(ctx context.Context) error {
			_, _, err := impl.WaitAll(ctx, []impl.AnyTask{never}, impl.FailFast(false))
			return err
		},
		"Condition.Wait": func(ctx context.Context) error {
			return own.With(ctx, func() error {
				_, err := cond.Wait(ctx)
				if !own.IsLocked() {
					return errors.New("Wait returned without the lock")
				}
				return err
			})
		},
	}, func() { lock.Unlock(ctx) }
}

// A blocked call returns the error, and one that has not blocked yet does so when it has to; nothing is left behind, so
// that the same calls wait again.
// SW-15, WAIT-11.
func TestScheduleErrorInterrupts(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		calls, end := blockings(ctx)
		defer end()
		for name, block := range calls {
			for _, early := range []bool{true, false} {
				task := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					for range 2 {
						if err := block(ctx); err != errWoken { //nolint:errorlint // the very error
							return 0, fmt.Errorf("%s returned %w", name, err)
						}
					}
					return 1, nil
				})
				until(ctx, t, "the task begins", task.IsStarted)
				for i := 0; !early && i < 50; i++ {
					_ = impl.Yield(ctx)
				}
				if err := impl.ScheduleError(ctx, task, errWoken); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				for range 50 {
					_ = impl.Yield(ctx)
				}
				until(ctx, t, name+" is over", func() bool {
					if !task.IsDone() {
						_ = impl.ScheduleError(ctx, task, errWoken)
					}
					return task.IsDone()
				})
				if err := task.Wait(ctx); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// Who waits for a task is not interrupted, in place or not; the task that it waits for is.
// SW-16.
func TestScheduleErrorRefusesJoins(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		for name, join := range map[string]func(ctx context.Context, body func(context.Context) (int, error)) error{
			"Wait": func(ctx context.Context, body func(context.Context) (int, error)) error {
				return impl.Spawn(ctx, body).Wait(ctx)
			},
			"Sync": func(ctx context.Context, body func(context.Context) (int, error)) error {
				return impl.Sync(ctx, func(ctx context.Context) error { impl.Spawn(ctx, body); return nil })
			},
			"Scope": func(ctx context.Context, body func(context.Context) (int, error)) error {
				return impl.Scope(ctx, func(ctx context.Context) error { impl.Spawn(ctx, body); return nil })
			},
		} {
			inner := make(chan impl.AnyTask, 1)
			e := impl.NewEvent(false)
			outer := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				return 0, join(ctx, func(ctx context.Context) (int, error) {
					inner <- impl.Current(ctx)
					return 0, e.Wait(ctx)
				})
			})
			var child impl.AnyTask
			until(ctx, t, "the child waits", func() bool {
				select {
				case child = <-inner:
				default:
				}
				return child != nil
			})
			for range 100 { // the outer task is on its way into the join, with two workers
				_ = impl.Yield(ctx)
			}
			if impl.NThreads(ctx, "default") == 1 {
				notRunnable(t, name, impl.ScheduleError(ctx, outer, errStop))
			}
			if err := impl.ScheduleError(ctx, child, errWoken); err != nil {
				t.Errorf("%s: the child: %v", name, err)
			}
			if err := outer.Wait(ctx); !errors.Is(err, errWoken) {
				t.Errorf("%s: the failure is %v", name, err)
			}
		}
	})
}

// What was granted stays granted: the call returns with it, and the error comes to the next one. (Contract 1.5: there the
// wake-up is lost.)
// WAIT-12.
func TestScheduleErrorAfterGrant(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		var got []string
		note := func(what string, err error) { got = append(got, fmt.Sprint(what, " ", err)) }
		event, sem, ch := impl.NewEvent(true), impl.NewSemaphore(1), impl.NewChannel[int](0)
		if err := sem.Acquire(ctx); err != nil {
			return err
		}
		task := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			note("event", event.Wait(ctx))
			note("yield", impl.Yield(ctx))
			note("semaphore", sem.Acquire(ctx))
			note("sleep", impl.Sleep(ctx, time.Hour))
			v, err := ch.Take(ctx)
			note(fmt.Sprint("take ", v), err)
			note("put", ch.Put(ctx, 1))
			return 0, nil
		})
		for _, grant := range []func(){event.Notify, sem.Release, func() { _ = ch.Put(ctx, 7) }} {
			if err := impl.Yield(ctx); err != nil {
				return err
			}
			grant()
			if err := impl.ScheduleError(ctx, task, errWoken); err != nil {
				return err
			}
			if err := impl.Yield(ctx); err != nil {
				return err
			}
		}
		if err := task.Wait(ctx); err != nil {
			return err
		}
		want := []string{
			"event <nil>", "yield woken", "semaphore <nil>", "sleep woken", "take 7 <nil>", "put woken",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
		return nil
	})
}
