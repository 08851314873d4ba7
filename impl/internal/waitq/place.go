package waitq

import "github.com/veritask/veritask/impl/internal/atom"

// Place is where a waiter waits that is in no Queue: a part of some other structure, whose Keeper settles it. Like a Cell
// it is used by one waiter once, so whoever comes late finds it settled and does nothing.
type Place struct {
	home atom.Owned[*Home] // written before publication
}

// Home is what many places of one Keeper share.
type Home struct {
	keeper atom.Owned[Keeper] // written before publication
}

// Keeper is the structure that places are part of.
type Keeper interface {
	// CancelPlace cancels the call that waits in p, if it does and nobody has let it go, and reports whether it did. w is
	// who is thought to wait there, nil for whoever does.
	CancelPlace(p *Place, w *Waiter) bool
	// PlaceCancelled reports whether the call that waited in p was cancelled.
	PlaceCancelled(p *Place) bool
	// DescribeWaitIn says what the call in p waits for. For dumps.
	DescribeWaitIn(p *Place) string
}

// SetKeeper is called once, before any place of the home is used.
func (h *Home) SetKeeper(k Keeper) { h.keeper.Set(k) }

// SetHome is called once, before the place is used.
func (p *Place) SetHome(h *Home) { p.home.Set(h) }

// Cancel cancels the call that waits in the place; see Cell.Cancel.
func (p *Place) Cancel() bool { return p.home.Get().keeper.Get().CancelPlace(p, nil) }

// Cancelled reports whether the call that waited here was cancelled. Final once the waiter was unparked.
func (p *Place) Cancelled() bool { return p.home.Get().keeper.Get().PlaceCancelled(p) }

// DescribeWait says what is waited for. For dumps.
func (p *Place) DescribeWait() string { return p.home.Get().keeper.Get().DescribeWaitIn(p) }

// GoTo makes p the place that w is in: before whoever might cancel w has to find it there.
func (w *Waiter) GoTo(p *Place) { w.place.Store(p) }

// Come is GoTo before w waits there: a compare-and-swap by which it begins to follows, and nothing else that others write
// is looked at in between.
func (w *Waiter) Come(p *Place) { atom.PublishPointer(&w.place, p) }

// Leave ends that w is in a place, when it goes on. It may be found there a moment longer, which is settled.
func (w *Waiter) Leave() { atom.PublishPointer(&w.place, nil) }

// Place returns the place that w is in, nil if it is in none. For dumps.
func (w *Waiter) Place() *Place { return w.place.Load() }

// Wake ends the wait of w in a place, which the caller has settled. The waiter leaves the place when it goes on, since it
// may not even have been there yet.
func (w *Waiter) Wake() { w.Unpark() }
