package impl_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

// The life of a task, from fresh to over, and what its handle says of it meanwhile.
// TASK-10, TASK-13, TASK-14, TASK-18, TASK-23, SW-09.
func TestTaskLife(t *testing.T) {
	for _, fails := range []error{nil, errStop} {
		withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
			var running atomic.Bool
			var task *impl.Task[int]
			is := func(when string, started, done bool) {
				t.Helper()
				closed := false
				select {
				case <-task.Done():
					closed = true
				default:
				}
				if task.IsStarted() != started || task.IsDone() != done || closed != done || task.IsFailed() != (done && fails != nil) {
					t.Errorf("%s: started %v, done %v and %v, failed %v", when, task.IsStarted(), task.IsDone(), closed, task.IsFailed())
				}
			}
			task = impl.NewTask(ctx, func(ctx context.Context) (int, error) {
				is("running", true, false)
				running.Store(true)
				_, err := impl.Park(ctx)
				return 3, errors.Join(err, fails)
			})
			for range 3 {
				is("fresh", false, false)
				if err := impl.Yield(ctx); err != nil {
					return err
				}
			}
			if err := impl.Schedule(ctx, task); err != nil || running.Load() {
				t.Errorf("Schedule returned %v, the task runs: %v", err, running.Load())
			}
			is("queued", false, false)
			if err := impl.Yield(ctx); err != nil || !running.Load() {
				t.Errorf("Yield returned %v, the task runs: %v", err, running.Load())
			}
			is("blocked", true, false)
			impl.Unpark(task, nil)
			first := task.Wait(ctx)
			is("over", true, true)
			if again := task.Wait(ctx); again != first || errors.Is(first, errStop) != (fails != nil) { //nolint:errorlint // the very error
				t.Errorf("Wait returned %v, then %v", first, again)
			}
			return nil
		})
	}
}

type contextKey struct{}

// A task lives under the context with which it was made, whoever schedules it. TASK-11.
func TestTaskContext(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		given, stop := context.WithCancelCause(context.WithValue(ctx, contextKey{}, "given"))
		body := func(ctx context.Context) (any, error) {
			if v := ctx.Value(contextKey{}); v != "given" {
				t.Errorf("the context has %v", v)
			}
			return impl.Park(ctx)
		}
		made, other := impl.NewTask(given, body), context.WithValue(ctx, contextKey{}, "scheduler's")
		if err := impl.Schedule(other, made); err != nil {
			t.Fatal(err)
		}
		spawned := impl.Spawn(given, func(ctx context.Context) (any, error) {
			return impl.Spawn(ctx, func(ctx context.Context) (any, error) { return ctx.Value(contextKey{}), nil }).Fetch(ctx)
		})
		if v, err := spawned.Fetch(ctx); v != "given" || err != nil {
			t.Errorf("a task of a task got %v, %v", v, err)
		}
		stop(errStop)
		if err := made.Wait(ctx); !errors.Is(err, errStop) {
			t.Errorf("a task whose context has ended: %v", err)
		}
	})
}

// TASK-15.
func TestWaitForTaskNotScheduled(t *testing.T) {
	withRuntime(t, impl.Config{Deterministic: true, Seed: 1}, func(ctx context.Context) error {
		never := impl.NewTask(ctx, func(context.Context) (int, error) { return 5, nil })
		for range 3 {
			short, stop := impl.WithTimeout(ctx, 1000*time.Hour)
			if err := never.Wait(short); err != context.DeadlineExceeded { //nolint:errorlint // the cause
				t.Errorf("Wait = %v", err)
			}
			stop()
		}
		if never.IsStarted() {
			t.Error("Wait ran a task that nobody has scheduled")
		}
		waits := impl.Spawn(ctx, never.Fetch)
		if err := errors.Join(impl.Yield(ctx), impl.Schedule(ctx, never)); err != nil {
			return err
		}
		if v, err := waits.Fetch(ctx); v != 5 || err != nil {
			t.Errorf("Fetch = %d, %v", v, err)
		}
		return nil
	})
}

// TASK-16: the order is that of the calls, whoever was spawned first.
func TestWaitersOfOneTask(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		var order steps
		leave := impl.NewEvent(false)
		task := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, leave.Wait(ctx) })
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 6 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					for range 6 - i { // the last one comes first
						if err := impl.Yield(ctx); err != nil {
							return 0, err
						}
					}
					defer order.add(i)
					return 0, task.Wait(ctx)
				})
			}
			for range 10 {
				if err := impl.Yield(ctx); err != nil {
					return err
				}
			}
			leave.Notify()
			return nil
		})
		if got := order.all(); !slices.Equal(got, []string{"5", "4", "3", "2", "1", "0"}) {
			t.Errorf("woken in the order %v", got)
		}
		return err
	})
}

// TASK-26.
func TestTaskNames(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		body := func(context.Context) (int, error) { return 0, nil }
		if got := impl.Spawn(ctx, body, impl.Named("clerk")).Name(); got != "clerk" {
			t.Errorf("named %q", got)
		}
		if got := impl.Spawn(ctx, body).Name(); !strings.Contains(got, "TestTaskNames") {
			t.Errorf("without a name: %q", got)
		}
		return nil
	})
}

