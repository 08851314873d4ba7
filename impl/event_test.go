package impl_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

var _ spec.Event = (*impl.Event)(nil)

// EV-01 to EV-05: Julia's own test, three rounds of it.
// EV-14.
func TestEvent(t *testing.T) {
	eachCrew(t, func(c *crew) {
		e := impl.NewEvent(false)
		for range 3 {
			line := []*member{c.wait(e, 0), c.wait(e, 1)}
			c.blocked(line...)
			if e.IsSet() {
				c.Fatal("set, though nobody has notified")
			}
			e.Notify()
			for _, m := range line {
				c.returned(m, nil)
			}
			for i := range 2 {
				c.returned(c.wait(e, 2+i), nil)
				if !e.IsSet() {
					c.Fatal("a wait has cleared it")
				}
				e.Notify()
			}
			e.Reset()
			e.Reset()
		}
		last := c.wait(e, 4)
		c.blocked(last)
		last.stop(errStop)
		c.returned(last, errStop)
	})
}

// EV-08 to EV-10: one notification, one wait, whichever comes first; several that nobody waits for are one.
func TestEventAutoreset(t *testing.T) {
	eachCrew(t, func(c *crew) {
		e := impl.NewEvent(true)
		line := []*member{c.wait(e, 0), c.wait(e, 1)}
		for i, m := range line {
			c.blocked(line[i:]...)
			e.Notify()
			if e.IsSet() {
				c.Fatal("set, though somebody waited")
			}
			c.returned(m, nil)
		}
		for range 3 {
			e.Notify()
			if !e.IsSet() {
				c.Fatal("not set, though nobody waited")
			}
		}
		c.returned(c.wait(e, 2), nil)
		if e.IsSet() {
			c.Fatal("a wait has not taken the signal")
		}
		m := c.wait(e, 3)
		c.blocked(m)
		e.Notify()
		c.returned(m, nil)
	})
}

// EV-03, EV-06: notify and reset in one breath let all go who wait, and nobody who comes later.
func TestEventPulse(t *testing.T) {
	eachCrew(t, func(c *crew) {
		e := impl.NewEvent(false)
		for range 20 {
			var line []*member
			for i := range 40 {
				line = append(line, c.wait(e, i))
			}
			e.Notify()
			e.Reset()
			late := c.wait(e, 40)
			for _, m := range line {
				c.returned(m, nil)
			}
			c.blocked(late)
			late.stop(errStop)
			c.returned(late, errStop)
		}
	})
}

// EV-05: reset takes back the latched signal of an autoreset event.
func TestEventAutoresetReset(t *testing.T) {
	eachCrew(t, func(c *crew) {
		e := impl.NewEvent(true)
		e.Notify()
		e.Reset()
		if e.IsSet() {
			c.Fatal("set after Reset")
		}
		m := c.wait(e, 0)
		c.blocked(m)
		e.Notify()
		e.Reset() // EV-06: what was handed over stays so
		c.returned(m, nil)
	})
}

// EV-09: of many waiters, k notifications release k, in order.
// EV-12.
func TestEventAutoresetOrder(t *testing.T) {
	eachCrew(t, func(c *crew) {
		e := impl.NewEvent(true)
		var line []*member
		for i := range 40 {
			line = append(line, c.wait(e, i))
		}
		for len(line) > 0 {
			k := min(3, len(line))
			for range k {
				e.Notify()
			}
			for _, m := range line[:k] {
				c.returned(m, nil)
			}
			line = line[k:]
			c.blocked(line...)
		}
		if e.IsSet() {
			c.Fatal("a signal is left")
		}
	})
}

// EV-11: who comes after the hand-off does not get the signal, even if its new owner does not run.
func TestEventAutoresetNoTheft(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for range 50 {
			e := impl.NewEvent(true)
			first := c.wait(e, 0)
			e.Notify()
			second := c.wait(e, 1)
			c.returned(first, nil)
			c.blocked(second)
			e.Notify()
			e.Notify()
			c.returned(second, nil)
			if !e.IsSet() {
				c.Fatal("the second of two notifications for one waiter does not latch")
			}
		}
	})
}

