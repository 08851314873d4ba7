package waitq

import (
	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/park"
)

// Waiter is a coroutine or a goroutine that can wait in one place at a time. Prepare its Parker before use.
type Waiter struct {
	park.Parker
	at atom.Pointer[Cell] // where it waits, nil when it was let go. By the waiter; back to nil by whoever lets it go.
	// The same for a place that is no cell. Its counterpart may have let w go before w is there; then w leaves it itself.
	place atom.Pointer[Place]
	kind  atom.Owned[kind] // written once, before it is published
}

// kind is what a Waiter is.
type kind uint8

const (
	aCall   kind = iota // a call, or what lets one go
	aMark               // not a waiter but a final state
	aBranch             // the beginning of a Branch
)

// The final states of a cell.
var granted, cancelled = newMark(), newMark()

func newMark() *Waiter {
	m := &Waiter{}
	m.kind.Set(aMark)
	return m
}

// final reports whether w, the state of a cell, can never change again.
func (w *Waiter) final() bool { return w != nil && w.kind.Get() == aMark }

// Cancel cancels the call that w waits in, if it does and nobody has let it go: then it is unparked and the result is
// true.
//
// Whoever makes calls fail writes that down first and calls Cancel then; the waiter has its place before it looks for
// such a note. So of the two at least one sees the other, and it is harmless if both do.
func (w *Waiter) Cancel() bool {
	if c := w.at.Load(); c != nil {
		return c.Cancel()
	}
	p := w.place.Load()
	return p != nil && p.home.Get().keeper.Get().CancelPlace(p, w)
}

// At returns the cell in which w waits, nil if it does not. For dumps.
func (w *Waiter) At() *Cell { return w.at.Load() }

// wake ends the wait of w; the caller has settled its cell. A waiter may live long: if it went on naming its last place
// it would keep that segment from the garbage collector, and all that came after it.
func (w *Waiter) wake() {
	w.at.Store(nil)
	w.Unpark()
}
