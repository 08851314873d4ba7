package impl_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"unsafe"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

var _ spec.Lock = (*impl.ReentrantLock)(nil)

// owner is a member that locks, and unlocks when it is told.
type owner struct {
	*member
	has, leave *impl.Event
}

// owner starts the next of a row of those who lock.
func (c *crew) owner(l *impl.ReentrantLock, i int) owner {
	o := owner{has: impl.NewEvent(false), leave: impl.NewEvent(false)}
	o.member = c.call(fmt.Sprintf("owner %d", i), func(ctx context.Context) error {
		if err := l.Lock(ctx); err != nil {
			return err
		}
		o.has.Notify()
		if err := o.leave.Wait(context.WithoutCancel(ctx)); err != nil {
			return err
		}
		l.Unlock(ctx)
		return nil
	})
	return o
}

// owns checks that o has the lock.
func (c *crew) owns(o owner) {
	c.Helper()
	synctest.Wait()
	if !o.has.IsSet() {
		c.Fatalf("%s does not have the lock", o.name)
	}
}

// waits checks that these do not have it.
func (c *crew) waits(all ...owner) {
	c.Helper()
	synctest.Wait()
	for _, o := range all {
		if o.has.IsSet() {
			c.Fatalf("%s has the lock, and should wait", o.name)
		}
	}
}

// do has a new member do something at once.
func (c *crew) do(name string, f func(ctx context.Context) error) {
	c.Helper()
	c.returned(c.call(name, f), nil)
}

// isMisuse reports whether v is a *MisuseError that says text.
func isMisuse(v any, text string) bool {
	e, ok := v.(*spec.MisuseError)
	return ok && e.Msg == text
}

// LK-01, LK-02, LK-03, LK-08: the owner goes deeper, and the lock is free when it has come all the way back.
// LK-21.
func TestLockReentrant(t *testing.T) {
	eachCrew(t, func(c *crew) {
		var l impl.ReentrantLock
		c.do("owner", func(ctx context.Context) error {
			for i := range 5 {
				if i%2 == 1 && !l.TryLock(ctx) {
					return errors.New("TryLock of its own lock failed")
				}
				if i%2 == 0 && l.Lock(ctx) != nil {
					return errors.New("Lock of its own lock failed")
				}
			}
			for range 5 {
				if !l.IsLocked() {
					return errors.New("not locked, though locked more often than unlocked")
				}
				l.Unlock(ctx)
			}
			if l.IsLocked() {
				return errors.New("locked, though unlocked as often as locked")
			}
			return nil
		})
		c.do("next", func(ctx context.Context) error {
			if !l.TryLock(ctx) {
				return errors.New("TryLock of a free lock failed")
			}
			l.Unlock(ctx)
			return nil
		})
	})
}

// LK-04: what a lock says to those who unlock it and should not, and that it stays as it is.
// ER-08, LK-21.
func TestUnlockMisuse(t *testing.T) {
	eachCrew(t, func(c *crew) {
		var l impl.ReentrantLock
		wrong := func(text string) {
			c.Helper()
			c.do("stranger", func(ctx context.Context) error {
				if v := panicOf(func() { l.Unlock(ctx) }); !isMisuse(v, text) {
					return fmt.Errorf("Unlock panics with %v", v)
				}
				return nil
			})
		}
		wrong("unlock count must match lock count")
		o := c.owner(&l, 0)
		wrong("unlock from wrong thread")
		c.owns(o)
		if !l.IsLocked() {
			c.Fatal("a stranger's Unlock has freed the lock")
		}
		o.leave.Notify()
		c.returned(o.member, nil)
		wrong("unlock count must match lock count")
		if l.IsLocked() {
			c.Fatal("a lock that nobody has is locked")
		}
	})
}

// LK-05: with nobody about who runs, those who wait get it in their order.
func TestLockOrder(t *testing.T) {
	eachCrew(t, func(c *crew) {
		var l impl.ReentrantLock
		var line []owner
		for i := range 20 {
			line = append(line, c.owner(&l, i))
		}
		for i, o := range line {
			c.owns(o)
			c.waits(line[i+1:]...)
			o.leave.Notify()
			c.returned(o.member, nil)
		}
		if l.IsLocked() {
			c.Fatal("locked, and nobody is there")
		}
	})
}

