package tasktest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/impl/tasktest"
)

// trace is what happened in which order. The lock is for the race detector: nothing orders tasks beyond the seed.
type trace struct {
	mu    sync.Mutex
	steps []string
}

func (tr *trace) add(format string, args ...any) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.steps = append(tr.steps, fmt.Sprintf(format, args...))
}

// everything uses all of impl at once, and returns what happened in which order.
func everything(t *testing.T, seed uint64) []string {
	t.Helper()
	tr := &trace{}
	tasktest.Run(t, func(ctx context.Context) error {
		err := impl.Scope(ctx, func(ctx context.Context) error {
			for _, part := range []func(context.Context, *trace) error{channels, locks, waits, times, switching, mapped} {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, part(ctx, tr) })
			}
			return nil
		})
		tr.add("all: %v", err)
		return err
	}, tasktest.Seed(seed))
	return tr.steps
}

// all runs n tasks and waits for them.
func all(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	return impl.Sync(ctx, func(ctx context.Context) error {
		for i := range n {
			impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, f(ctx, i) })
		}
		return nil
	})
}

func channels(ctx context.Context, tr *trace) error {
	ch := impl.Produce(ctx, 1, func(ctx context.Context, ch *impl.Channel[int]) error {
		return all(ctx, 3, func(ctx context.Context, i int) error {
			for j := range 3 {
				if err := ch.Put(ctx, 10*i+j); err != nil {
					return err
				}
				tr.add("put %d", 10*i+j)
			}
			return nil
		})
	})
	return all(ctx, 2, func(ctx context.Context, i int) error {
		for v, err := range ch.All(ctx) {
			if err != nil {
				return err
			}
			tr.add("consumer %d: %d", i, v)
		}
		return nil
	})
}

func locks(ctx context.Context, tr *trace) error {
	lock, sem := &impl.ReentrantLock{}, impl.NewSemaphore(2)
	changed := impl.NewCondition[int](lock)
	n := 0
	return all(ctx, 4, func(ctx context.Context, i int) error {
		return sem.With(ctx, func() error {
			tr.add("permit of %d", i)
			return lock.With(ctx, func() error {
				n++
				changed.Notify(ctx, n)
				if n%2 == 1 {
					v, err := changed.Wait(ctx)
					tr.add("%d was told %d", i, v)
					return err
				}
				return impl.Yield(ctx)
			})
		})
	})
}

func waits(ctx context.Context, tr *trace) error {
	event := impl.NewEvent(true)
	var tasks []impl.AnyTask
	for i := range 4 {
		tasks = append(tasks, impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			err := event.Wait(ctx)
			tr.add("signal of %d: %v", i, err)
			event.Notify()
			return i, err
		}, impl.Named(fmt.Sprint(i))))
	}
	event.Notify()
	done, remaining, err := impl.WaitAny(ctx, tasks)
	tr.add("any: %d, %d, %v", len(done), len(remaining), err)
	for task, err := range impl.Completed(ctx, tasks...) {
		if err != nil {
			return err
		}
		tr.add("completed: %s", task.Name())
	}
	return nil
}

func times(ctx context.Context, tr *trace) error {
	limited, cancel := impl.WithTimeout(ctx, 90*time.Minute)
	defer cancel()
	polls := 0
	ok, err := impl.TimedWait(ctx, time.Hour, 20*time.Minute, func() bool { polls++; return false })
	tr.add("polled %d times: %v, %v", polls, ok, err)
	return all(ctx, 4, func(_ context.Context, i int) error {
		err := impl.Sleep(limited, time.Duration(4-i)*5*time.Minute)
		tr.add("slept %d: %v", i, err)
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		return nil
	})
}

func switching(ctx context.Context, tr *trace) error {
	me := impl.Current(ctx)
	echo := impl.NewTask(ctx, func(ctx context.Context) (int, error) {
		for i := 0; ; i++ {
			v, err := impl.YieldTo(ctx, me, i)
			tr.add("echo got %v, %v", v, err)
			if err != nil {
				impl.Unpark(me, "over")
				return i, nil
			}
		}
	})
	for i := range 3 {
		v, err := impl.YieldTo(ctx, echo, fmt.Sprint("v", i))
		tr.add("back with %v, %v", v, err)
	}
	if err := impl.ScheduleError(ctx, echo, errors.New("stop")); err != nil {
		return err
	}
	v, err := impl.Park(ctx)
	tr.add("parked: %v, %v", v, err)
	n, err := echo.Fetch(ctx)
	tr.add("%d echoes", n)
	return err
}

func mapped(ctx context.Context, tr *trace) error {
	got, err := impl.AsyncMap(ctx, func(ctx context.Context, n int) (int, error) {
		err := impl.Sleep(ctx, time.Duration(n%3)*time.Second)
		tr.add("mapped %d", n)
		return n * n, err
	}, []int{1, 2, 3, 4, 5, 6, 7, 8}, impl.NTasks(3))
	tr.add("map: %v", got)
	return err
}
