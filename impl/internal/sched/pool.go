package sched

import (
	"math/bits"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/injector"
	"github.com/veritask/veritask/impl/internal/thread"
)

// Pool is a group of workers that share an injector. Tasks stay in the pool that they were spawned into.
//
// Going to sleep and being woken:
//
//	worker:     stop searching → set idle bit → anybody searching? → else look again everywhere → sleep
//	submitter:  add the entry  → anybody searching? → else clear one idle bit → wake its worker
//
// Each side writes, then reads, so at least one sees the other: either the worker finds the entry when it looks again,
// or the submitter finds the bit. A submitter that finds somebody searching leaves it to him: he has not yet stopped,
// so he looks again after the entry was added. Whoever clears a bit, and only he, wakes that worker. One submitter
// wakes at most one worker; a searcher that finds something wakes the next one.
//
// Rejected: waking all (each spawn would cost a wake-up per sleeper); a list of sleepers behind a mutex (it is taken on
// every submission while anybody sleeps).
type Pool struct {
	name     string
	rt       *Runtime
	workers  []*worker // the slots
	injector injector.Queue[Runnable]

	searching atom.Int32
	sleepers  []atom.Uint64 // one bit for each worker that sleeps

	mu       atom.Mutex           // for changing the roster
	roster   atom.Pointer[roster] // whom to steal from
	surplus  atom.Int32           // stand-ins that should retire
	robin    atom.Uint32          // for sticky tasks from outside
	patience atom.Owned[uint32]   // monitor: ticks before the next stand-in
}

// roster lists the slots and the stand-ins; written once, before it is published.
type roster struct{ workers atom.Owned[[]*worker] }

// newPool returns a pool of n workers, without drivers.
// Its fields are written before it is published, which the race detector need not see.
//
//go:norace
func newPool(rt *Runtime, name string, n, firstID int) *Pool {
	p := &Pool{name: name, rt: rt, sleepers: make([]atom.Uint64, (n+63)/64)}
	p.injector.Init()
	for i := range n {
		p.workers = append(p.workers, newWorker(p, firstID+i))
	}
	p.setRoster(p.workers)
	return p
}

func (p *Pool) all() []*worker { return p.roster.Load().workers.Get() }

func (p *Pool) setRoster(all []*worker) {
	r := &roster{}
	r.workers.Set(all)
	p.roster.Store(r)
}

func (p *Pool) slot(id int) (word *atom.Uint64, bit uint64) {
	i := id - p.workers[0].id
	return &p.sleepers[i/64], 1 << (i % 64)
}

// inject adds r to the queue that all workers of the pool look into.
func (p *Pool) inject(r *Runnable) {
	p.injector.Push(r)
	p.submitted()
}

// submitted is called after an entry was added to any queue but a sticky one.
func (p *Pool) submitted() {
	if p.anySleeper() {
		p.wakeOne()
		return
	}
	if m := p.rt.monitor; m != nil && !m.awake.Load() {
		m.start()
	}
}

// wakeOne wakes a sleeping worker, unless somebody is already searching.
func (p *Pool) wakeOne() {
	for p.searching.Load() == 0 && p.searching.CompareAndSwap(0, 1) {
		if w := p.takeSleeper(); w != nil {
			w.wake(true)
			return
		}
		// Nobody slept. Meanwhile another submitter may have left it to us, taking us for a searcher, and a worker
		// may have gone to sleep before his entry was added: look again.
		if p.searching.Add(-1) != 0 || !p.anySleeper() || !p.backlog() {
			return
		}
	}
}

func (p *Pool) anySleeper() bool {
	for i := range p.sleepers {
		if p.sleepers[i].Load() != 0 {
			return true
		}
	}
	return false
}

// takeSleeper clears one idle bit and returns its worker, which the caller wakes; nil if none was set.
func (p *Pool) takeSleeper() *worker {
	for i := range p.sleepers {
		word := &p.sleepers[i]
		for s := word.Load(); s != 0; s = word.Load() {
			b := bits.TrailingZeros64(s)
			if word.CompareAndSwap(s, s&^(1<<b)) {
				return p.workers[i*64+b]
			}
		}
	}
	return nil
}

// claimSleeper clears the idle bit of a worker; true: it was set, and the caller wakes the worker.
func (p *Pool) claimSleeper(id int) bool {
	word, bit := p.slot(id)
	for l := atom.NewLoop(); ; l.Again() {
		s := word.Load()
		if s&bit == 0 {
			return false
		}
		if word.CompareAndSwap(s, s&^bit) {
			return true
		}
	}
}

// wake starts the worker again; the caller has cleared its idle bit. searching: it is counted as such already.
func (w *worker) wake(searching bool) {
	w.searching.Set(searching)
	if w.gone.Get() {
		w.gone.Set(false)
		w.rt.startDriver(w)
		return
	}
	w.parker.Unpark()
}

// sleep blocks the driver until somebody has work for it; false: the driver is to end.
func (w *worker) sleep() bool {
	p := w.pool
	if w.searching.Get() {
		w.searching.Set(false)
		p.searching.Add(-1)
	}
	w.deque.Sweep()
	w.kept.Store(w.idleCount.Get())
	word, bit := p.slot(w.id)
	word.Or(bit)
	if w.rt.phase.Load() != runtimeOpen {
		w.rt.noteIdle()
	}
	if p.hasWork(w) || w.rt.phase.Load() == runtimeStopped {
		if w.stayAwake() {
			return true
		}
		w.parker.Park() // somebody has just claimed us; take his permit
		return true
	}
	return w.sleepAWhile()
}

// stayAwake takes back the idle bit of w, who has found work after setting it; false: somebody has claimed w. There may be
// more than one entry, left to w when he was searching: so he counts as searching again, and wakes the next one when he
// finds one.
func (w *worker) stayAwake() bool {
	if !w.pool.claimSleeper(w.id) {
		return false
	}
	w.searching.Set(true)
	w.pool.searching.Add(1)
	return true
}

// hasWork reports whether anything waits that w, whose idle bit is set, has to see to. While somebody searches, that is
// only what nobody else can take: the searcher looks everywhere, and then wakes the next one or goes to sleep himself,
// which begins with a look here. Without this, a worker that may not search too would go round and round between what it
// sees and may not steal.
func (p *Pool) hasWork(w *worker) bool {
	if !w.sticky.Empty() {
		return true
	}
	if v := p.rt.virtual; v != nil {
		return !p.injector.Empty() || v.hasWork()
	}
	return p.searching.Load() == 0 && p.backlog()
}

// backlog reports whether the injector or any deque of the pool has entries.
func (p *Pool) backlog() bool {
	if !p.injector.Empty() {
		return true
	}
	for _, v := range p.all() {
		if v.deque.Len() > 0 {
			return true
		}
	}
	return false
}

// pause lets other goroutines and cores do something between two looks at empty queues.
func pause(round int) {
	if round >= searchRounds/4 {
		thread.Yield()
		return
	}
	for range 2 << round {
		thread.Spin()
	}
}