// LK-06: whoever runs may have a free lock before one that waits, but no more than LockPasses times.
// LK-12.
func TestLockPasses(t *testing.T) {
	eachCrew(t, func(c *crew) {
		var l impl.ReentrantLock
		passed := 0
		now := impl.NewEvent(false)
		passer := c.call("passer", func(ctx context.Context) error {
			if err := l.Lock(ctx); err != nil {
				return err
			}
			waiter := spawnIn(c, ctx, func(ctx context.Context) error {
				if err := l.Lock(ctx); err != nil {
					return err
				}
				l.Unlock(ctx)
				return nil
			})
			if err := now.Wait(ctx); err != nil {
				return err
			}
			l.Unlock(ctx)
			for ; l.TryLock(ctx); passed++ {
				l.Unlock(ctx)
			}
			return waiter(ctx)
		})
		now.Notify() // the waiter waits
		c.returned(passer, nil)
		if passed > spec.LockPasses || c.rt != nil && passed < spec.LockPasses {
			c.Fatalf("passed %d times, at most %d are right", passed, spec.LockPasses)
		}
	})
}

// spawnIn starts another member from within one; the result waits for it.
func spawnIn(c *crew, ctx context.Context, f func(ctx context.Context) error) (wait func(context.Context) error) {
	if c.rt != nil {
		return impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, f(ctx) }).Wait
	}
	end := make(chan error, 1)
	go func() { end <- f(ctx) }()
	return func(context.Context) error { return <-end }
}

// WAIT-01: whoever is cancelled in line is passed by, wherever he stands.
// WAIT-08.
func TestLockCancel(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for gone := range 1 << 4 {
			var l impl.ReentrantLock
			first := c.owner(&l, 0)
			var line, left []owner
			for i := range 4 {
				line = append(line, c.owner(&l, i+1))
			}
			for i, o := range line {
				if gone>>i&1 != 0 {
					o.stop(errStop)
					c.returned(o.member, errStop)
				} else {
					left = append(left, o)
				}
			}
			first.leave.Notify()
			c.returned(first.member, nil)
			for i, o := range left {
				c.owns(o)
				c.waits(left[i+1:]...)
				o.leave.Notify()
				c.returned(o.member, nil)
			}
			if l.IsLocked() {
				c.Fatal("locked, and nobody is there")
			}
		}
	})
}

// WAIT-04: a call whose context has ended has no effect, not even on a lock of its own.
func TestLockContextEnded(t *testing.T) {
	eachCrew(t, func(c *crew) {
		var l impl.ReentrantLock
		c.do("owner", func(ctx context.Context) error {
			ended, stop := context.WithCancelCause(ctx)
			stop(errStop)
			for range 2 {
				if err := l.Lock(ended); err != errStop { //nolint:errorlint // the very error
					return fmt.Errorf("Lock returned %v", err)
				}
				if err := l.Lock(ctx); err != nil {
					return err
				}
			}
			l.Unlock(ended)
			l.Unlock(ended)
			if l.IsLocked() {
				return errors.New("locked too often")
			}
			return nil
		})
	})
}

// With unlocks however the function ends.
// LK-09, LK-17.
func TestLockWith(t *testing.T) {
	eachCrew(t, func(c *crew) {
		var l impl.ReentrantLock
		c.do("with", func(ctx context.Context) error {
			if err := l.With(ctx, func() error { return errStop }); err != errStop { //nolint:errorlint // the very error
				return fmt.Errorf("With returned %v", err)
			}
			if v := panicOf(func() { _ = l.With(ctx, func() error { panic(errStop) }) }); v != errStop {
				return fmt.Errorf("With panicked with %v", v)
			}
			return nil
		})
		goexit := c.call("goexit", func(ctx context.Context) error {
			return l.With(ctx, func() error { runtime.Goexit(); return nil })
		})
		synctest.Wait()
		_ = goexit
		if l.IsLocked() {
			c.Fatal("With has left the lock locked")
		}
		locker := l.Locker(context.Background())
		locker.Lock()
		if !l.IsLocked() {
			c.Fatal("a Locker does not lock")
		}
		locker.Unlock()
	})
}

