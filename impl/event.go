package impl

import (
	"context"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// Event is a flag to wait for.
//
// A manual event, once notified, stays set until Reset: Notify wakes all that wait, and Wait returns at once while it
// is set. A call that Notify has released stays released even if Reset comes before it goes on.
//
// An autoreset event releases one Wait per Notify: the one that has waited longest, without ever being set, or, if none
// waits, the next one that comes, for which it latches; several notifications that nobody waits for latch once.
//
// A call that is cancelled while it waits leaves nothing behind; a notification that was on its way to it goes to the
// next one, or latches.
//
// In the terminology of the Go memory model, a Notify synchronizes before the return of every Wait that it releases.
//
// Source: Julia's Base.Event; the queue after the CQS paper (see internal/waitq).
type Event struct {
	// word is the whole logical state:
	//
	//	 63    waiters    2  1     0
	//	[                 | auto | set ]
	//
	// Invariant: set => waiters == 0.
	word atom.Uint64
	q    waitq.Queue
	_    noCopy
}

const (
	eventSet       = 1
	eventAuto      = 2
	eventOneWaiter = 4
)

// NewEvent returns an event that is not set.
func NewEvent(autoreset bool) *Event {
	e := &Event{}
	e.q.Init((*eventOwner)(e))
	if autoreset {
		e.word.Store(eventAuto)
	}
	return e
}

// Wait blocks until the event is set or a notification is handed over. If ctx ends first it returns the cause; if the
// caller is a task of a runtime that is closed, ErrRuntimeClosed; when that and a notification happen at once, the
// notification wins. Lock-free.
func (e *Event) Wait(ctx context.Context) error {
	if err := sched.Enter(ctx); err != nil {
		return err
	}
	for {
		w := e.word.Load()
		switch {
		case w == eventSet:
			// LP(Wait, manual): the load
		case w == eventSet|eventAuto:
			if !e.word.CompareAndSwap(w, eventAuto) { // LP(Wait, autoreset)
				continue
			}
		case !e.word.CompareAndSwap(w, w+eventOneWaiter): // LP(Wait, request)
			continue
		default:
			if err := sched.Await(ctx, &e.q); err != nil {
				return err
			}
		}
		raced.Acquire(unsafe.Pointer(e))
		return nil
	}
}

// Notify sets the event, see Event. It never blocks. Lock-free.
func (e *Event) Notify() {
	raced.Merge(unsafe.Pointer(e))
	e.notify()
}

func (e *Event) notify() {
	for {
		w := e.word.Load()
		switch {
		case w&eventSet != 0:
			return // LP(Notify) of a set event: the load
		case w&eventAuto == 0:
			if !e.word.CompareAndSwap(w, eventSet) { // LP(Notify, manual)
				continue
			}
			for range w / eventOneWaiter {
				e.q.Resume() // one that is cancelled needs no successor
			}
			return
		case w == eventAuto:
			if e.word.CompareAndSwap(w, w|eventSet) { // LP(Notify, autoreset) that latches
				return
			}
		case e.word.CompareAndSwap(w, w-eventOneWaiter): // LP(Notify, autoreset) that hands over
			if e.q.Resume() {
				return
			}
			// The waiter was cancelled with the notification on its way; it is in our hands again.
		}
	}
}

// Reset clears the event, and the latch of an autoreset event. It never blocks. Lock-free.
func (e *Event) Reset() {
	for {
		w := e.word.Load()
		if w&eventSet == 0 || e.word.CompareAndSwap(w, w&^eventSet) { // LP(Reset)
			return
		}
	}
}

// IsSet reports whether a Wait would have returned at once at some moment during the call.
func (e *Event) IsSet() bool { return e.word.Load()&eventSet != 0 }

// eventOwner is what the waiter queue sees of an Event; a type of its own, so that its methods are not the user's.
type eventOwner Event

// Withdraw takes a cancelled waiter out of the count.
func (o *eventOwner) Withdraw() bool {
	for {
		w := o.word.Load()
		if w < eventOneWaiter {
			return false
		}
		if o.word.CompareAndSwap(w, w-eventOneWaiter) {
			return true
		}
	}
}

// Regrant passes on a notification that went to a cancelled waiter; a manual event has none to pass on.
func (o *eventOwner) Regrant() {
	if o.word.Load()&eventAuto != 0 {
		(*Event)(o).notify()
	}
}

// DescribeWait says what a blocked call waits for.
func (o *eventOwner) DescribeWait() string {
	if o.word.Load()&eventAuto != 0 {
		return "Event (autoreset)"
	}
	return "Event"
}
