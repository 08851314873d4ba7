package impl_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/veritask/veritask/impl"
)

// arena is a lock with a condition of it.
type arena struct {
	*crew
	lock impl.ReentrantLock
	cond *impl.Condition[string]
}

func eachArena(t *testing.T, test func(a *arena)) {
	eachCrew(t, func(c *crew) {
		a := &arena{crew: c}
		a.cond = impl.NewCondition[string](&a.lock)
		test(a)
	})
}

// wait starts a Wait, depth deep, that must return want, and checks that it has the lock as deep as before.
func (a *arena) wait(name string, depth int, want string, wantErr error, opts ...impl.WaitOption) *member {
	return a.call(name, func(ctx context.Context) error {
		for range depth {
			if err := a.lock.Lock(ctx); err != nil {
				return err
			}
		}
		got, err := a.cond.Wait(ctx, opts...)
		if got != want || err != wantErr { //nolint:errorlint // the very error
			return fmt.Errorf("%s: Wait returned %q, %v", name, got, err)
		}
		for range depth {
			a.lock.Unlock(ctx)
		}
		if v := panicOf(func() { a.lock.Unlock(ctx) }); v == nil {
			return fmt.Errorf("%s had the lock deeper than before", name)
		}
		return nil
	})
}

// notify has a new member notify, which must let go n.
func (a *arena) notify(n int, v string, opts ...impl.NotifyOption) {
	a.Helper()
	a.do("notify", func(ctx context.Context) error {
		return a.lock.With(ctx, func() error {
			if got := a.cond.Notify(ctx, v, opts...); got != n {
				return fmt.Errorf("Notify returned %d, want %d", got, n)
			}
			return nil
		})
	})
}

// CO-01, CO-02, CO-03, CO-06, CO-11.
func TestConditionNotify(t *testing.T) {
	eachArena(t, func(a *arena) {
		a.notify(0, "lost")
		one, two, three := a.wait("one", 1, "a", nil), a.wait("two", 3, "b", nil), a.wait("three", 2, "b", nil)
		a.blocked(one, two, three)
		if a.lock.IsLocked() {
			a.Fatal("those who wait have the lock")
		}
		a.notify(1, "a", impl.One())
		a.returned(one, nil)
		a.blocked(two, three)
		a.notify(2, "b")
		a.returned(two, nil)
		a.returned(three, nil)
		a.notify(0, "lost", impl.One())
		failed := errors.New("it failed")
		four, five := a.wait("four", 1, "", failed), a.wait("five", 2, "", errStop)
		a.notify(1, "no value", impl.WithError(failed), impl.One())
		a.returned(four, nil)
		a.notify(1, "no value", impl.WithError(errStop))
		a.returned(five, nil)
	})
}

// CO-04: the order of waiters normal, first, first, normal is the third, the second, the first, the fourth.
func TestConditionFirst(t *testing.T) {
	eachArena(t, func(a *arena) {
		all := []*member{
			a.wait("1", 1, "2", nil), a.wait("2", 1, "1", nil, impl.First()),
			a.wait("3", 1, "0", nil, impl.First()), a.wait("4", 1, "3", nil),
		}
		for i, k := range []int{2, 1, 0, 3} {
			a.notify(1, fmt.Sprint(i), impl.One())
			a.returned(all[k], nil)
		}
	})
}

// CO-02, CO-07, WAIT-01: one that has given up has the lock, does not count, and the others stay where they are.
func TestConditionCancel(t *testing.T) {
	eachArena(t, func(a *arena) {
		for gone := range 1 << 3 {
			var left []*member
			n := 0
			for i := range 3 {
				var m *member
				if gone>>i&1 != 0 {
					m = a.wait("gone", 2, "", errStop)
					defer a.returned(m, nil)
					m.stop(errStop)
				} else {
					m = a.wait("left", 1, fmt.Sprint(n), nil)
					left = append(left, m)
					n++
				}
				synctest.Wait()
			}
			for i, m := range left {
				a.notify(1, fmt.Sprint(i), impl.One())
				a.returned(m, nil)
			}
			a.notify(0, "nobody")
		}
	})
}

