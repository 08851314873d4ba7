package impl_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/veritask/veritask/impl"
)

// EV-13.
func TestEventSecondNotifyIsLatched(t *testing.T) {
	eachCrew(t, func(c *crew) {
		e := impl.NewEvent(true)
		m := c.wait(e, 0)
		c.blocked(m)
		e.Notify()
		e.Notify()
		if !e.IsSet() {
			c.Error("the second signal is lost")
		}
		c.returned(m, nil)
		c.returned(c.wait(e, 1), nil)
		last := c.wait(e, 2)
		c.blocked(last)
		last.stop(errStop)
		c.returned(last, errStop)
	})
}

// LK-10: nor when it gives up in line.
func TestLockWithoutLock(t *testing.T) {
	eachCrew(t, func(c *crew) {
		var l impl.ReentrantLock
		never := func() error { c.Error("called without the lock"); return nil }
		o := c.owner(&l, 0)
		m := c.call("with", func(ctx context.Context) error { return l.With(ctx, never) })
		c.blocked(m)
		m.stop(errStop)
		c.returned(m, errStop)
		c.do("ended", func(ctx context.Context) error {
			ended, stop := context.WithCancelCause(ctx)
			stop(errStop)
			if err := l.With(ended, never); err != errStop { //nolint:errorlint // the very error
				return fmt.Errorf("With returned %w", err)
			}
			return nil
		})
		c.owns(o)
		if !l.IsLocked() {
			c.Error("unlocked by somebody who did not have it")
		}
		o.leave.Notify()
		c.returned(o.member, nil)
		if l.IsLocked() {
			c.Error("locked, and nobody is there")
		}
	})
}

// Julia's own: a third party cannot lock, and who waits goes on after the last unlock only. LK-11.
func TestPartialUnlock(t *testing.T) {
	eachCrew(t, func(c *crew) {
		var l impl.ReentrantLock
		first, second := impl.NewEvent(false), impl.NewEvent(false)
		holder := c.call("holder", func(ctx context.Context) error {
			for range 2 {
				if err := l.Lock(ctx); err != nil {
					return err
				}
			}
			for _, e := range []*impl.Event{first, second} {
				if err := e.Wait(ctx); err != nil {
					return err
				}
				l.Unlock(ctx)
			}
			return nil
		})
		waiter := c.owner(&l, 1)
		for _, e := range []*impl.Event{first, second} {
			c.waits(waiter)
			c.do("third", func(ctx context.Context) error {
				if l.TryLock(ctx) {
					return fmt.Errorf("TryLock took a lock of somebody else")
				}
				return nil
			})
			e.Notify()
		}
		c.owns(waiter)
		c.returned(holder, nil)
		waiter.leave.Notify()
		c.returned(waiter.member, nil)
	})
}

// LK-13: across Yield, other blocking calls, and other workers.
func TestBlockWithLock(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		var l impl.ReentrantLock
		inside := 0
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for range 5 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					for range scale(50) {
						err := l.With(ctx, func() error {
							inside++
							for range 3 {
								if err := impl.Yield(ctx); err != nil {
									return err
								}
							}
							child := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, impl.Yield(ctx) })
							if err := child.Wait(ctx); err != nil {
								return err
							}
							if inside != 1 {
								t.Errorf("%d have the lock", inside)
							}
							inside--
							return nil
						})
						if err != nil {
							return 0, err
						}
					}
					return 0, nil
				})
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// Who notifies goes on, with the lock, and those whom it lets go return when it is free. CO-09, CO-17.
func TestNotifyGoesOn(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		var l impl.ReentrantLock
		c := impl.NewCondition[int](&l)
		var order steps
		var waiters []impl.AnyTask
		for i := range 3 {
			waiters = append(waiters, impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				return 0, l.With(ctx, func() error {
					v, err := c.Wait(ctx)
					order.add(fmt.Sprint("waiter ", i, " got ", v))
					return err
				})
			}))
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		err := l.With(ctx, func() error {
			if n := c.Notify(ctx, 7); n != 3 {
				t.Errorf("Notify let go %d", n)
			}
			order.add("notified")
			for range 5 {
				if err := impl.Yield(ctx); err != nil {
					return err
				}
			}
			order.add("unlocks")
			return nil
		})
		if err != nil {
			return err
		}
		_, _, err = impl.WaitAll(ctx, waiters)
		want := []string{"notified", "unlocks", "waiter 0 got 7", "waiter 1 got 7", "waiter 2 got 7"}
		if got := order.all(); !slices.Equal(got, want) {
			t.Errorf("order %q\nwant  %q", got, want)
		}
		return err
	})
}

// CO-10.
func TestWaitAgain(t *testing.T) {
	eachArena(t, func(a *arena) {
		m := a.call("twice", func(ctx context.Context) error {
			return a.lock.With(ctx, func() error {
				for _, want := range []string{"one", "two"} {
					if v, err := a.cond.Wait(ctx); v != want || err != nil {
						return fmt.Errorf("Wait returned %q, %w, want %q", v, err, want)
					}
				}
				return nil
			})
		})
		a.notify(1, "one")
		a.blocked(m)
		a.notify(1, "two")
		a.returned(m, nil)
		a.notify(0, "three")
	})
}
