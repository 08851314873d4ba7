package impl

import (
	"context"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
)

// OneWayEvent is an event for one waiter, one time, written with Park and Unpark alone, as the contract's recipe for
// building primitives from them (2.25). Most programs want [Event].
//
//	empty ──Wait──▶ waiting ──Notify──▶ notified
//	  └──────────────Notify────────────────▲
//
// The zero OneWayEvent is ready.
type OneWayEvent struct {
	state  atom.Uint32
	waiter atom.Owned[AnyTask] // written before the state becomes waiting
}

const (
	oneWayEmpty = iota
	oneWayWaiting
	oneWayNotified
)

// Wait blocks the calling task until Notify. Nothing that might block may stand between announcing and parking, and
// nothing does. It returns the cause if ctx ends first; the event then cannot be waited for again.
func (e *OneWayEvent) Wait(ctx context.Context) error {
	me := Current(ctx)
	switch {
	case me == nil:
		return &MisuseError{Msg: "OneWayEvent: not called by a task"}
	case e.state.Load() == oneWayWaiting:
		return &MisuseError{Msg: "OneWayEvent: waited for twice"}
	}
	e.waiter.Set(me)
	if e.state.CompareAndSwap(oneWayEmpty, oneWayWaiting) { // LP(Wait) unless notified before
		for e.state.Load() != oneWayNotified { // somebody else's Unpark may come first
			if _, err := Park(ctx); err != nil {
				return err
			}
		}
	}
	raced.Acquire(unsafe.Pointer(e))
	return nil
}

// Notify sets the event and wakes the waiter, if there is one already. Only the first call does anything. Notify
// synchronizes before the return of Wait.
func (e *OneWayEvent) Notify() {
	raced.Merge(unsafe.Pointer(e))
	if e.state.Swap(oneWayNotified) == oneWayWaiting { // LP(Notify)
		Unpark(e.waiter.Get(), nil)
	}
}