// One that has given up while somebody else has the lock is not let go, and does not count, though it is still on its way.
func TestConditionCancelledDoesNotCount(t *testing.T) {
	eachArena(t, func(a *arena) {
		m, other := a.wait("gone", 1, "", errStop), a.wait("left", 1, "v", nil)
		now := impl.NewEvent(false)
		notifier := a.call("notify", func(ctx context.Context) error {
			return a.lock.With(ctx, func() error {
				if err := now.Wait(ctx); err != nil {
					return err
				}
				if n := a.cond.Notify(ctx, "v", impl.One()); n != 1 {
					return fmt.Errorf("Notify returned %d", n)
				}
				return nil
			})
		})
		m.stop(errStop)
		a.blocked(m, other) // for the lock, both of them
		now.Notify()
		a.returned(notifier, nil)
		a.returned(m, nil)
		a.returned(other, nil)
	})
}

// A deadline is the context's; the lock is waited for beyond it.
// CO-11.
func TestConditionDeadline(t *testing.T) {
	eachArena(t, func(a *arena) {
		m := a.call("wait", func(ctx context.Context) error {
			return a.lock.With(ctx, func() error {
				ctx, stop := impl.WithTimeout(ctx, time.Second)
				defer stop()
				if _, err := a.cond.Wait(ctx); err != context.DeadlineExceeded { //nolint:errorlint // the very error
					return fmt.Errorf("Wait returned %v", err)
				}
				return nil
			})
		})
		o := a.owner(&a.lock, 0)
		a.owns(o)
		<-time.After(time.Second) // of the bubble
		a.blocked(m)
		o.leave.Notify()
		a.returned(o.member, nil)
		a.returned(m, nil)
	})
}

// CO-05: neither without anybody's having the lock, nor when somebody else has it.
// CO-16.
func TestConditionWithoutLock(t *testing.T) {
	eachArena(t, func(a *arena) {
		stranger := func() {
			a.Helper()
			a.do("stranger", func(ctx context.Context) error {
				if _, err := a.cond.Wait(ctx); !isNotHeld(err) {
					return fmt.Errorf("Wait returned %v", err)
				}
				if v := panicOf(func() { a.cond.Notify(ctx, "") }); !isNotHeld(v) {
					return fmt.Errorf("Notify panics with %v", v)
				}
				return nil
			})
		}
		stranger()
		o := a.owner(&a.lock, 0)
		stranger()
		o.leave.Notify()
		a.returned(o.member, nil)
		if v := panicOf(func() { impl.NewCondition[int](nil) }); v == nil {
			a.Fatal("a condition without a lock")
		}
	})
}

// Several conditions of one lock have nothing else in common.
// CO-08.
func TestConditionsOfOneLock(t *testing.T) {
	eachArena(t, func(a *arena) {
		other := impl.NewCondition[string](&a.lock)
		m := a.wait("one", 1, "v", nil)
		a.do("notify", func(ctx context.Context) error {
			return a.lock.With(ctx, func() error {
				if n := other.Notify(ctx, "w"); n != 0 {
					return fmt.Errorf("Notify of another condition returned %d", n)
				}
				return nil
			})
		})
		a.blocked(m)
		a.notify(1, "v")
		a.returned(m, nil)
	})
}

// Close ends a wait; the lock is had again all the same.
// WAIT-09.
func TestConditionClose(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2})
	var l impl.ReentrantLock
	c := impl.NewCondition[int](&l)
	held := false
	waiter := impl.Spawn(t.Context(), func(ctx context.Context) (int, error) {
		if err := l.Lock(ctx); err != nil {
			return 0, err
		}
		defer l.Unlock(ctx)
		_, err := c.Wait(ctx)
		held = l.IsLocked()
		return 0, err
	}, impl.On(rt))
	untilDump(t.Context(), t, rt, "waits for Condition")
	rt.Close()
	if err := waiter.Wait(t.Context()); !errors.Is(err, impl.ErrRuntimeClosed) || !held || l.IsLocked() {
		t.Errorf("Wait returned %v, held %v, then %v", err, held, l.IsLocked())
	}
}

