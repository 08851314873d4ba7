package museum

import (
	"github.com/veritask/veritask/linearizability/explore/shared"

	"github.com/veritask/veritask/spec"
)

// permits is what the semaphores here share: a count, a queue, and the calls that no bug is in. Each exhibit adds its
// Acquire and, if it serves waiters in its own way, serve.
type permits struct {
	env

	mu         shared.Mutex
	used, size int
	queue      []*waiter
	serve      func() // hands free permits to waiters; mu is held
}

// init prepares p to serve the oldest waiters first.
func (p *permits) init(e env, size int) {
	p.env, p.size, p.serve = e, size, p.serveOldest
}

// serveOldest hands free permits to the waiters at the head. Afterwards none is free or nobody waits.
func (p *permits) serveOldest() {
	for p.used < p.size && len(p.queue) > 0 {
		p.used++
		p.queue[0].grant()
		p.queue = p.queue[1:]
	}
}

// TryAcquire takes a permit that is free.
func (p *permits) TryAcquire() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.used >= p.size {
		return false
	}
	p.used++
	return true
}

// Release gives a permit back.
func (p *permits) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.used == 0 {
		panic(&spec.MisuseError{Msg: spec.MsgReleaseMismatch})
	}
	p.used--
	p.serve()
}

// Resize changes the number of permits.
func (p *permits) Resize(n int) error {
	if n <= 0 {
		return &spec.ArgumentError{Msg: spec.MsgSemaphoreSize}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.size = n
	p.serve()
	return nil
}
