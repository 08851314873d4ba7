package sched

import (
	"context"
	"time"

	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/thread"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// Current returns the task that the calling goroutine runs, nil for a plain goroutine.
func Current() *Task {
	if c := current(); c != nil {
		return c.top.Get()
	}
	return nil
}

// Ordered reports whether the caller is a task of a runtime that keeps the order of its tasks.
func Ordered() bool {
	c := current()
	return c != nil && c.rt.Get().ordered()
}

// Yield lets everything run that is queued in the caller's pool now. A sticky task goes to the end of its worker's
// sticky queue, another one to the end of the injector; if nothing else waits, it goes on at once.
func Yield(ctx context.Context) error {
	if err := Enter(ctx); err != nil {
		return err
	}
	c := current()
	if c == nil {
		thread.Yield()
		return nil
	}
	w := c.worker.Get()
	if !w.rt.ordered() && w.deque.Len() == 0 && w.sticky.Empty() && w.pool.injector.Empty() {
		w.answer()
	} else {
		c.giveWay()
	}
	return c.interruption()
}

// sleepCall is a sleep in progress: the timer grants its cell.
type sleepCall struct{ cell *waitq.Cell }

// newSleepCall returns a sleep of w.
// Its fields are written before it is published, which the race detector need not see.
//
//go:norace
func newSleepCall(w *waitq.Waiter) *sleepCall { return &sleepCall{cell: waitq.NewCell(w)} }

func (s *sleepCall) fire() {
	raced.Hide()
	s.cell.Resume()
	raced.Show()
}

// Sleep blocks for at least d on the clock of the caller's runtime.
func Sleep(ctx context.Context, d time.Duration) error {
	if err := Enter(ctx); err != nil {
		return err
	}
	if c := current(); c != nil {
		return sleep(c.rt.Get().clock, d, &c.Waiter, func(cell *waitq.Cell) error { return c.park(ctx, cell) })
	}
	w := newGoroutineWaiter()
	return sleep(runtimeClock(ctx), d, w, func(cell *waitq.Cell) error { return parkGoroutine(ctx, w, cell) })
}

// sleep has w's caller park until a timer of clk grants its cell.
func sleep(clk clock.Clock, d time.Duration, w *waitq.Waiter, park func(*waitq.Cell) error) error {
	s := newSleepCall(w)
	timer := clk.AfterFunc(d, s.fire)
	err := park(s.cell)
	if err != nil {
		timer.Stop()
	}
	return err
}
