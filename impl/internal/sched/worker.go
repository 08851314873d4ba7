package sched

import (
	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/deque"
	"github.com/veritask/veritask/impl/internal/injector"
	"github.com/veritask/veritask/impl/internal/park"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/rnd"
	"github.com/veritask/veritask/impl/internal/thread"
)

// worker is a logical thread: one slot of a pool, with a goroutine, the driver, that resumes coroutines one after the
// other. What the driver owns is also owned by the coroutine that it resumed, until that yields.
//
// Where a worker looks for work, in this order: its deque (newest first), its sticky queue, the pool's injector, the
// deques of the others (oldest first, from a random one on). Every fairTick steps the order is turned round, so that
// nothing waits behind an endless supply of something newer: by turns the injector, the sticky queue and the oldest
// entry of the own deque come first.
type worker struct {
	id      int
	pool    *Pool
	rt      *Runtime
	standIn bool // for a worker whose task blocks in Go itself; ends when it is not needed

	deque  deque.Deque[Runnable]
	sticky injector.Queue[Runnable]
	rng    rnd.Source

	tick      atom.Owned[uint32]
	dead      atom.Owned[int32]     // entries left in the deque by joins in place, at most
	handoff   atom.Owned[*Runnable] // found by a coroutine's loop, for the driver to switch to
	idle      atom.Owned[*Coroutine]
	idleCount atom.Owned[int32]
	kept      atom.Int32       // idleCount while the driver sleeps
	searching atom.Owned[bool] // counted in pool.searching
	grain     grain
	parker    park.Parker
	gone      atom.Owned[bool] // its driver has ended; whoever clears its idle bit starts one
	expired   atom.Owned[bool] // woken by its idle timeout

	ping  atom.Bool          // set by the monitor, cleared at every step
	stuck atom.Owned[uint32] // monitor: ticks without a step
}

// newWorker returns a worker of p, without a driver.
// Its fields are written before it is published, which the race detector need not see.
//
//go:norace
func newWorker(p *Pool, id int) *worker {
	w := &worker{id: id, pool: p, rt: p.rt}
	w.deque.Init()
	w.sticky.Init()
	w.rng.Seed(p.rt.seed + uint64(id)*0x51ed)
	w.parker.ForGoroutine()
	return w
}

// drive is the driver: find something to run, resume its coroutine, see why it came back.
func (w *worker) drive() {
	raced.Hide()
	ended := false
	defer func() {
		raced.Show()
		if !ended { // a task called Goexit, and iter.Pull passed it on to us
			thread.Daemon("driver", w.drive)
			return
		}
		w.rt.driverEnded()
	}()
	r, mine := w.find()
	for ; r != nil; r, mine = w.find() {
		w.resume(w.coroutineFor(r))
	}
	if mine {
		w.dropIdle()
	}
	if w.standIn {
		w.rt.noteIdle()
	}
	ended = true
}

// coroutineFor returns the coroutine to resume for a claimed entry.
func (w *worker) coroutineFor(r *Runnable) *Coroutine {
	t := r.task()
	if t == nil {
		return r.coroutine()
	}
	c := t.own()
	if c == nil {
		c = w.takeIdle()
		c.start.Set(t)
	}
	return c
}

// resume runs c until it leaves this worker.
func (w *worker) resume(c *Coroutine) {
	for {
		c.worker.Set(w)
		if !c.cor.Resume() {
			return
		}
		c.tell()
		switch c.leave.Get() {
		case leaveParked:
			if !c.Commit() { // unparked while it was leaving
				if w.handoff.Get() == nil {
					continue
				}
				c.Ready() // it has handed w over to another one
			}
			// From here on somebody else may be running c.
		case leaveIdle:
			c.idle.Set(w.idle.Get())
			w.idle.Set(c)
			w.idleCount.Set(w.idleCount.Get() + 1)
		case leaveYielded:
			c.top.Get().pool().inject(&c.run)
		case leaveHome:
			c.top.Get().home().pushSticky(&c.run)
		}
		return
	}
}

// takeIdle returns a coroutine whose loop waits for a task.
func (w *worker) takeIdle() *Coroutine {
	c := w.idle.Get()
	if c == nil {
		c = newCoroutine(w.rt)
		c.cor.Pull(c)
		return c
	}
	w.idle.Set(c.idle.Get())
	w.idleCount.Set(w.idleCount.Get() - 1)
	c.idle.Set(nil)
	return c
}

func (w *worker) keepIdle() bool { return w.idleCount.Get() < maxIdle }

// dropIdle ends the idle coroutines.
func (w *worker) dropIdle() {
	for w.idle.Get() != nil {
		c := w.takeIdle()
		c.worker.Set(w)
		c.cor.Resume() // start is nil, so the loop ends
	}
}

