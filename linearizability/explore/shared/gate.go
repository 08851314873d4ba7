package shared

import (
	"context"

	"github.com/veritask/veritask/linearizability/explore"
)

// Gate is where one caller at a time sleeps: a permit that is given at most once before it is taken.
type Gate struct {
	w      explore.Word
	permit chan struct{}
}

// NewGate returns a gate without a permit.
func NewGate() *Gate { return &Gate{permit: make(chan struct{}, 1)} }

// Open gives the permit. It must not be there already.
func (g *Gate) Open() {
	explore.Begin(&g.w, explore.Release)
	select {
	case g.permit <- struct{}{}:
	default:
		panic("shared: a gate was opened twice")
	}
	explore.End(true, 0, 1)
}

// Pass blocks until the permit is there, and takes it (true), or until ctx ends (false). If both are the case it is
// the permit in a run of the explorer, where the other order is a run of its own.
func (g *Gate) Pass(ctx context.Context) bool {
	if !explore.Active() {
		select {
		case <-g.permit:
			return true
		case <-ctx.Done():
			return false
		}
	}
	await(ctx, &g.w, func() bool { return len(g.permit) > 0 })
	if len(g.permit) == 0 {
		explore.End(false, 0, 0)
		return false
	}
	<-g.permit
	explore.End(true, 1, 0)
	return true
}
