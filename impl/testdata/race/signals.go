package main

import (
	"context"
	"fmt"
	"os"

	"github.com/veritask/veritask/impl"
)

// Events, semaphores, locks, conditions and unparking: who gives is before who gets, and not the other way round.
var _ = add(map[string]program{
	// An Acquire does not order what the releaser does afterwards.
	"racy-after-release": func(ctx context.Context) error {
		n, s := 0, impl.NewSemaphore(1)
		if err := s.Acquire(ctx); err != nil {
			return err
		}
		t := spawn(ctx, func(ctx context.Context) error {
			err := s.Acquire(ctx)
			n++
			return err
		})
		s.Release()
		n++
		return t.Wait(ctx)
	},
	// Two permits are two holders.
	"racy-two-permits": func(ctx context.Context) error {
		n, s := 0, impl.NewSemaphore(2)
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 2 {
				spawn(ctx, func(ctx context.Context) error {
					return s.With(ctx, func() error { n++; return impl.Yield(ctx) })
				})
			}
			return nil
		})
	},
	// No permit, no order.
	"racy-try-acquire-failed": func(ctx context.Context) error {
		n, s := 0, impl.NewSemaphore(1)
		t := spawn(ctx, func(ctx context.Context) error {
			return s.With(ctx, func() error { n++; return impl.Yield(ctx) })
		})
		if err := yieldUntil(ctx, t.IsStarted); err != nil {
			return err
		}
		if s.TryAcquire() {
			return fmt.Errorf("there was a permit")
		}
		n++
		return t.Wait(ctx)
	},
	// The waiter of an event is not ordered before its notifier.
	"racy-notify": func(ctx context.Context) error {
		n, e := 0, impl.NewEvent(false)
		t := spawn(ctx, func(ctx context.Context) error { n++; return e.Wait(ctx) })
		n++
		e.Notify()
		return t.Wait(ctx)
	},
	// Nor are those ordered with each other whom one notify lets go.
	"racy-waiters": func(ctx context.Context) error {
		n, e := 0, impl.NewEvent(false)
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 2 {
				spawn(ctx, func(ctx context.Context) error { err := e.Wait(ctx); n++; return err })
			}
			e.Notify()
			return nil
		})
	},
	"racy-after-notify": func(ctx context.Context) error {
		n, e := 0, impl.NewEvent(true)
		t := spawn(ctx, func(ctx context.Context) error { err := e.Wait(ctx); n++; return err })
		e.Notify()
		n++
		return t.Wait(ctx)
	},
	"racy-after-unlock": func(ctx context.Context) error {
		n := 0
		var l impl.ReentrantLock
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 2 {
				spawn(ctx, func(ctx context.Context) error {
					err := l.With(ctx, func() error { return impl.Yield(ctx) })
					n++
					return err
				})
			}
			return nil
		})
	},
	// One of two has the lock.
	"racy-one-locks": func(ctx context.Context) error {
		n := 0
		var l impl.ReentrantLock
		t := spawn(ctx, func(ctx context.Context) error {
			return l.With(ctx, func() error { n++; return nil })
		})
		n++
		return t.Wait(ctx)
	},
	// Who fails to get the lock by barging is not ordered with its owner,
	"racy-barging": func(ctx context.Context) error {
		n := 0
		var l impl.ReentrantLock
		t := spawn(ctx, func(ctx context.Context) error {
			return l.With(ctx, func() error { n++; return impl.Yield(ctx) })
		})
		if err := yieldUntil(ctx, t.IsStarted); err != nil {
			return err
		}
		if l.TryLock(ctx) {
			l.Unlock(ctx)
		}
		n++
		return t.Wait(ctx)
	},
	// nor who sees that it is free.
	"racy-is-locked": func(ctx context.Context) error {
		n := 0
		var l impl.ReentrantLock
		t := spawn(ctx, func(ctx context.Context) error {
			return l.With(ctx, func() error { n++; return nil })
		})
		if err := yieldUntil(ctx, t.IsStarted); err != nil {
			return err
		}
		if err := yieldUntil(ctx, func() bool { return !l.IsLocked() }); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	// A notify gives nothing without the lock, and what follows it is not before the waiter.
	"racy-condition": func(ctx context.Context) error {
		n, waits := 0, false
		var l impl.ReentrantLock
		c := impl.NewCondition[int](&l)
		t := spawn(ctx, func(ctx context.Context) error {
			err := l.With(ctx, func() error {
				waits = true
				_, err := c.Wait(ctx)
				return err
			})
			n++
			return err
		})
		for there := false; !there; {
			if err := impl.Yield(ctx); err != nil {
				return err
			}
			_ = l.With(ctx, func() error {
				there = waits
				c.Notify(ctx, 1)
				return nil
			})
		}
		n++
		return t.Wait(ctx)
	},
	// Who parks is not before who unparks it.
	"racy-park": func(ctx context.Context) error {
		n := 0
		t := spawn(ctx, func(ctx context.Context) error { n++; _, err := impl.Park(ctx); return err })
		n++
		impl.Unpark(t, nil)
		return t.Wait(ctx)
	},
	"semaphore": func(ctx context.Context) error {
		n, s := 0, impl.NewSemaphore(1)
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 10 {
				spawn(ctx, func(ctx context.Context) error {
					return s.With(ctx, func() error { n++; return impl.Yield(ctx) })
				})
			}
			return nil
		})
	},
	"try-acquire": func(ctx context.Context) error {
		n, s := 0, impl.NewSemaphore(1)
		t := spawn(ctx, func(ctx context.Context) error { return s.With(ctx, func() error { n++; return nil }) })
		if err := yieldUntil(ctx, s.TryAcquire); err != nil {
			return err
		}
		n++
		s.Release()
		return t.Wait(ctx)
	},
	"event": func(ctx context.Context) error {
		n := 0
		for _, auto := range []bool{false, true} {
			e := impl.NewEvent(auto)
			t := spawn(ctx, func(context.Context) error { n++; e.Notify(); return nil })
			if err := e.Wait(ctx); err != nil {
				return err
			}
			n++
			if err := t.Wait(ctx); err != nil {
				return err
			}
		}
		return nil
	},
	"one-way-event": func(ctx context.Context) error {
		n := 0
		var e impl.OneWayEvent
		t := spawn(ctx, func(context.Context) error { n++; e.Notify(); return nil })
		if err := e.Wait(ctx); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	"lock": func(ctx context.Context) error {
		n := 0
		var l impl.ReentrantLock
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 10 {
				spawn(ctx, func(ctx context.Context) error {
					return l.With(ctx, func() error {
						return l.With(ctx, func() error { n++; return impl.Yield(ctx) })
					})
				})
			}
			return nil
		})
	},
	"try-lock": func(ctx context.Context) error {
		n := 0
		var l impl.ReentrantLock
		t := spawn(ctx, func(ctx context.Context) error {
			return l.With(ctx, func() error { n++; return impl.Yield(ctx) })
		})
		if err := yieldUntil(ctx, func() bool { return l.TryLock(ctx) }); err != nil {
			return err
		}
		n++
		l.Unlock(ctx)
		return t.Wait(ctx)
	},
	"lockable": func(ctx context.Context) error {
		v := impl.NewLockable(map[int]int{})
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 4 {
				spawn(ctx, func(ctx context.Context) error {
					return v.With(ctx, func(m *map[int]int) error { (*m)[i]++; return impl.Yield(ctx) })
				})
			}
			return nil
		})
	},
	"condition": func(ctx context.Context) error {
		turn, n := 0, 0
		var l impl.ReentrantLock
		c := impl.NewCondition[int](&l)
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 2 {
				spawn(ctx, func(ctx context.Context) error {
					return l.With(ctx, func() error {
						for range 5 {
							for turn != i {
								if _, err := c.Wait(ctx); err != nil {
									return err
								}
							}
							n++
							turn = 1 - i
							c.Notify(ctx, 0)
						}
						return nil
					})
				})
			}
			return nil
		})
	},
	"unpark": func(ctx context.Context) error {
		n, me := 0, impl.Current(ctx)
		t := spawn(ctx, func(context.Context) error { n++; impl.Unpark(me, nil); return nil })
		if _, err := impl.Park(ctx); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	// A context's end is ordered by Go: the canceller before the call that fails.
	"cancel": func(ctx context.Context) error {
		n, e := 0, impl.NewEvent(false)
		mine, cancel := context.WithCancelCause(ctx)
		t := spawn(ctx, func(context.Context) error { n++; cancel(os.ErrInvalid); return nil })
		if err := e.Wait(mine); err == nil {
			return fmt.Errorf("nobody has notified")
		}
		n++
		return t.Wait(ctx)
	},
})
