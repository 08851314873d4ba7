package impl_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

var (
	_       spec.Semaphore = (*impl.Semaphore)(nil)
	errStop                = errors.New("stopped by the test")
)

func isArgumentError(v any, text string) bool {
	e, ok := v.(*spec.ArgumentError)
	return ok && e.Msg == text
}

// SEM-09 for the constructor.
// SEM-12.
func TestNewSemaphore(t *testing.T) {
	for _, n := range []int{0, -1, math.MinInt} {
		if v := panicOf(func() { impl.NewSemaphore(n) }); !isArgumentError(v, "Semaphore size must be > 0") {
			t.Errorf("NewSemaphore(%d) panics with %v", n, v)
		}
	}
	const tooLarge = "Semaphore size must be <= 2097151"
	if v := panicOf(func() { impl.NewSemaphore(impl.MaxSemaphoreSize + 1) }); !isArgumentError(v, tooLarge) {
		t.Errorf("panics with %v", v)
	}
	if s := impl.NewSemaphore(impl.MaxSemaphoreSize); s.Size() != 2097151 || s.InUse() != 0 {
		t.Errorf("%d of %d", s.InUse(), s.Size())
	}
}

// SEM-01, SEM-06, SEM-10: as many as there are, at once.
func TestSemaphoreFree(t *testing.T) {
	ctx := context.Background()
	for n := 1; n <= 5; n++ {
		s := impl.NewSemaphore(n)
		for i := range n {
			if i%2 == 0 {
				if err := s.Acquire(ctx); err != nil {
					t.Fatal(err)
				}
			} else if !s.TryAcquire() {
				t.Fatal("no permit, though some are free")
			}
		}
		if s.TryAcquire() || s.InUse() != n {
			t.Fatalf("%d of %d", s.InUse(), n)
		}
		for range n {
			s.Release()
		}
		if s.InUse() != 0 {
			t.Fatal("not all are back")
		}
	}
}

// SEM-02, SEM-03, SEM-11: first come first served, whoever releases.
func TestSemaphoreOrder(t *testing.T) {
	eachCrew(t, func(c *crew) {
		s := impl.NewSemaphore(2)
		s.TryAcquire()
		s.TryAcquire()
		var line []*member
		for i := range 40 {
			line = append(line, c.acquire(s, i))
		}
		for i, m := range line {
			c.blocked(line[i:]...)
			s.Release()
			c.returned(m, nil)
		}
		s.Release()
		s.Release()
	})
}

// SEM-04, SEM-06: what was handed over is not free for a moment, even if its new holder does not run.
func TestSemaphoreNoBarging(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for range 50 {
			s := impl.NewSemaphore(1)
			s.TryAcquire()
			m := c.acquire(s, 0)
			s.Release()
			if s.TryAcquire() {
				c.Fatal("a permit was taken that had been handed over")
			}
			if s.InUse() != 1 {
				c.Fatalf("InUse = %d", s.InUse())
			}
			c.returned(m, nil)
		}
	})
}

// SEM-05.
func TestSemaphoreReleaseMismatch(t *testing.T) {
	s := impl.NewSemaphore(2)
	mismatch := func() {
		t.Helper()
		e, ok := panicOf(s.Release).(*spec.MisuseError)
		if !ok || e.Msg != "release count must match acquire count" {
			t.Fatalf("Release panics with %v", e)
		}
		if s.InUse() != 0 || s.Size() != 2 {
			t.Fatalf("it has changed something: %d of %d", s.InUse(), s.Size())
		}
	}
	mismatch()
	s.TryAcquire()
	s.Release()
	mismatch()
}

// WAIT-01: a waiter that gives up leaves the line, wherever it stands, and the others are served in order.
func TestSemaphoreCancel(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for gone := range 1 << 4 {
			s := impl.NewSemaphore(1)
			s.TryAcquire()
			var line, left []*member
			for i := range 4 {
				line = append(line, c.acquire(s, i))
			}
			for i, m := range line {
				if gone>>i&1 != 0 {
					m.stop(errStop)
					c.returned(m, errStop)
				} else {
					left = append(left, m)
				}
			}
			for i, m := range left {
				c.blocked(left[i:]...)
				s.Release()
				c.returned(m, nil)
			}
			if s.TryAcquire() || s.InUse() != 1 {
				c.Fatal("a permit too many")
			}
			s.Release()
			if s.InUse() != 0 || !s.TryAcquire() {
				c.Fatal("a permit is lost")
			}
		}
	})
}

