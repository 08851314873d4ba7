package sched

import (
	"time"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/thread"
)

// The monitor looks after workers that make no step while entries wait in the queues: their task blocks in Go itself
// (a socket, a mutex, a system call) or computes for long. It cannot tell which, so it adds a stand-in after some
// patience, and has twice the patience before the next one, up to a limit.
//
// It runs only while work waits that nobody who sleeps could take: the submitter that sees this starts it, and it ends
// itself after idleTicks without any. So an idle runtime has no monitor and no timer.
//
// Each tick it also sets every worker's ping, which the worker clears at its next step; recursion that joins in place
// looks at it too, so it gives way to timers and injected tasks within two ticks.
type monitor struct {
	rt    *Runtime
	awake atom.Bool
}

const monitorTick = time.Millisecond

func (m *monitor) start() {
	if m.awake.CompareAndSwap(false, true) {
		m.rt.drivers.Add(1)
		thread.Daemon("monitor", m.watch)
	}
}

func (m *monitor) watch() {
	raced.Hide()
	defer raced.Show()
	defer m.rt.driverEnded()
	idle := 0
	for m.rt.phase.Load() != runtimeStopped {
		clock.Sleep(monitorTick)
		idle++
		for _, p := range m.rt.pools() {
			if p.backlog() {
				idle = 0
				m.inspect(p)
			} else {
				p.patience.Set(firstPatience)
			}
		}
		if idle < idleTicks {
			continue
		}
		m.awake.Store(false)
		if !m.rt.backlog() || !m.awake.CompareAndSwap(false, true) { // pairs with start: entry, then awake
			return
		}
	}
}

// inspect counts the workers of p that have been stuck too long and adds stand-ins for half of those that have none.
func (m *monitor) inspect(p *Pool) {
	stuck, long := 0, 0
	var which *worker
	for _, w := range p.all() {
		if !w.standIn && p.asleep(w) {
			w.stuck.Set(0)
			continue
		}
		if !w.ping.Load() {
			w.stuck.Set(0)
			w.ping.Store(true)
			continue
		}
		n := w.stuck.Get() + 1
		w.stuck.Set(n)
		stuck++
		if n >= p.patience.Get() {
			long++
			which = w
		}
	}
	standIns := len(p.all()) - len(p.workers)
	p.surplus.Store(int32(max(standIns-stuck, 0)))
	missing := long - standIns
	if which == nil || missing <= 0 {
		return
	}
	for range (missing + 1) / 2 {
		if !p.addStandIn(which) {
			return
		}
	}
	p.patience.Set(min(2*p.patience.Get(), mostPatience))
}

func (p *Pool) asleep(w *worker) bool {
	word, bit := p.slot(w.id)
	return word.Load()&bit != 0
}
