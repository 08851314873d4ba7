package impl_test

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// Each notification of an autoreset event lets one wait go, or latches, or finds it latched: as many waits return as
// there were notifications that neither latched in vain nor found it so.
func TestEventAutoresetStress(t *testing.T) {
	rounds := scale(20000)
	const pairs = 4
	e := impl.NewEvent(true)
	var owed, returned atomic.Int64 // owed: notified, and the wait not returned
	callers(t, 2*pairs, func(ctx context.Context, i int) error {
		for range rounds {
			if i < pairs {
				// Only one notification is on its way at a time, so none finds the event set.
				for !owed.CompareAndSwap(0, 1) {
					pause(ctx)
				}
				e.Notify()
				continue
			}
			for {
				c, stop := context.WithTimeout(ctx, time.Duration(1+rand.IntN(50))*time.Microsecond)
				err := e.Wait(c)
				stop()
				if err == nil {
					break
				}
			}
			returned.Add(1)
			if !owed.CompareAndSwap(1, 0) {
				t.Error("a wait returned without a notification")
			}
		}
		return nil
	})
	if n := returned.Load(); n != pairs*int64(rounds) || owed.Load() != 0 || e.IsSet() {
		t.Errorf("%d waits returned of %d, %d notifications are under way, set = %v", n, pairs*rounds, owed.Load(),
			e.IsSet())
	}
}

// A manual event that is notified and reset while calls come, wait and give up: nobody is left asleep when it is set in
// the end.
// EV-14.
func TestEventStress(t *testing.T) {
	rounds := scale(20000)
	e := impl.NewEvent(false)
	var released, gaveUp atomic.Int64
	var quiet atomic.Bool
	callers(t, 8, func(ctx context.Context, i int) error {
		for range rounds {
			switch {
			case i == 0:
				e.Notify()
				pause(ctx)
			case i == 1:
				e.Reset()
				pause(ctx)
			default:
				c, stop := context.WithTimeout(ctx, time.Duration(1+rand.IntN(50))*time.Microsecond)
				if e.Wait(c) == nil {
					released.Add(1)
				} else {
					gaveUp.Add(1)
				}
				stop()
			}
		}
		switch i {
		case 0:
			for !quiet.Load() {
				pause(ctx)
			}
			e.Notify()
		case 1:
			e.Reset()
			quiet.Store(true)
		}
		return e.Wait(ctx)
	})
	t.Logf("%d were released, %d gave up", released.Load(), gaveUp.Load())
}