// A LocalCondition is its worker's.
// CO-12, CO-13, CO-14.
func TestLocalCondition(t *testing.T) {
	if v := panicOf(func() { impl.NewLocalCondition[int](t.Context()) }); !isMisuse(v, "LocalCondition: not called by a task") {
		t.Errorf("made by a goroutine: %v", v)
	}
	rt := impl.New(impl.Config{Workers: 2})
	err := rt.Run(t.Context(), func(ctx context.Context) error {
		return impl.Async(ctx, func(ctx context.Context) (int, error) {
			c := impl.NewLocalCondition[string](ctx)
			if n := c.Notify(ctx, "lost"); n != 0 {
				t.Errorf("let go %d of none", n)
			}
			here := 0 // that nobody runs at the same time is all that guards it
			var order string
			wait := func(name string, opts ...impl.WaitOption) *impl.Task[int] {
				w := impl.Async(ctx, func(ctx context.Context) (int, error) {
					here++
					v, err := c.Wait(ctx, opts...)
					order += name + v
					return 0, err
				})
				for before := here; here == before; {
					_ = impl.Yield(ctx)
				}
				return w
			}
			all := []*impl.Task[int]{wait("a"), wait("b", impl.First()), wait("c"), wait("d")}
			if n := c.Notify(ctx, "1", impl.One()); n != 1 {
				t.Errorf("let go %d, want one", n)
			}
			if n := c.Notify(ctx, "2", impl.WithError(errStop), impl.One()); n != 1 {
				t.Errorf("let go %d, want one", n)
			}
			if n := c.Notify(ctx, "3"); n != 2 {
				t.Errorf("let go %d, want two", n)
			}
			for i, w := range all {
				if err := w.Wait(ctx); (i == 0) != errors.Is(err, errStop) {
					t.Errorf("waiter %d: %v", i, err)
				}
			}
			if order != "b1ac3d3" {
				t.Errorf("let go %s", order)
			}
			elsewhere := impl.NewEvent(false)
			go func() {
				defer elsewhere.Notify()
				if _, err := c.Wait(context.Background()); !isNotHeld(err) {
					t.Errorf("Wait of a goroutine: %v", err)
				}
				if v := panicOf(func() { c.Notify(context.Background(), "") }); !isNotHeld(v) {
					t.Errorf("Notify of a goroutine: %v", v)
				}
			}()
			return 0, elsewhere.Wait(ctx)
		}).Wait(ctx)
	})
	if err != nil {
		t.Error(err)
	}
	mustShutdown(t, rt)
}

// One that is cancelled leaves nothing behind in the list of a LocalCondition.
// CO-15.
func TestLocalConditionCancel(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1})
	err := rt.Run(t.Context(), func(ctx context.Context) error {
		return impl.Async(ctx, func(ctx context.Context) (int, error) {
			c := impl.NewLocalCondition[int](ctx)
			waiting := 0 // of those on this worker, so that they do wait when it is seen
			wait := func(ctx context.Context) (int, error) {
				waiting++
				return c.Wait(ctx)
			}
			stopped, stop := context.WithCancelCause(ctx)
			defer stop(nil)
			gone, stays := impl.Async(stopped, wait), impl.Async(ctx, wait)
			for waiting < 2 {
				if err := impl.Yield(ctx); err != nil {
					return 0, err
				}
			}
			stop(errStop)
			if err := gone.Wait(ctx); !errors.Is(err, errStop) {
				t.Errorf("cancelled: %v", err)
			}
			if n := c.Notify(ctx, 7, impl.One()); n != 1 {
				t.Errorf("let go %d", n)
				return 0, nil
			}
			v, err := stays.Fetch(ctx)
			if v != 7 {
				t.Errorf("the other one got %d", v)
			}
			return 0, err
		}).Wait(ctx)
	})
	if err != nil {
		t.Error(err)
	}
	mustShutdown(t, rt)
}