// A lock belongs to a task, not to the goroutine on which that and others run: neither a task that is joined in place
// nor the next one on the same stack has what another one has.
// WAIT-07, LK-14, LK-15.
func TestLockOwnerIsTheTask(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1, Logger: slog.New(slog.DiscardHandler)})
	defer rt.Close()
	err := rt.Run(t.Context(), func(ctx context.Context) error {
		var l impl.ReentrantLock
		if err := l.Lock(ctx); err != nil {
			return err
		}
		child := impl.Spawn(ctx, func(ctx context.Context) (bool, error) { return l.TryLock(ctx), nil })
		if got, err := child.Fetch(ctx); got || err != nil {
			t.Error("a task has its parent's lock", err)
		}
		l.Unlock(ctx)
		for range 2 { // the first one keeps it
			next := impl.Spawn(ctx, func(ctx context.Context) (bool, error) { return l.TryLock(ctx), nil })
			if err := next.Wait(ctx); err != nil {
				return err
			}
		}
		next := impl.Spawn(ctx, func(ctx context.Context) (any, error) {
			return panicOf(func() { l.Unlock(ctx) }), nil
		})
		if v, err := next.Fetch(ctx); !isMisuse(v, "unlock from wrong thread") || err != nil {
			t.Error("a task has its predecessor's lock", v, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A task that ends with locks is reported, however it ends.
// LK-14.
func TestLockKeptIsReported(t *testing.T) {
	for name, end := range map[string]func(){
		"return": func() {}, "panic": func() { panic(errStop) }, "goexit": runtime.Goexit,
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			rt := impl.New(impl.Config{Workers: 1, Logger: slog.New(slog.NewTextHandler(&log, nil))})
			var kept, freed impl.ReentrantLock
			task := impl.Spawn(t.Context(), func(ctx context.Context) (int, error) {
				if err := errors.Join(kept.Lock(ctx), kept.Lock(ctx), freed.Lock(ctx)); err != nil {
					return 0, err
				}
				freed.Unlock(ctx)
				end()
				return 0, nil
			}, impl.On(rt), impl.Named("keeper"))
			<-task.Done()
			mustShutdown(t, rt)
			if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "task=keeper locks=1") {
				t.Errorf("reported %q", got)
			}
		})
	}
}

// Close ends the waits of a runtime's tasks.
// WAIT-09.
func TestLockClose(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2})
	var l impl.ReentrantLock
	if err := l.Lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	waiter := impl.Spawn(t.Context(), func(ctx context.Context) (int, error) { return 0, l.Lock(ctx) }, impl.On(rt))
	untilDump(t.Context(), t, rt, "waits for ReentrantLock (held by a goroutine)")
	rt.Close()
	if err := waiter.Wait(t.Context()); !errors.Is(err, impl.ErrRuntimeClosed) {
		t.Errorf("Lock returned %v", err)
	}
	l.Unlock(t.Context())
	if l.IsLocked() {
		t.Error("a waiter that was closed has the lock")
	}
}

// A dump names the task that has the lock.
func TestLockDump(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2})
	var l impl.ReentrantLock
	leave := impl.NewEvent(false)
	has := impl.Spawn(t.Context(), func(ctx context.Context) (int, error) {
		return 0, l.With(ctx, func() error { return leave.Wait(ctx) })
	}, impl.On(rt), impl.Named("librarian"))
	untilDump(t.Context(), t, rt, "task librarian: blocked, waits for Event")
	wants := impl.Spawn(t.Context(), func(ctx context.Context) (int, error) {
		return 0, l.With(ctx, func() error { return nil })
	}, impl.On(rt), impl.Named("reader"))
	untilDump(t.Context(), t, rt, "task reader: blocked, waits for ReentrantLock (held by task librarian)")
	leave.Notify()
	if err := errors.Join(has.Wait(t.Context()), wants.Wait(t.Context())); err != nil {
		t.Error(err)
	}
	mustShutdown(t, rt)
}

// A lock that nobody waits for is small, and locking it allocates nothing.
func TestLockIsCheap(t *testing.T) {
	if size := unsafe.Sizeof(impl.ReentrantLock{}); !raceEnabled && unsafe.Sizeof(uintptr(0)) == 8 && size != 32 {
		t.Errorf("a lock is %d bytes", size)
	}
	var l impl.ReentrantLock
	ctx := context.Background()
	if n := testing.AllocsPerRun(100, func() {
		_ = l.Lock(ctx)
		l.Unlock(ctx)
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// A Lockable gives its value to its owner alone.
// LK-18, LK-19, LK-20.
func TestLockable(t *testing.T) {
	ctx := context.Background()
	l := impl.NewLockable([]int{1})
	if _, err := l.Get(ctx); !isNotHeld(err) {
		t.Errorf("without the lock: %v", err)
	}
	err := l.With(ctx, func(v *[]int) error {
		*v = append(*v, 2)
		got, err := l.Get(ctx)
		if len(got) != 2 {
			t.Errorf("got %v", got)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if !l.TryLock(ctx) || l.Lock(ctx) != nil {
		t.Error("no lock")
	}
	l.Unlock(ctx)
	l.Unlock(ctx)
	if v := panicOf(func() { l.Unlock(ctx) }); !isMisuse(v, spec.MsgUnlockCount) {
		t.Errorf("Unlock panics with %v", v)
	}
}

// isNotHeld reports whether v is the error of those who do not have the lock.
func isNotHeld(v any) bool {
	e, ok := v.(*spec.ConcurrencyViolationError)
	return ok && e.Msg == "lock must be held"
}
