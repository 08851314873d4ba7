package impl_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/veritask/veritask/impl"
)

// cooperatively runs main as Julia's documentation has its examples run: one worker, first in, first out.
func cooperatively(main func(ctx context.Context) error) {
	rt := impl.New(impl.Config{Cooperative: true})
	defer rt.Close()
	if err := rt.Run(context.Background(), main); err != nil {
		log.Fatal(err)
	}
}

func sum(context.Context) (int, error) {
	n := 0
	for i := 1; i <= 1000; i++ {
		n += i
	}
	return n, nil
}

// A new task does nothing until it is scheduled. Julia: the examples of Task, @task and schedule.
func ExampleNewTask() {
	cooperatively(func(ctx context.Context) error {
		t := impl.NewTask(ctx, sum)
		fmt.Println(t.IsStarted())
		if err := impl.Schedule(ctx, t); err != nil {
			return err
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		fmt.Println(t.IsStarted(), t.IsDone())
		v, err := t.Fetch(ctx)
		fmt.Println(v)
		return err
	})
	// Output:
	// false
	// true true
	// 500500
}

// Julia: the example of istaskdone.
func ExampleTask_IsDone() {
	cooperatively(func(ctx context.Context) error {
		t := impl.NewTask(ctx, sum)
		fmt.Println(t.IsDone())
		if err := impl.Schedule(ctx, t); err != nil {
			return err
		}
		err := impl.Yield(ctx)
		fmt.Println(t.IsDone())
		return err
	})
	// Output:
	// false
	// true
}

// Julia: the example of istaskstarted.
func ExampleTask_IsStarted() {
	cooperatively(func(ctx context.Context) error {
		t := impl.NewTask(ctx, func(ctx context.Context) (int, error) { return 0, impl.Yield(ctx) })
		fmt.Println(t.IsStarted())
		if err := impl.Schedule(ctx, t); err != nil {
			return err
		}
		fmt.Println(t.IsStarted())
		err := impl.Yield(ctx)
		fmt.Println(t.IsStarted(), t.IsDone())
		return err
	})
	// Output:
	// false
	// false
	// true false
}

// A failure stays with its task until somebody asks. Julia: the example of istaskfailed.
func ExampleTask_IsFailed() {
	cooperatively(func(ctx context.Context) error {
		t := impl.NewTask(ctx, func(context.Context) (int, error) { return 0, errors.New("task failed") })
		fmt.Println(t.IsFailed())
		if err := impl.Schedule(ctx, t); err != nil {
			return err
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		fmt.Println(t.IsFailed())
		var failed *impl.TaskFailedError
		_, err := t.Fetch(ctx)
		fmt.Println(errors.As(err, &failed), errors.Unwrap(err))
		return nil
	})
	// Output:
	// false
	// true
	// true task failed
}

// Tasks run at the same time, as many as there are workers. Julia: the example of Threads.@spawn.
func ExampleSpawn() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		var tasks []*impl.Task[string]
		for i := range 4 {
			tasks = append(tasks, impl.Spawn(ctx, func(context.Context) (string, error) {
				return fmt.Sprintf("hello from task %d", i), nil
			}))
		}
		for _, t := range tasks {
			hello, err := t.Fetch(ctx)
			if err != nil {
				return err
			}
			fmt.Println(hello)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// hello from task 0
	// hello from task 1
	// hello from task 2
	// hello from task 3
}

// Julia: the example of @sync.
func ExampleSync() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		done := make([]bool, 2)
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for i := range done {
				impl.Spawn(ctx, func(context.Context) (int, error) { done[i] = true; return 0, nil })
			}
			return nil
		})
		fmt.Println(done)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: [true true]
}

// All failures are reported, in the order in which the tasks were spawned.
func ExampleSync_failures() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 3 {
				impl.Spawn(ctx, func(context.Context) (int, error) { return 0, fmt.Errorf("no %d", i) })
			}
			return nil
		})
	})
	var all *impl.CompositeError
	if errors.As(err, &all) {
		for _, err := range all.Unwrap() {
			fmt.Println(errors.Unwrap(err))
		}
	}
	// Output:
	// no 0
	// no 1
	// no 2
}

// The first failure ends what the others wait for, and Scope returns when all are over.
func ExampleScope() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		err := impl.Scope(ctx, func(ctx context.Context) error {
			impl.Spawn(ctx, func(context.Context) (int, error) { return 0, errors.New("no such host") })
			impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				err := impl.Sleep(ctx, time.Hour)
				fmt.Println("ended early:", err != nil)
				return 0, err
			})
			return nil
		})
		fmt.Println("failed:", err != nil)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// ended early: true
	// failed: true
}