// find returns something to run, already claimed; nil: the driver is to end. mine: w is still its own; otherwise another
// one may be driving w.
func (w *worker) find() (r *Runnable, mine bool) {
	for {
		if r := w.handoff.Get(); r != nil {
			w.handoff.Set(nil)
			return r, true
		}
		if w.rt.phase.Load() == runtimeStopped {
			return nil, true
		}
		if w.standIn && w.pool.retire(w) {
			return nil, true
		}
		if r := w.next(); r != nil {
			w.found()
			return r, true
		}
		if r := w.search(); r != nil {
			w.found()
			return r, true
		}
		if w.standIn {
			w.pool.dismiss(w)
			return nil, true
		}
		if !w.sleep() {
			return nil, false
		}
	}
}

// next takes the next entry from where this worker looks first, claimed; nil if there is none.
func (w *worker) next() *Runnable {
	if v := w.rt.virtual; v != nil {
		return v.next(w)
	}
	for {
		r := w.take()
		if r == nil || r.claim() {
			return r
		}
	}
}

func (w *worker) take() *Runnable {
	n := w.tick.Get() + 1
	w.tick.Set(n)
	w.answer()
	w.grain.end(w)
	if n%fairTick == 0 {
		if r := w.takeFair(n / fairTick); r != nil {
			return r
		}
	}
	if r := w.deque.Pop(); r != nil {
		return r
	}
	if r := w.sticky.Pop(); r != nil {
		return r
	}
	return w.pool.injector.Pop()
}

// answer tells the monitor that the worker makes steps.
func (w *worker) answer() {
	if w.ping.Load() {
		w.ping.Store(false)
	}
}

func (w *worker) takeFair(turn uint32) *Runnable {
	switch turn % 3 {
	case 0:
		return w.pool.injector.Pop()
	case 1:
		return w.sticky.Pop()
	default:
		return w.deque.Steal()
	}
}

// nextFresh is next for the loop of a coroutine, which can run a fresh task itself; anything else it leaves to the
// driver.
func (w *worker) nextFresh() *Task {
	if w.rt.phase.Load() == runtimeStopped || w.standIn {
		return nil
	}
	r := w.next()
	if r == nil {
		return nil
	}
	if t := r.task(); t != nil && t.own() == nil {
		return t
	}
	w.handoff.Set(r)
	return nil
}

// search looks into the deques of the others.
func (w *worker) search() *Runnable {
	p := w.pool
	if len(p.all()) == 1 || w.rt.ordered() {
		return nil
	}
	if !w.searching.Get() {
		if 2*int(p.searching.Load()) >= len(p.workers) {
			return nil
		}
		w.searching.Set(true)
		p.searching.Add(1)
	}
	if r := w.grain.hesitate(w); r != nil {
		return r
	}
	for i := range searchRounds {
		if r := w.steal(); r != nil {
			return r
		}
		if r := w.next(); r != nil {
			return r
		}
		pause(i)
	}
	return nil
}

// steal takes the oldest entry of somebody else's deque, and a few more for later.
func (w *worker) steal() *Runnable {
	all := w.pool.all()
	at := w.rng.N(len(all))
	for range all {
		v := all[at]
		if at++; at == len(all) {
			at = 0
		}
		if v == w {
			continue
		}
		for r := v.deque.Steal(); r != nil; r = v.deque.Steal() {
			if !r.claim() {
				continue
			}
			w.stealMore(v)
			w.grain.begin(w)
			return r
		}
	}
	return nil
}

// stealMore takes up to half of what v still has, one compare-and-swap each.
func (w *worker) stealMore(v *worker) {
	for range min(v.deque.Len()/2, w.grain.most()) {
		r := v.deque.Steal()
		if r == nil {
			return
		}
		w.deque.Push(r)
	}
}

// found ends the search; the last searcher to find something sends the next one, since there may be more.
func (w *worker) found() {
	if !w.searching.Get() {
		return
	}
	w.searching.Set(false)
	if w.pool.searching.Add(-1) == 0 {
		w.pool.wakeOne()
	}
}

// push adds r to the worker's own deque. Called by its driver and the coroutine that it runs.
func (w *worker) push(r *Runnable) {
	w.deque.Push(r)
	w.pool.submitted()
}

// pushSticky adds r to the queue that only this worker takes from. Anybody may call it.
func (w *worker) pushSticky(r *Runnable) {
	if w.rt.ordered() {
		w.pool.inject(r)
		return
	}
	w.sticky.Push(r)
	if w.pool.claimSleeper(w.id) { // pairs with the re-check in sleep
		w.wake(false)
	}
}
