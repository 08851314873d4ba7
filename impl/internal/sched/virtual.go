package sched

import (
	"container/heap"
	"time"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/injector"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/rnd"
)

// virtual is how a runtime with one worker keeps order: strictly first in first out (cooperative), or by a seeded
// choice among all that is runnable, with virtual time (deterministic).
//
// Everything that becomes runnable goes through the pool's injector. What is below "driver's own" is touched only by
// the driver and by the coroutine loops that it resumes.
type virtual struct {
	rt     *Runtime
	seeded bool
	rng    rnd.Source
	now    atom.Int64 // nanoseconds since epoch
	added  injector.Queue[virtualTimer]
	poked  atom.Bool

	// driver's own
	bag    []*Runnable
	timers timerHeap
	count  uint64
}

// epoch is when virtual time begins.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// newVirtual returns the order of rt.
// Its fields are written before it is published, which the race detector need not see.
//
//go:norace
func newVirtual(rt *Runtime, seeded bool) *virtual {
	v := &virtual{rt: rt, seeded: seeded}
	v.rng.Seed(rt.seed)
	v.added.Init()
	return v
}

// next takes the entry that is to run next, claimed. Contexts are polled first; time moves only when nothing is left
// to run.
func (v *virtual) next(w *worker) *Runnable {
	for {
		v.pollContexts()
		v.drainTimers()
		r := v.choose(w.pool)
		if r == nil {
			if !v.advance() {
				return nil
			}
			continue
		}
		if r.claim() {
			return r
		}
	}
}

func (v *virtual) choose(p *Pool) *Runnable {
	if !v.seeded {
		return p.injector.Pop()
	}
	for r := p.injector.Pop(); r != nil; r = p.injector.Pop() {
		v.bag = append(v.bag, r)
	}
	n := len(v.bag)
	if n == 0 {
		return nil
	}
	i := v.rng.N(n)
	r := v.bag[i]
	v.bag[i] = v.bag[n-1]
	v.bag[n-1] = nil
	v.bag = v.bag[:n-1]
	return r
}

// pollContexts cancels the calls under contexts that have ended, in the order in which the runtime met those contexts.
func (v *virtual) pollContexts() {
	v.poked.Store(false)
	for n := v.rt.nodes.after(nil); n != nil; {
		next := v.rt.nodes.after(n)
		raced.Show()
		raced.Acquire(unsafe.Pointer(n))
		ended := n.ctx.Err() != nil // its own lock must be seen
		raced.Hide()
		if ended {
			v.rt.nodes.remove(n)
			n.release()
			n.cancelAll()
		}
		n = next
	}
}

func (v *virtual) hasWork() bool {
	return len(v.bag) > 0 || len(v.timers) > 0 || !v.added.Empty() || v.poked.Load()
}

// poke makes the driver look at contexts and timers.
func (v *virtual) poke() {
	v.poked.Store(true)
	v.rt.def.submitted()
}

// Now returns the virtual time.
func (v *virtual) Now() time.Time { return epoch.Add(time.Duration(v.now.Load())) }

// AfterFunc arranges for f to run on the driver when time has come to d from now; timers of the same moment run in the
// order in which they were set.
func (v *virtual) AfterFunc(d time.Duration, f func()) clock.Timer {
	t := newVirtualTimer(v.now.Load()+int64(max(d, 0)), f)
	v.added.Push(t)
	v.rt.def.submitted()
	return t
}

// virtualTimer is a pending call of the virtual clock.
type virtualTimer struct {
	over  atom.Bool // fired or stopped
	when  int64     // written before it is published
	f     func()    // the same
	order uint64    // driver's own
}

// newVirtualTimer returns a timer that is due when.
// Its fields are written before it is published, which the race detector need not see.
//
//go:norace
func newVirtualTimer(when int64, f func()) *virtualTimer { return &virtualTimer{when: when, f: f} }

// Stop reports whether it kept the call from being made.
func (t *virtualTimer) Stop() bool { return !t.over.Swap(true) }

func (v *virtual) drainTimers() {
	for t := v.added.Pop(); t != nil; t = v.added.Pop() {
		v.count++
		t.order = v.count
		heap.Push(&v.timers, t)
	}
}

// advance moves time to the next timer and fires it; false: there is none.
func (v *virtual) advance() bool {
	for len(v.timers) > 0 {
		t := heap.Pop(&v.timers).(*virtualTimer)
		if t.over.Swap(true) {
			continue
		}
		v.now.Store(max(v.now.Load(), t.when))
		t.f()
		return true
	}
	return false
}

// timerHeap orders timers by time, then by when they were set.
type timerHeap []*virtualTimer

func (h timerHeap) Len() int { return len(h) }
func (h timerHeap) Less(i, j int) bool {
	a, b := h[i].when, h[j].when
	return a < b || a == b && h[i].order < h[j].order
}
func (h timerHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push is for container/heap.
func (h *timerHeap) Push(x any) { *h = append(*h, x.(*virtualTimer)) }

// Pop is for container/heap.
func (h *timerHeap) Pop() any {
	old := *h
	n := len(old) - 1
	t := old[n]
	old[n] = nil
	*h = old[:n]
	return t
}