// WAIT-02: a waiter to whom a permit was handed before its context ended has it.
func TestSemaphoreCancelAfterGrant(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for range 100 {
			s := impl.NewSemaphore(1)
			s.TryAcquire()
			m := c.acquire(s, 0)
			s.Release()
			m.stop(errStop)
			c.returned(m, nil)
			s.Release()
		}
	})
}

// WAIT-04: a call whose context has ended has no effect, even if a permit is free.
func TestSemaphoreContextEnded(t *testing.T) {
	eachCrew(t, func(c *crew) {
		s := impl.NewSemaphore(1)
		m := c.call("acquire", func(ctx context.Context) error {
			ctx, stop := context.WithCancelCause(ctx)
			stop(errStop)
			return s.Acquire(ctx)
		})
		c.returned(m, errStop)
		if s.InUse() != 0 {
			c.Fatal("it took a permit")
		}
		m = c.call("with", func(ctx context.Context) error {
			ctx, stop := context.WithCancelCause(ctx)
			stop(errStop)
			return s.With(ctx, func() error { panic("not called") })
		})
		c.returned(m, errStop)
	})
}

func TestSemaphoreDeadline(t *testing.T) {
	eachCrew(t, func(c *crew) {
		s := impl.NewSemaphore(1)
		s.TryAcquire()
		m := c.call("acquire", func(ctx context.Context) error {
			ctx, stop := context.WithTimeoutCause(ctx, time.Hour, errStop)
			defer stop()
			return s.Acquire(ctx)
		})
		c.blocked(m)
		<-time.After(time.Hour - 1)
		c.blocked(m)
		<-time.After(1)
		c.returned(m, errStop)
	})
}

// SEM-07, SEM-08: what a Resize lets go, and what it withholds.
func TestSemaphoreResize(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for size := 1; size <= 3; size++ {
			for waiters := range 4 {
				for to := 1; to <= 7; to++ {
					c.resize(size, waiters, to)
				}
			}
		}
	})
}

// resize resizes a semaphore with all permits taken and some waiting, and then has everything released.
func (c *crew) resize(size, waiters, to int) {
	s := impl.NewSemaphore(size)
	for range size {
		s.TryAcquire()
	}
	var line []*member
	for i := range waiters {
		line = append(line, c.acquire(s, i))
	}
	if err := s.Resize(to); err != nil {
		c.Fatal(err)
	}
	granted := min(waiters, max(0, to-size))
	held := size + granted
	if s.Size() != to || s.InUse() != held {
		c.Fatalf("from %d to %d with %d waiting: %d of %d", size, to, waiters, s.InUse(), s.Size())
	}
	for _, m := range line[:granted] {
		c.returned(m, nil)
	}
	line = line[granted:]
	for held > 0 {
		c.blocked(line...)
		s.Release()
		switch {
		case held > to || len(line) == 0:
			held--
		default:
			c.returned(line[0], nil)
			line = line[1:]
		}
		if s.InUse() != held {
			c.Fatalf("InUse = %d, want %d", s.InUse(), held)
		}
	}
	for range to {
		if !s.TryAcquire() {
			c.Fatal("not all permits are free in the end")
		}
	}
	if s.TryAcquire() {
		c.Fatal("one permit too many")
	}
}

// SEM-09.
func TestSemaphoreResizeArguments(t *testing.T) {
	s := impl.NewSemaphore(3)
	for n, text := range map[int]string{
		0:                         "Semaphore size must be > 0",
		-7:                        "Semaphore size must be > 0",
		impl.MaxSemaphoreSize + 1: "Semaphore size must be <= 2097151",
	} {
		if err := s.Resize(n); !isArgumentError(err, text) || s.Size() != 3 {
			t.Errorf("Resize(%d) returned %v, size is %d", n, err, s.Size())
		}
	}
	if err := s.Resize(impl.MaxSemaphoreSize); err != nil || s.Size() != impl.MaxSemaphoreSize {
		t.Errorf("Resize to the maximum returned %v, size is %d", err, s.Size())
	}
}

// A cancelled waiter gets nothing of a Resize.
func TestSemaphoreResizeSkipsCancelled(t *testing.T) {
	eachCrew(t, func(c *crew) {
		s := impl.NewSemaphore(1)
		s.TryAcquire()
		line := []*member{c.acquire(s, 0), c.acquire(s, 1), c.acquire(s, 2)}
		line[0].stop(errStop)
		c.returned(line[0], errStop)
		if err := s.Resize(2); err != nil {
			c.Fatal(err)
		}
		c.returned(line[1], nil)
		c.blocked(line[2])
		s.Release()
		c.returned(line[2], nil)
	})
}

