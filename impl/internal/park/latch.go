package park

import "github.com/veritask/veritask/impl/internal/atom"

// Latch is a gate that opens once, for goroutines that are no coroutines. The zero Latch is not usable; call Init.
type Latch struct {
	once atom.Bool
	gate gate
}

// Init makes the latch usable, and closed.
func (l *Latch) Init() { l.gate.c = make(chan struct{}) }

// Open opens the latch; again is harmless.
func (l *Latch) Open() {
	if l.once.CompareAndSwap(false, true) {
		l.gate.open()
	}
}

// Wait blocks until the latch is open.
func (l *Latch) Wait() { l.gate.wait() }

// WaitUntil is Wait that gives up when done is closed; false: it did.
func (l *Latch) WaitUntil(done <-chan struct{}) bool { return l.gate.waitUntil(done) }

// WaitOr is Wait that gives up when another latch opens; false: it did.
func (l *Latch) WaitOr(other *Latch) bool { return l.gate.waitOr(&other.gate) }
