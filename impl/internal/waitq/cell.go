package waitq

import "github.com/veritask/veritask/impl/internal/atom"

// Cell is one place to wait in, used by one waiter once.
//
//	         Suspend             Resume
//	 EMPTY ───────────▶ WAITING ───────────▶ GRANTED       the waiter is unparked
//	   │                   │
//	   │ Resume            │ Cancel
//	   ▼                   ▼
//	GRANTED            CANCELLED                           the waiter is unparked
//	Suspend finds it: no park
//
// GRANTED and CANCELLED are final: the cell is settled. Exactly one call settles it, by its compare-and-swap, and that
// call alone unparks the waiter. Cells are never used twice, so a resumer or canceller that comes late, however late,
// finds the cell settled and does nothing.
type Cell struct {
	// nil is EMPTY; a waiter's address WAITING; a mark is final: cancelled, or granted or the mark of a batch.
	state atom.Pointer[Waiter]
	// The segment that the cell is part of; nil for a cell on its own. Written before the cell is WAITING.
	seg atom.Owned[*segment]
}

// NewCell returns a cell outside of any queue, in which w waits already: for calls that only one party can end. The
// waiter parks afterwards, or takes the cell back by Disarm.
//
//go:norace
func NewCell(w *Waiter) *Cell {
	c := &Cell{}
	c.state.Store(w)
	w.at.Store(c)
	return c
}

// Disarm takes back a cell on its own in which the caller, its waiter, does not want to park after all. False: it was
// settled before, and the caller has to consume the Unpark.
func (c *Cell) Disarm() bool {
	w := c.state.Load()
	if w.final() || !c.state.CompareAndSwap(w, cancelled) {
		return false
	}
	w.at.Store(nil)
	return true
}

// Resume lets the waiter go. It reports whether it was this call that did; false: the cell was settled before.
func (c *Cell) Resume() bool {
	w, ok := c.settle(granted)
	if ok && w != nil {
		w.wake()
	}
	return ok
}

// Take is Resume by somebody who can run the waiter himself. mine: the waiter sleeps and is his to run; otherwise, though it
// was let go, it goes on by itself, since it had not come to sleep.
func (c *Cell) Take() (ok, mine bool) {
	w, ok := c.settle(granted)
	if !ok || w == nil {
		return ok, false
	}
	w.at.Store(nil)
	return true, w.Parker.Take()
}

// Cancel cancels the call that waits in the cell. True: it was waiting, and is unparked with the cell Cancelled. False:
// it was let go, or has not begun to wait.
//
// LP(Cancel): with an owner, what Granted looked at when it found that nobody had let the line go; the
// compare-and-swap afterwards proves that nobody has let this waiter go in between either. Else that compare-and-swap.
func (c *Cell) Cancel() bool {
	w := c.state.Load()
	if w == nil || w.final() {
		return false
	}
	s := c.seg.Get()
	if s != nil && s.queue.Get().owner.Get().Granted() {
		c.Resume() // on behalf of whoever let all go, and may be slow to tell
		return false
	}
	if !c.state.CompareAndSwap(w, cancelled) {
		return false
	}
	if s != nil {
		s.addCancelled()
	}
	w.wake()
	return true
}

// Cancelled reports whether the call that waited here was cancelled. Final once the waiter was unparked.
func (c *Cell) Cancelled() bool { return c.state.Load() == cancelled }

// Owner returns the owner of the cell's queue, nil for a cell on its own. For dumps.
func (c *Cell) Owner() Owner {
	if s := c.seg.Get(); s != nil {
		return s.queue.Get().owner.Get()
	}
	return nil
}

// settle takes the cell to a final state. It returns the waiter, nil if that has not come yet, and whether it was this
// call that let it go. One that waits for something else, too, and has got that, is not let go, but cancelled. Wait-free, but
// for Branch.claim: the state changes twice at most.
func (c *Cell) settle(final *Waiter) (w *Waiter, ok bool) {
	for l := atom.NewLoop(); ; l.Again() {
		w = c.state.Load()
		if w.final() {
			return nil, false
		}
		if w != nil && w.kind.Get() == aBranch && !branchOf(w).claim(final == granted) {
			c.decline(w)
			return nil, false
		}
		if c.state.CompareAndSwap(w, final) {
			return w, true
		}
	}
}

// decline cancels the cell, in which w waits, without waking anybody.
func (c *Cell) decline(w *Waiter) {
	if !c.state.CompareAndSwap(w, cancelled) {
		return
	}
	if s := c.seg.Get(); s != nil {
		s.addCancelled()
	}
}
