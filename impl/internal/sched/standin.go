package sched

import "github.com/veritask/veritask/impl/internal/atom"

// addStandIn adds a worker for one whose task blocks in Go itself. It has a deque of its own, since the owner end of a
// deque never changes hands, and stays until the pool has enough running workers again.
//
//go:norace
func (p *Pool) addStandIn(stuck *worker) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.all()
	if len(all) >= p.rt.maxDrivers {
		p.rt.logMaxDrivers(p)
		return false
	}
	w := newWorker(p, stuck.id)
	w.standIn = true
	more := make([]*worker, len(all)+1)
	//lint:ignore S1001 the race detector sees copy
	for i, v := range all {
		more[i] = v
	}
	more[len(all)] = w
	p.setRoster(more)
	p.rt.startDriver(w)
	return true
}

// retire ends a stand-in if there are more of them than needed, or nothing is left to do.
func (p *Pool) retire(w *worker) bool {
	for l := atom.NewLoop(); ; l.Again() {
		n := p.surplus.Load()
		if n <= 0 {
			if p.backlog() {
				return false
			}
			break
		}
		if p.surplus.CompareAndSwap(n, n-1) {
			break
		}
	}
	p.dismiss(w)
	return true
}

//go:norace
func (p *Pool) dismiss(w *worker) {
	if w.searching.Get() {
		w.searching.Set(false)
		p.searching.Add(-1)
	}
	for r := w.deque.Pop(); r != nil; r = w.deque.Pop() {
		p.inject(r)
	}
	p.mu.Lock()
	all := p.all()
	fewer := make([]*worker, 0, len(all)-1)
	for _, v := range all {
		if v != w {
			fewer = append(fewer, v)
		}
	}
	p.setRoster(fewer)
	p.mu.Unlock()
}