// WAIT-01: a waiter that gives up leaves the line, wherever it stands; no signal goes to it.
// WAIT-08.
func TestEventCancel(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for gone := range 1 << 4 {
			for _, auto := range []bool{false, true} {
				e := impl.NewEvent(auto)
				var line, left []*member
				for i := range 4 {
					line = append(line, c.wait(e, i))
				}
				for i, m := range line {
					if gone>>i&1 != 0 {
						m.stop(errStop)
						c.returned(m, errStop)
					} else {
						left = append(left, m)
					}
				}
				if !auto {
					e.Notify()
				}
				for i, m := range left {
					if auto {
						c.blocked(left[i:]...)
						e.Notify()
					}
					c.returned(m, nil)
				}
				if e.IsSet() == auto {
					c.Fatal("a signal is left, or lost")
				}
				e.Notify()
				c.returned(c.wait(e, 4), nil)
			}
		}
	})
}

// WAIT-02: a waiter that was released before its context ended returns normally.
func TestEventCancelAfterNotify(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for i := range 100 {
			auto := i%2 == 0
			e := impl.NewEvent(auto)
			line := []*member{c.wait(e, 0), c.wait(e, 1)}
			e.Notify()
			if auto {
				e.Notify()
			}
			e.Reset()
			line[0].stop(errStop)
			line[1].stop(errStop)
			c.returned(line[0], nil)
			c.returned(line[1], nil)
		}
	})
}

// WAIT-04: a call whose context has ended fails, even if the event is set, and takes no signal.
func TestEventContextEnded(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for _, auto := range []bool{false, true} {
			e := impl.NewEvent(auto)
			e.Notify()
			c.returned(c.call("wait", func(ctx context.Context) error {
				ctx, stop := context.WithCancelCause(ctx)
				stop(errStop)
				return e.Wait(ctx)
			}), errStop)
			if !e.IsSet() {
				c.Fatal("it took the signal")
			}
		}
	})
}

func TestEventDeadline(t *testing.T) {
	eachCrew(t, func(c *crew) {
		e := impl.NewEvent(false)
		m := c.call("wait", func(ctx context.Context) error {
			ctx, stop := context.WithTimeoutCause(ctx, time.Minute, errStop)
			defer stop()
			return e.Wait(ctx)
		})
		c.blocked(m)
		<-time.After(time.Minute)
		c.returned(m, errStop)
	})
}

func TestEventClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &crew{T: t, rt: impl.New(impl.Config{Workers: 2})}
		e := impl.NewEvent(true)
		m := c.wait(e, 0)
		c.rt.Close()
		c.returned(m, spec.ErrRuntimeClosed)
		e.Notify()
		if !e.IsSet() {
			t.Error("the signal went to a call that failed")
		}
	})
}

func TestEventInDump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &crew{T: t, rt: impl.New(impl.Config{Workers: 1})}
		line := []*member{}
		events := []*impl.Event{impl.NewEvent(false), impl.NewEvent(true)}
		for i, e := range events {
			line = append(line, c.wait(e, i))
		}
		var dump bytes.Buffer
		if err := c.rt.Dump(&dump); err != nil {
			t.Error(err)
		}
		for _, want := range []string{"waits for Event (pool", "waits for Event (autoreset) (pool"} {
			if !strings.Contains(dump.String(), want) {
				t.Errorf("the dump does not say %q:\n%s", want, dump.String())
			}
		}
		for i, e := range events {
			e.Notify()
			c.returned(line[i], nil)
		}
		mustShutdown(t, c.rt)
	})
}

// What an event costs at rest, and that the ways without waiting do not allocate. A change here is a decision.
func TestEventCost(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	if size := unsafe.Sizeof(impl.Event{}); unsafe.Sizeof(uintptr(0)) == 8 && size != 48 {
		t.Errorf("an Event is %d bytes", size)
	}
	ctx := context.Background()
	e := impl.NewEvent(true)
	if n := testing.AllocsPerRun(100, func() {
		e.Notify()
		if err := e.Wait(ctx); err != nil || e.IsSet() {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations for Notify and Wait", n)
	}
}

func BenchmarkEventAutoreset(b *testing.B) {
	ctx := context.Background()
	e := impl.NewEvent(true)
	for b.Loop() {
		e.Notify()
		if err := e.Wait(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
