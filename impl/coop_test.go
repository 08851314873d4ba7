package impl_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Each test here is a statement of the contract that holds with one worker and a first-in-first-out queue alone, in a
// cooperative runtime. Others are beside their subjects: TestCooperativeOrder (2.9, one Yield runs each queued task once),
// TestYieldWithOrder (2.9), TestYieldToOrder (2.10), TestProduceOrder (2.24, the constructor with a task).

// coop runs main in a cooperative runtime, and checks the order of what it and its tasks have noted.
func coop(t *testing.T, want []string, main func(ctx context.Context, note func(what any)) error) {
	t.Helper()
	var steps steps
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error { return main(ctx, steps.add) })
	if got := steps.all(); !slices.Equal(got, want) {
		t.Errorf("order %v\nwant  %v", got, want)
	}
}

// noting is a task that notes what it is called, after f.
func noting(ctx context.Context, note func(what any), what any, f func(ctx context.Context) error) *impl.Task[int] {
	return impl.Async(ctx, func(ctx context.Context) (int, error) {
		err := f(ctx)
		note(what)
		return 0, err
	})
}

func nothing(context.Context) error { return nil }

// 2.3: Async does not yield; its task has not run when it returns, and runs in the order of the calls.
// PO-12, TASK-12.
func TestCoopAsync(t *testing.T) {
	coop(t, []string{"caller", "a", "b"}, func(ctx context.Context, note func(any)) error {
		a := noting(ctx, note, "a", nothing)
		noting(ctx, note, "b", nothing)
		if a.IsStarted() {
			t.Error("Async ran the task")
		}
		note("caller")
		return impl.Yield(ctx)
	})
}

// 2.12: Schedule adds to the end of the queue and returns at once, for a fresh task and for a suspended one.
// SW-09, SW-32.
func TestCoopSchedule(t *testing.T) {
	coop(t, []string{"suspends", "caller", "queued", "fresh", "woken"}, func(ctx context.Context, note func(any)) error {
		suspended := noting(ctx, note, "woken", func(ctx context.Context) error {
			note("suspends")
			_, err := impl.Park(ctx)
			return err
		})
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		noting(ctx, note, "queued", nothing)
		fresh := impl.NewTask(ctx, func(context.Context) (int, error) { note("fresh"); return 0, nil })
		if err := impl.Schedule(ctx, fresh); err != nil {
			return err
		}
		if err := impl.Schedule(ctx, suspended); err != nil {
			return err
		}
		note("caller")
		return impl.Yield(ctx)
	})
}

// 2.30, 9: a task that was made, scheduled and yielded to once is done.
// SW-05.
func TestCoopOneYieldRunsATask(t *testing.T) {
	coop(t, nil, func(ctx context.Context, _ func(any)) error {
		task := impl.NewTask(ctx, func(context.Context) (int, error) { return 1, nil })
		if err := impl.Schedule(ctx, task); err != nil {
			return err
		}
		before := task.IsStarted()
		err := impl.Yield(ctx)
		if before || !task.IsDone() {
			t.Errorf("started before: %v, done after: %v", before, task.IsDone())
		}
		return err
	})
}

