package sched

import (
	"context"
	"time"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/rnd"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// Choose blocks until one of the lines lets the caller go, and returns which, or the reason why the wait ended before. The
// caller gets into them in their order.
func Choose(ctx context.Context, lines []waitq.Line) (int, error) {
	p := Caller()
	for l := atom.NewLoop(); ; l.Again() {
		ch := waitq.NewChoice(p.w, lines)
		for i := range lines {
			if ch.Enter(i) {
				ch.Leave()
				return i, nil
			}
		}
		if !ch.Arm() {
			ch.Leave()
			continue
		}
		err := p.Park(ctx, &ch.Place, true)
		ch.Leave()
		return ch.Won(), err
	}
}

// AfterFunc has f called once d has passed on the clock of the caller's runtime, or the one that ctx came from. f must not
// block.
func AfterFunc(ctx context.Context, d time.Duration, f func()) clock.Timer {
	clk := runtimeClock(ctx)
	if c := current(); c != nil {
		clk = c.rt.Get().clock
	}
	return clk.AfterFunc(d, f)
}

// Line is where those stand who wait for the end of t.
func (t *Task) Line() *waitq.Queue { return &t.extras().waiters }

// Chance returns a number from 0 to n-1, from the caller's worker or the seed of its runtime.
func Chance(n int) int {
	c := current()
	switch {
	case c == nil:
		return rnd.N(n)
	case c.rt.Get().virtual != nil:
		return c.rt.Get().virtual.rng.N(n)
	}
	return c.worker.Get().rng.N(n)
}