// Julia: the example of errormonitor.
func ExampleErrorMonitor() {
	untimed := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.LevelKey || a.Key == slog.MessageKey {
			return a
		}
		return slog.Attr{}
	}
	rt := impl.New(impl.Config{Logger: slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: untimed}))})
	defer rt.Close()
	err := rt.Run(context.Background(), func(ctx context.Context) error {
		t := impl.ErrorMonitor(impl.Spawn(ctx, func(context.Context) (int, error) { return 0, errors.New("task failed") }))
		fmt.Println(t.Wait(ctx) != nil)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Unordered output:
	// level=ERROR msg="Unhandled Task ERROR"
	// true
}

// Julia: the example of timedwait, in time that costs nothing.
func ExampleTimedWait() {
	rt := impl.New(impl.Config{Deterministic: true, Seed: 1})
	defer rt.Close()
	err := rt.Run(context.Background(), func(ctx context.Context) error {
		t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, impl.Sleep(ctx, 5*time.Second) })
		fmt.Println(impl.TimedWait(ctx, time.Second, 100*time.Millisecond, t.IsDone))
		fmt.Println(impl.TimedWait(ctx, 6500*time.Millisecond, 100*time.Millisecond, t.IsDone))
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// false <nil>
	// true <nil>
}

// Whoever is done first.
func ExampleWaitAny() {
	rt := impl.New(impl.Config{Deterministic: true, Seed: 1})
	defer rt.Close()
	err := rt.Run(context.Background(), func(ctx context.Context) error {
		sleeper := func(d time.Duration) *impl.Task[time.Duration] {
			return impl.Spawn(ctx, func(ctx context.Context) (time.Duration, error) { return d, impl.Sleep(ctx, d) })
		}
		done, remaining, err := impl.WaitAny(ctx, []impl.AnyTask{sleeper(time.Hour), sleeper(time.Second), sleeper(time.Minute)})
		fmt.Println(len(done), len(remaining), err)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 1 2 <nil>
}

// A failure ends the wait, unless that is asked to go on to the end.
func ExampleWaitAll() {
	rt := impl.New(impl.Config{Deterministic: true, Seed: 1})
	defer rt.Close()
	err := rt.Run(context.Background(), func(ctx context.Context) error {
		tasks := []impl.AnyTask{
			impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, impl.Sleep(ctx, time.Hour) }),
			impl.Spawn(ctx, func(context.Context) (int, error) { return 0, errors.New("no") }),
		}
		done, remaining, err := impl.WaitAll(ctx, tasks)
		fmt.Println(len(done), len(remaining), err != nil)
		done, remaining, err = impl.WaitAll(ctx, tasks, impl.FailFast(false), impl.Throw(false))
		fmt.Println(len(done), len(remaining), err)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1 1 true
	// 2 0 <nil>
}

// Tasks as they come to their end.
func ExampleCompleted() {
	rt := impl.New(impl.Config{Deterministic: true, Seed: 1})
	defer rt.Close()
	err := rt.Run(context.Background(), func(ctx context.Context) error {
		var tasks []impl.AnyTask
		names := map[impl.AnyTask]string{}
		for i, name := range []string{"slow", "quick", "in between"} {
			d := []time.Duration{3, 1, 2}[i] * time.Second
			t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, impl.Sleep(ctx, d) })
			tasks, names[t] = append(tasks, t), name
		}
		for t, err := range impl.Completed(ctx, tasks...) {
			fmt.Println(names[t], err)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// quick <nil>
	// in between <nil>
	// slow <nil>
}

// A task parks until somebody unparks it; what it was unparked with is what Park returns. Julia: wait() and schedule.
func ExamplePark() {
	cooperatively(func(ctx context.Context) error {
		t := impl.Spawn(ctx, func(ctx context.Context) (any, error) { return impl.Park(ctx) })
		impl.Unpark(t, 42) // early is early enough
		fmt.Println(t.Fetch(ctx))
		return nil
	})
	// Output: 42 <nil>
}

// YieldTo runs a task at once, ahead of those that are queued.
func ExampleYieldTo() {
	cooperatively(func(ctx context.Context) error {
		impl.Spawn(ctx, func(context.Context) (int, error) { fmt.Println("queued"); return 0, nil })
		me := impl.Current(ctx)
		t := impl.NewTask(ctx, func(context.Context) (int, error) {
			fmt.Println("switched to")
			return 0, impl.ScheduleValue(ctx, me, "and back")
		})
		v, err := impl.YieldTo(ctx, t, nil)
		fmt.Println(v)
		return err
	})
	// Output:
	// switched to
	// queued
	// and back
}

// Each task has its own value of a Local, and its children do not inherit it. Julia: task_local_storage.
func ExampleLocal() {
	var depth impl.Local[int]
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		return depth.With(ctx, 1, func() error {
			v, ok := depth.Get(ctx)
			fmt.Println(v, ok)
			child := impl.Spawn(ctx, func(ctx context.Context) (bool, error) {
				_, ok := depth.Get(ctx)
				return ok, nil
			})
			fmt.Println(child.Fetch(ctx))
			return nil
		})
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1 true
	// false <nil>
}
