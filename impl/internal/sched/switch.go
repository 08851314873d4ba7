package sched

import (
	"context"
	"time"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/thread"
	"github.com/veritask/veritask/impl/internal/waitq"
	"github.com/veritask/veritask/spec"
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
		return nil
	}
	c.giveWay()
	return nil
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

// permit is what Unpark leaves for Park: a value, or the cell that a parked task waits in.
type permit struct {
	cell  atom.Owned[*waitq.Cell]
	value atom.Owned[any]
}

// Park blocks the calling task until Unpark, which may have come before: one permit is kept, with the latest value.
func Park(ctx context.Context) (any, error) {
	if err := Enter(ctx); err != nil {
		return nil, err
	}
	c := current()
	if c == nil {
		return nil, &spec.MisuseError{Msg: "Park: not called by a task"}
	}
	t := c.top.Get()
	x := t.extras()
	if p := x.permit.Swap(nil); p != nil {
		return t.takePermit(p), nil
	}
	mine := &permit{}
	mine.cell.Set(waitq.NewCell(&c.Waiter))
	if !x.permit.CompareAndSwap(nil, mine) {
		c.takeBack(mine.cell.Get())
		return t.takePermit(x.permit.Swap(nil)), nil // an Unpark's: only the task itself takes permits away
	}
	if err := c.park(ctx, mine.cell.Get()); err != nil {
		x.permit.CompareAndSwap(mine, nil) // or an Unpark has replaced it: the permit stays for the next Park
		return nil, err
	}
	return t.takePermit(mine), nil
}

func (t *Task) takePermit(p *permit) any {
	raced.Acquire(unsafe.Pointer(&t.run))
	return p.value.Get()
}

// Unpark ends t's current or next Park, which returns v. It disturbs no other blocking call.
func (t *Task) Unpark(v any) {
	x := t.extras()
	raced.Merge(unsafe.Pointer(&t.run))
	for l := atom.NewLoop(); ; l.Again() {
		p := x.permit.Load()
		if p != nil && p.cell.Get() != nil {
			if !x.permit.CompareAndSwap(p, nil) {
				continue
			}
			p.value.Set(v)
			if p.cell.Get().Resume() { // LP(Unpark) of a parked task
				return
			}
			continue // its Park was cancelled: leave a permit
		}
		q := &permit{}
		q.value.Set(v)
		if x.permit.CompareAndSwap(p, q) { // LP(Unpark) of a task not parked
			return
		}
	}
}
