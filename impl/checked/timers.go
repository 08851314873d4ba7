//go:build veritask_explore

package checked

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/impl/internal/seam"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// timed is a program of a runtime in which timers fire, each at any moment, however early, but only so many in a run.
type timed struct {
	act
	fires int
	open  func(workers int) *impl.Runtime
}

// aLongTime is as short as any other time: see package seam.
const aLongTime = time.Hour

// timers are programs in which time passes.
func timers() []lin.Unit {
	var units []lin.Unit
	for workers := 1; workers <= 2; workers++ {
		for _, t := range []timed{
			{act: sleeping(), fires: 1, open: newRuntime},
			{act: disturbed(), fires: 1, open: newRuntime},
			{act: disturbed(), fires: 2, open: newRuntime},
			{act: registering(), fires: 2, open: newRuntime},
			{act: submitting(1, true), fires: 1, open: newIdling},
			{act: submitting(2, true), fires: 2, open: newIdling},
			{act: stopping("Shutdown", shutdown), fires: 2, open: newIdling},
			{act: stranded(holding(false)), fires: 4, open: newMonitored},
			{act: stranded(holding(true)), fires: 4, open: newMonitored},
		} {
			name := fmt.Sprintf("%s, workers: %d, timers that fire: %d", t.name, workers, t.fires)
			units = append(units, programs("timers", explore.Program{Name: name, Setup: func(r *explore.Run) {
				newRun(t.fires)
				t.play(newHouseOf(r, t.open(workers)))
			}})...)
		}
	}
	return units
}

// newIdling has drivers end when they have slept for long.
func newIdling(workers int) *impl.Runtime { return impl.NewIdling(config(workers), aLongTime) }

// newMonitored has a monitor, which adds a worker for one that is stuck.
func newMonitored(workers int) *impl.Runtime {
	c := config(workers)
	c.MaxDrivers++
	return impl.New(c)
}

// sleeping: a task sleeps.
func sleeping() act {
	return act{"a task sleeps", func(h *house) {
		h.run(func(ctx context.Context) error { return impl.Sleep(ctx, aLongTime) })
	}}
}

// disturbed: a sleep is cancelled, perhaps as it ends. If another timer fires in its place, it ends by that alone.
func disturbed() act {
	return act{"a task sleeps, and is cancelled", func(h *house) {
		inner, cancel := seam.NewContext(h.ctx)
		h.run(func(context.Context) error {
			err := impl.Sleep(inner, aLongTime)
			h.expect(err == nil || errors.Is(err, errEnough), "slept: %v", err)
			return nil
		})
		h.outside("canceller", func(context.Context) { cancel(errEnough) })
	}}
}

// registering: a context that nothing has waited under for some time is forgotten, while something is about to.
func registering() act {
	return act{"two waits under a context that is cancelled", func(h *house) {
		inner, cancel := seam.NewContext(h.ctx)
		first, second := impl.NewEvent(false), impl.NewEvent(false)
		h.run(func(context.Context) error {
			for _, e := range []*impl.Event{first, second} {
				err := e.Wait(inner)
				h.expect(err == nil && e == first || errors.Is(err, errEnough), "waited: %v", err)
			}
			return nil
		})
		h.outside("notifier", func(context.Context) { first.Notify(); cancel(errEnough) })
	}}
}

// stranded makes sure that a body is left over only if no more timers may fire.
func stranded(a act) act {
	return act{a.name, func(h *house) {
		a.play(h)
		h.spent = seam.Spent
	}}
}
