package shared

import (
	"context"

	"github.com/veritask/veritask/linearizability/explore"
)

// Latch is where any number of callers sleep until it is opened, once and for ever.
type Latch struct {
	w    explore.Word
	done chan struct{}
}

// NewLatch returns a latch that is not open.
func NewLatch() *Latch { return &Latch{done: make(chan struct{})} }

// Open opens the latch. It must not be open already.
func (l *Latch) Open() {
	explore.Begin(&l.w, explore.Release)
	close(l.done)
	explore.End(true, 0, 1)
}

// Wait blocks until the latch is open (true), or until ctx ends (false). If both are the case the latch counts in a run
// of the explorer, where the other order is a run of its own.
func (l *Latch) Wait(ctx context.Context) bool {
	if !explore.Active() {
		select {
		case <-l.done:
			return true
		case <-ctx.Done():
			return false
		}
	}
	await(ctx, &l.w, l.open)
	explore.End(false, 0, 0)
	return l.open()
}

// Done returns a channel that is closed when the latch is. A run of the explorer does not see who waits for it.
func (l *Latch) Done() <-chan struct{} { return l.done }

func (l *Latch) open() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}