// 2.15: those who wait for a task go on in the order in which they began to.
// TASK-16.
func TestCoopWaitersOfATask(t *testing.T) {
	coop(t, []string{"ends", "1", "2", "3", "caller"}, func(ctx context.Context, note func(any)) error {
		event := impl.NewEvent(false)
		task := noting(ctx, note, "ends", event.Wait)
		var last *impl.Task[int]
		for i := 1; i <= 3; i++ {
			last = noting(ctx, note, i, task.Wait)
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		event.Notify()
		err := last.Wait(ctx)
		note("caller")
		return err
	})
}

// 2.13, 2.30, 19: who waits for a task after it was monitored finds the record written.
// ER-17.
func TestCoopErrorMonitor(t *testing.T) {
	log := &syncBuffer{}
	rt := impl.New(impl.Config{Cooperative: true, Logger: slog.New(slog.NewTextHandler(log, nil))})
	err := rt.Run(t.Context(), func(ctx context.Context) error {
		task := impl.ErrorMonitor(impl.Spawn(ctx, func(context.Context) (int, error) { return 0, errStop }))
		_ = task.Wait(ctx)
		if !strings.Contains(log.String(), "Unhandled Task ERROR") {
			t.Error("the record is not written yet")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	mustShutdown(t, rt)
}

// 1.4, 2.21: Notify does not yield; who is let go comes to the end of the queue, in order, and can wait again without being let
// go twice by one call.
// CO-13, CO-18.
func TestCoopNotify(t *testing.T) {
	coop(t, []string{"notified 3", "queued", "1", "2", "3", "notified 3"}, func(ctx context.Context, note func(any)) error {
		c := impl.NewLocalCondition[int](ctx)
		for i := 1; i <= 3; i++ {
			impl.Async(ctx, func(ctx context.Context) (int, error) {
				if _, err := c.Wait(ctx); err != nil {
					return 0, err
				}
				note(i)
				_, err := c.Wait(ctx)
				return 0, err
			})
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		noting(ctx, note, "queued", nothing)
		for range 2 {
			n := c.Notify(ctx, 0)
			note("notified " + string(rune('0'+n)))
			if err := impl.Yield(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// 2.19: of a waiter, two with First and another waiter, the third one is first, then the second, the first, the fourth.
// CO-04.
func TestCoopFirst(t *testing.T) {
	coop(t, []string{"3", "2", "1", "4"}, func(ctx context.Context, note func(any)) error {
		lock := &impl.ReentrantLock{}
		c := impl.NewCondition[int](lock)
		var all []impl.AnyTask
		for i, opts := range [][]impl.WaitOption{nil, {impl.First()}, {impl.First()}, nil} {
			all = append(all, noting(ctx, note, i+1, func(ctx context.Context) error {
				return lock.With(ctx, func() error { _, err := c.Wait(ctx, opts...); return err })
			}))
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		for range all {
			if err := lock.With(ctx, func() error { c.Notify(ctx, 0, impl.One()); return nil }); err != nil {
				return err
			}
		}
		_, _, err := impl.WaitAll(ctx, all)
		return err
	})
}

// 2.20: a pulse, notify and reset at once, frees all that wait and nobody later; an autoreset event frees one by one, in order.
// EV-06, EV-09, EV-10.
func TestCoopEvents(t *testing.T) {
	coop(t, []string{"1", "2", "first", "second", "late"}, func(ctx context.Context, note func(any)) error {
		pulse, auto := impl.NewEvent(false), impl.NewEvent(true)
		noting(ctx, note, 1, pulse.Wait)
		noting(ctx, note, 2, pulse.Wait)
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		pulse.Notify()
		pulse.Reset()
		late := noting(ctx, note, "late", pulse.Wait)
		noting(ctx, note, "first", auto.Wait)
		noting(ctx, note, "second", auto.Wait)
		for range 3 {
			if err := impl.Yield(ctx); err != nil {
				return err
			}
			auto.Notify()
		}
		if late.IsDone() || !auto.IsSet() {
			t.Errorf("who came after the pulse is over: %v; the third signal is kept: %v", late.IsDone(), auto.IsSet())
		}
		return impl.ScheduleError(ctx, late, errStop)
	})
}

// 2.22, 2.23: those who wait quietly for a lock or a permit get it in order; and who unlocks may lock at once, though others
// wait.
// LK-05, LK-12, SEM-02.
func TestCoopLocks(t *testing.T) {
	coop(t, []string{"again", "1", "2", "3"}, func(ctx context.Context, note func(any)) error {
		lock := &impl.ReentrantLock{}
		if err := lock.Lock(ctx); err != nil {
			return err
		}
		var all []impl.AnyTask
		for i := 1; i <= 3; i++ {
			all = append(all, impl.Async(ctx, func(ctx context.Context) (int, error) {
				return 0, lock.With(ctx, func() error { note(i); return nil })
			}))
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		lock.Unlock(ctx)
		if err := lock.Lock(ctx); err != nil {
			return err
		}
		note("again")
		lock.Unlock(ctx)
		_, _, err := impl.WaitAll(ctx, all)
		return err
	})
	coop(t, []string{"1", "2", "3"}, func(ctx context.Context, note func(any)) error {
		s := impl.NewSemaphore(1)
		if err := s.Acquire(ctx); err != nil {
			return err
		}
		var all []impl.AnyTask
		for i := 1; i <= 3; i++ {
			all = append(all, impl.Async(ctx, func(ctx context.Context) (int, error) {
				return 0, s.With(ctx, func() error { note(i); return nil })
			}))
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		s.Release()
		_, _, err := impl.WaitAll(ctx, all)
		return err
	})
}

// 2.24: takers and putters that are blocked are served in order; a channel is ready one scheduling point after a Put was spawned
// (2.30, 8).
// CH-03, CH-07, CH-35.
func TestCoopChannels(t *testing.T) {
	coop(t, []string{"took 1", "took 2", "put 3", "put 4"}, func(ctx context.Context, note func(any)) error {
		c := impl.NewChannel[int](0)
		for i := 1; i <= 2; i++ {
			impl.Async(ctx, func(ctx context.Context) (int, error) {
				v, err := c.Take(ctx)
				if v != i {
					t.Errorf("taker %d got %d", i, v)
				}
				note("took " + string(rune('0'+v)))
				return 0, err
			})
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		for i := 1; i <= 2; i++ {
			if err := c.Put(ctx, i); err != nil {
				return err
			}
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		for i := 3; i <= 4; i++ {
			noting(ctx, note, "put "+string(rune('0'+i)), func(ctx context.Context) error { return c.Put(ctx, i) })
		}
		before := c.IsReady()
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		if before || !c.IsReady() {
			t.Errorf("ready before the Puts ran: %v, after: %v", before, c.IsReady())
		}
		for i := 3; i <= 4; i++ {
			if v, err := c.Take(ctx); v != i || err != nil {
				t.Errorf("Take = %d, %v", v, err)
			}
		}
		return impl.Yield(ctx)
	})
}

// 2.24: a channel is closed by the end of a bound task before those go on who began to wait for the task later.
// CH-52.
func TestCoopBind(t *testing.T) {
	coop(t, []string{"waited, open: false"}, func(ctx context.Context, note func(any)) error {
		c, event := impl.NewChannel[int](1), impl.NewEvent(false)
		task := impl.Async(ctx, func(ctx context.Context) (int, error) { return 0, event.Wait(ctx) })
		c.Bind(task)
		waiter := impl.Async(ctx, func(ctx context.Context) (int, error) {
			err := task.Wait(ctx)
			if c.IsOpen() {
				note("waited, open: true")
			} else {
				note("waited, open: false")
			}
			return 0, err
		})
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		event.Notify()
		return waiter.Wait(ctx)
	})
}

// 2.4: the tasks of a map that do not yield get the elements in turn.
// AM-05.
func TestCoopAsyncMap(t *testing.T) {
	coop(t, nil, func(ctx context.Context, _ func(any)) error {
		who, err := impl.AsyncMap(ctx, func(ctx context.Context, _ int) (impl.AnyTask, error) { return impl.Current(ctx), nil },
			make([]int, 12), impl.NTasks(3))
		for i, task := range who {
			if task != who[i%3] {
				t.Errorf("element %d is not task %d's", i, i%3)
			}
		}
		return err
	})
}