// TASK-28: when the workers have come to rest.
func TestTaskIsCollected(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2})
	const n = 300
	var freed atomic.Int32
	for range n {
		task := impl.Spawn(t.Context(), func(ctx context.Context) (*[1000]int, error) {
			v := new([1000]int)
			runtime.AddCleanup(v, func(int) { freed.Add(1) }, 0)
			return v, impl.Yield(ctx)
		}, impl.On(rt))
		if v, err := task.Fetch(t.Context()); v == nil || err != nil {
			t.Fatalf("Fetch = %v, %v", v, err)
		}
		runtime.KeepAlive(task)
	}
	for began := time.Now(); freed.Load() < n; runtime.GC() {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("%d of %d values were freed", freed.Load(), n)
		}
	}
	mustShutdown(t, rt)
}

// TASK-29.
func TestFailureIsSilent(t *testing.T) {
	var log bytes.Buffer
	rt := impl.New(impl.Config{Workers: 1, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	for _, body := range []func(context.Context) (int, error){
		func(context.Context) (int, error) { return 0, errStop },
		func(context.Context) (int, error) { panic(errStop) },
		func(context.Context) (int, error) { runtime.Goexit(); return 0, nil },
	} {
		impl.Spawn(t.Context(), body, impl.On(rt))
	}
	mustShutdown(t, rt)
	if log.Len() > 0 {
		t.Errorf("logged %q", log.String())
	}
}

// Unpark and what others do to an object end no call that waits for something else; the permit stays for Park.
// SW-03, WAIT-10.
func TestUnparkEndsNothingElse(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		calls, end := blockings(ctx)
		defer end()
		delete(calls, "Park")
		for name, block := range calls {
			task := impl.Spawn(ctx, func(ctx context.Context) (any, error) {
				if err := block(ctx); err != errWoken { //nolint:errorlint // the very error
					return nil, fmt.Errorf("%s returned %w", name, err)
				}
				return impl.Park(ctx)
			})
			until(ctx, t, "the task begins", task.IsStarted)
			for i := range 50 {
				if i%10 == 0 {
					impl.Unpark(task, i)
				}
				_ = impl.Yield(ctx)
			}
			if task.IsDone() {
				t.Errorf("%s was ended by Unpark: %v", name, task.Err())
				continue
			}
			if err := impl.ScheduleError(ctx, task, errWoken); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if v, err := task.Fetch(ctx); v != 40 || err != nil {
				t.Errorf("%s: Park then returned %v, %v, want 40", name, v, err)
			}
		}
	})
}

// SW-06, SW-29.
func TestYieldAlone(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		for range 100 {
			if err := impl.Yield(ctx); err != nil {
				t.Error(err)
			}
		}
	})
	if err := impl.Yield(t.Context()); err != nil {
		t.Error(err)
	}
}

// SW-31.
func TestScheduleOnce(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		for range scale(500) {
			var ran, queued atomic.Int32
			task := impl.NewTask(ctx, func(context.Context) (int, error) { ran.Add(1); return 0, nil })
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() {
					if impl.Schedule(ctx, task) == nil {
						queued.Add(1)
					}
				})
			}
			err := task.Wait(ctx)
			wg.Wait()
			// One that comes when the body has begun leaves a permit, which nobody takes.
			if n := ran.Load(); n != 1 || queued.Load() < 1 || err != nil {
				return fmt.Errorf("ran %d times, scheduled %d times: %w", n, queued.Load(), err)
			}
		}
		return nil
	})
}

// Whoever asks for a task gets the handle that its maker has: Current, and a failure, however it came about.
// TASK-32, ER-05.
func TestHandles(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		for name, body := range map[string]func(context.Context) (int, error){
			"returns":     func(context.Context) (int, error) { return 1, nil },
			"fails":       func(context.Context) (int, error) { return 0, errStop },
			"panics":      func(context.Context) (int, error) { panic(errStop) },
			"exits":       func(context.Context) (int, error) { runtime.Goexit(); return 0, nil },
			"interrupted": nil,
		} {
			var current impl.AnyTask
			task := impl.NewTask(ctx, func(ctx context.Context) (int, error) {
				current = impl.Current(context.Background())
				return body(ctx)
			})
			queue := impl.Schedule
			if body == nil {
				queue = func(ctx context.Context, task impl.AnyTask) error { return impl.ScheduleError(ctx, task, errStop) }
			}
			if err := queue(ctx, task); err != nil {
				t.Fatal(err)
			}
			_, _, err := impl.WaitAll(ctx, []impl.AnyTask{task}, impl.Throw(false))
			if err != nil || body != nil && current != impl.AnyTask(task) {
				t.Errorf("%s: %v, the current task was %v", name, err, current)
			}
			var failed *impl.TaskFailedError
			if errors.As(task.Err(), &failed) != (name != "returns") || failed != nil && failed.Task != spec.TaskIdentity(task) {
				t.Errorf("%s: the failure is %v", name, task.Err())
			}
		}
		var kept context.Context
		_ = impl.Sync(ctx, func(ctx context.Context) error { kept = ctx; return nil })
		late := impl.Spawn(kept, func(context.Context) (int, error) { return 0, nil })
		var after *impl.ScheduledAfterSyncError
		if !errors.As(late.Err(), &after) || after.Tasks[0] != spec.TaskIdentity(late) {
			t.Errorf("late: %v", late.Err())
		}
	})
}