// SEM-13, SEM-14, SEM-16.
func TestSemaphoreWith(t *testing.T) {
	eachCrew(t, func(c *crew) {
		s := impl.NewSemaphore(1)
		c.returned(c.call("with", func(ctx context.Context) error {
			return s.With(ctx, func() error {
				if s.InUse() != 1 {
					c.Error("f runs without a permit")
				}
				return errStop
			})
		}), errStop)
		c.returned(c.call("panic", func(ctx context.Context) error {
			if v := panicOf(func() { _ = s.With(ctx, func() error { panic("boom") }) }); v != "boom" {
				c.Errorf("With panics with %v", v)
			}
			return nil
		}), nil)
		go func() {
			_ = s.With(c.Context(), func() error { runtime.Goexit(); return nil })
		}()
		synctest.Wait()
		if s.InUse() != 0 {
			c.Error("the permit was not released")
		}
		s.TryAcquire()
		m := c.call("cancelled", func(ctx context.Context) error {
			return s.With(ctx, func() error { panic("not called") })
		})
		m.stop(errStop)
		c.returned(m, errStop)
		if s.InUse() != 1 {
			c.Error("With released what it did not get")
		}
	})
}

// Julia's own test: of 100 tasks never more than two are inside.
// SEM-15.
func TestSemaphoreTwoOfAHundred(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		s := impl.NewSemaphore(2)
		var inside, most, entered atomic.Int64
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 100 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					return i, s.With(ctx, func() error {
						n := inside.Add(1)
						most.Store(max(most.Load(), n))
						if n < 1 || n > 2 {
							t.Errorf("%d are inside", n)
						}
						entered.Add(1)
						err := impl.Yield(ctx)
						inside.Add(-1)
						return err
					})
				})
			}
			return nil
		})
		if s.InUse() != 0 || inside.Load() != 0 || entered.Load() != 100 {
			t.Errorf("%d are still held after %d entered", s.InUse(), entered.Load())
		}
		return err
	})
}

func TestSemaphoreClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &crew{T: t, rt: impl.New(impl.Config{Workers: 2})}
		s := impl.NewSemaphore(1)
		s.TryAcquire()
		m := c.acquire(s, 0)
		c.rt.Close()
		c.returned(m, spec.ErrRuntimeClosed)
		s.Release()
		if s.InUse() != 0 {
			t.Error("the permit went to a call that failed")
		}
	})
}

func TestSemaphoreInDump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &crew{T: t, rt: impl.New(impl.Config{Workers: 1})}
		s := impl.NewSemaphore(3)
		for range 3 {
			s.TryAcquire()
		}
		m := c.acquire(s, 0)
		var dump bytes.Buffer
		if err := c.rt.Dump(&dump); err != nil {
			t.Error(err)
		}
		if want := "waits for Semaphore (3 of 3 permits held)"; !strings.Contains(dump.String(), want) {
			t.Errorf("the dump does not say that a task %s:\n%s", want, dump.String())
		}
		s.Release()
		c.returned(m, nil)
		mustShutdown(t, c.rt)
	})
}

// What a semaphore costs at rest, and that the ways without waiting do not allocate. A change here is a decision.
func TestSemaphoreCost(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	if size := unsafe.Sizeof(impl.Semaphore{}); unsafe.Sizeof(uintptr(0)) == 8 && size != 40 {
		t.Errorf("a Semaphore is %d bytes", size)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	s := impl.NewSemaphore(1)
	if n := testing.AllocsPerRun(100, func() {
		if err := s.Acquire(ctx); err != nil || s.TryAcquire() {
			t.Fatal(err)
		}
		s.Release()
	}); n != 0 {
		t.Errorf("%v allocations for Acquire and Release", n)
	}
}

func BenchmarkSemaphoreUncontended(b *testing.B) {
	ctx := context.Background()
	s := impl.NewSemaphore(1)
	for b.Loop() {
		if err := s.Acquire(ctx); err != nil {
			b.Fatal(err)
		}
		s.Release()
	}
}

func BenchmarkSemaphoreContended(b *testing.B) {
	for _, permits := range []int{1, 4} {
		b.Run(fmt.Sprintf("permits=%d", permits), func(b *testing.B) {
			s := impl.NewSemaphore(permits)
			b.RunParallel(func(pb *testing.PB) {
				ctx := context.Background()
				for pb.Next() {
					if err := s.Acquire(ctx); err != nil {
						b.Error(err)
					}
					s.Release()
				}
			})
		})
	}
}
