package impl_test

import (
	"context"
	"testing"

	"github.com/veritask/veritask/impl"
)

// The edges of the memory model (contract 2.27) that no other test has: the variables are plain, so that under -race a test
// fails if the race detector is not told of the edge.

// ordered runs rounds of a program whose task writes to a plain variable, and whose main then must see it.
func ordered(t *testing.T, program func(ctx context.Context, v *int) error) {
	t.Helper()
	for _, cfg := range []impl.Config{{Workers: 1}, {Workers: 2}} {
		withRuntime(t, cfg, func(ctx context.Context) error {
			for range scale(200) {
				v := 0
				if err := program(ctx, &v); err != nil {
					return err
				}
				if v != 1 {
					t.Fatalf("%+v: what was written before is not seen: %d", cfg, v)
				}
				v++
			}
			return nil
		})
	}
}

// MO-07: a put before the take or fetch of its value, through the buffer and from hand to hand.
func TestPutOrders(t *testing.T) {
	for _, size := range []int{0, 1, impl.Inf} {
		ordered(t, func(ctx context.Context, v *int) error {
			ch := impl.NewChannel[int](size)
			run(ctx, func(ctx context.Context) error { *v = 1; return ch.Put(ctx, 1) })
			if size > 0 {
				_, err := ch.Fetch(ctx)
				return err
			}
			_, err := ch.Take(ctx)
			return err
		})
	}
}

// MO-08: a take before the return of the put to which it makes room; without a buffer, of the put that it takes from.
func TestTakeOrders(t *testing.T) {
	for _, size := range []int{0, 1, 2} {
		ordered(t, func(ctx context.Context, v *int) error {
			ch := impl.NewChannel[int](size)
			for i := range size {
				if err := ch.Put(ctx, i); err != nil {
					return err
				}
			}
			run(ctx, func(ctx context.Context) error {
				*v = 1
				_, err := ch.Take(ctx)
				return err
			})
			return ch.Put(ctx, 9)
		})
	}
}

// MO-09: a close before the error, and before the answer that the channel is not open.
func TestCloseOrders(t *testing.T) {
	ordered(t, func(ctx context.Context, v *int) error {
		ch := impl.NewChannel[int](1)
		run(ctx, func(context.Context) error { *v = 1; ch.CloseWith(errStop); return nil })
		if _, err := ch.Take(ctx); err != errStop { //nolint:errorlint // the very error
			t.Errorf("Take: %v", err)
		}
		return nil
	})
	ordered(t, func(ctx context.Context, v *int) error {
		ch := impl.NewChannel[int](1)
		run(ctx, func(ctx context.Context) error {
			defer ch.Close()
			return ch.Put(ctx, 1)
		})
		for ch.IsOpen() {
			if err := impl.Yield(ctx); err != nil {
				return err
			}
		}
		if !ch.IsReady() {
			t.Error("closed, and what was put before is not seen")
		}
		*v = 1
		return nil
	})
}

// MO-11: questions may be asked by anybody at any time.
func TestQuestionsRaceWithNothing(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		ch, l := impl.NewChannel[int](2), &impl.ReentrantLock{}
		e, s := impl.NewEvent(true), impl.NewSemaphore(1)
		done := impl.NewEvent(false)
		asks := run(ctx, func(ctx context.Context) error {
			for !done.IsSet() {
				if n := ch.Len(); n < 0 || n > 2 {
					t.Errorf("%d values in a buffer of two", n)
				}
				if n := s.InUse(); n < 0 || n > 1 {
					t.Errorf("%d of one permit in use", n)
				}
				_, _, _, _, _, _ = ch.IsReady(), ch.IsEmpty(), ch.IsFull(), ch.IsOpen(), l.IsLocked(), e.IsSet()
				if err := impl.Yield(ctx); err != nil {
					return err
				}
			}
			return nil
		})
		for i := range scale(500) {
			e.Notify()
			if err := s.With(ctx, func() error { return l.With(ctx, func() error { return ch.Put(ctx, i) }) }); err != nil {
				return err
			}
			if err := e.Wait(ctx); err != nil {
				return err
			}
			if v, err := ch.Take(ctx); v != i || err != nil {
				t.Errorf("Take = %d, %v", v, err)
			}
		}
		ch.Close()
		done.Notify()
		return asks.Wait(ctx)
	})
}

// MO-16: the caller before a call for a value, and the call before the return.
func TestAsyncMapOrders(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		n := scale(200)
		given, called := make([]int, n), make([]int, n)
		in := func(yield func(int) bool) {
			for i := range n {
				given[i] = 1
				if !yield(i) {
					return
				}
			}
		}
		_, err := impl.AsyncMap(ctx, func(_ context.Context, i int) (int, error) {
			called[i] = given[i]
			return i, nil
		}, in, impl.NTasks(3))
		for i, v := range called {
			if v != 1 {
				t.Fatalf("value %d: seen %d", i, v)
			}
		}
		return err
	})
}

// MO-17: ScheduleValue, ScheduleError and YieldWith before what the task does then.
func TestScheduleOrders(t *testing.T) {
	for name, wake := range map[string]func(ctx context.Context, task impl.AnyTask) error{
		"ScheduleValue": func(ctx context.Context, task impl.AnyTask) error { return impl.ScheduleValue(ctx, task, 1) },
		"ScheduleError": func(ctx context.Context, task impl.AnyTask) error { return impl.ScheduleError(ctx, task, errWoken) },
		"YieldWith": func(ctx context.Context, task impl.AnyTask) error {
			_, err := impl.YieldWith(ctx, task, 1)
			return err
		},
	} {
		for _, workers := range []int{1, 2} {
			withRuntime(t, impl.Config{Workers: workers}, func(ctx context.Context) error {
				for range scale(200) {
					v := 0
					task := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						if _, err := impl.Park(ctx); err != nil && err != errWoken { //nolint:errorlint // the very error
							return 0, err
						}
						return v, nil
					})
					until(ctx, t, "it begins", task.IsStarted)
					v = 1
					until(ctx, t, name, func() bool { return wake(ctx, task) == nil })
					if got, err := task.Fetch(ctx); got != 1 || err != nil {
						t.Fatalf("%s: the task saw %d, %v", name, got, err)
					}
				}
				return nil
			})
		}
	}
}
