package sched

import (
	"bytes"
	"context"
	"runtime"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/injector"
	"github.com/veritask/veritask/impl/internal/park"
	"github.com/veritask/veritask/impl/internal/thread"
)

// raise moves the phase up to p; false: it was there already, or beyond.
func (rt *Runtime) raise(p uint32) bool {
	for l := atom.NewLoop(); ; l.Again() {
		old := rt.phase.Load()
		if old >= p {
			return false
		}
		if rt.phase.CompareAndSwap(old, p) {
			return true
		}
	}
}

// Shutdown refuses tasks from outside, waits until all tasks are over, and stops the workers. When ctx ends first, it
// returns the cause; the runtime goes on draining.
func (rt *Runtime) Shutdown(ctx context.Context) error {
	rt.raise(runtimeDraining)
	rt.noteIdle()
	if !rt.quiet.WaitUntil(ctx.Done()) {
		return context.Cause(ctx)
	}
	rt.stop()
	return nil
}

// Close makes all blocking calls of the runtime's tasks fail, fails the tasks that have not started, waits for the
// bodies that have, and stops the workers. Called by a task of the runtime it does not wait.
func (rt *Runtime) Close() {
	if rt.raise(runtimeClosed) {
		registry.each(rt, func(c *Coroutine) { c.endWait(firmest) })
	}
	rt.noteIdle()
	if c := current(); c != nil && c.rt.Get() == rt {
		thread.Go("close", rt.finishClose)
		return
	}
	rt.finishClose()
}

func (rt *Runtime) finishClose() {
	for !rt.awaitQuiet() {
		rt.logger.Warn("veritask: Close still waits for tasks", "stacks", rt.stacks())
	}
	rt.stop()
}

// awaitQuiet waits until nothing runs; false: CloseReport has passed.
func (rt *Runtime) awaitQuiet() bool {
	if rt.closeReport <= 0 {
		rt.quiet.Wait()
		return true
	}
	var late park.Latch
	late.Init()
	timer := clock.System{}.AfterFunc(rt.closeReport, late.Open)
	defer timer.Stop()
	return rt.quiet.WaitOr(&late)
}

// stacks returns the stacks of all goroutines that run tasks of this module.
func (rt *Runtime) stacks() string {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	var b bytes.Buffer
	for _, g := range bytes.Split(buf, []byte("\n\n")) {
		if bytes.Contains(g, []byte("sched.(*Task).execute")) {
			b.Write(g)
			b.WriteString("\n\n")
		}
	}
	return b.String()
}

// stop ends the drivers; nothing runs any more.
func (rt *Runtime) stop() {
	rt.raise(runtimeStopped)
	for _, p := range rt.pools() {
		for _, w := range p.workers {
			if p.claimSleeper(w.id) && !w.gone.Get() {
				w.wake(false)
			}
		}
	}
	if rt.drivers.Load() == 0 {
		rt.stopped.Open()
	}
	rt.stopped.Wait()
	rt.failLeft()
	for n := rt.nodes.after(nil); n != nil; n = rt.nodes.after(nil) {
		rt.nodes.remove(n)
		n.release()
	}
}

// failLeft fails the tasks that were queued from outside after the runtime was found quiet and before it was stopped.
// Whoever queues one later sees to it himself (schedule): he queues first and looks at the phase then, and the phase
// was raised before this looks into the queues.
func (rt *Runtime) failLeft() {
	for _, p := range rt.pools() {
		fail := func(q *injector.Queue[Runnable]) {
			for r := q.Pop(); r != nil; r = q.Pop() {
				if t := r.task(); t != nil && t.claim() {
					t.finishUnrun(errClosed)
				}
			}
		}
		fail(&p.injector)
		for _, w := range p.workers {
			fail(&w.sticky)
		}
	}
}

// noteIdle opens quiet if nothing runs and nothing can any more: new tasks are refused from outside, all workers sleep,
// all queues are empty, and every coroutine is idle. A worker calls it after setting its idle bit, so the last one to
// go to sleep finds it true.
func (rt *Runtime) noteIdle() {
	if rt.phase.Load() == runtimeOpen || !rt.allAsleep() {
		return
	}
	busy := rt.coroutines.Load()
	for _, p := range rt.pools() {
		if p.backlog() {
			return
		}
		for _, w := range p.workers {
			if !w.sticky.Empty() {
				return
			}
			busy -= int64(w.kept.Load())
		}
	}
	if v := rt.virtual; v != nil && !v.added.Empty() {
		return
	}
	if busy == 0 && rt.allAsleep() {
		rt.quiet.Open()
	}
}

func (rt *Runtime) allAsleep() bool {
	for _, p := range rt.pools() {
		if len(p.all()) != len(p.workers) {
			return false
		}
		for _, w := range p.workers {
			if !p.asleep(w) {
				return false
			}
		}
	}
	return true
}
