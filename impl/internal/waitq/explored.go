//go:build veritask_explore

package waitq

import "github.com/veritask/veritask/impl/internal/seam"

// Word returns the identity of a waiter, which it is itself the first to touch.
func (w *Waiter) Word() *seam.Word { return w.at.Word() }

// Settled reports whether the call that waited here was let go or cancelled.
func (c *Cell) Settled() bool { return c.state.Load().final() }

// Settled reports whether the call that waited here was let go or cancelled.
func (p *Place) Settled() bool {
	return p.home.Get().keeper.Get().(interface{ PlaceSettled(*Place) bool }).PlaceSettled(p)
}
