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
// A call that is cancelled while it waits leaves nothing behind; one that was released before returns normally.
//
// In the terminology of the Go memory model, a Notify synchronizes before the return of every Wait that it releases,
// and of every later Wait that finds the event set; also a Notify that found it set already.
//
// All methods are lock-free, and only Wait blocks; except that a Notify of an autoreset event waits for a Select which has
// its place here and is on its way to its other places.
//
// Source: Julia's Base.Event.
type Event struct {
	_ noCopy
	// word is the whole state:
	//
	//	  63    62       42 41        numbers        0
	//	[ set |      0     |         42 bits          ]
	//
	// numbers counts those drawn by waiters (package waitq). While set is up, none is drawn, and everybody whose number
	// was drawn before has been let go.
	word      atom.Uint64
	q         waitq.Queue
	autoreset atom.Owned[bool] // written before publication
}

const eventSet = 1 << 63

// NewEvent returns an event that is not set.
func NewEvent(autoreset bool) *Event {
	e := &Event{}
	e.q.InitAt((*eventOwner)(e), waitq.First)
	if waitq.First != 0 {
		e.word.Store(waitq.First)
	}
	e.autoreset.Set(autoreset)
	return e
}

// Wait blocks until the event is set or a notification is handed over. If ctx ends first it returns the cause; if the
// caller's or ctx's runtime is closed, ErrRuntimeClosed. A notification that came before is kept.
//
// Cost: one load when the event is set, and a compare-and-swap if it is an autoreset one.
func (e *Event) Wait(ctx context.Context) error {
	if err := sched.Enter(ctx); err != nil {
		return err
	}
	if !e.take() {
		if err := sched.Await(ctx, &e.q); err != nil {
			return err
		}
	}
	raced.Acquire(unsafe.Pointer(e))
	return nil
}

// take reports whether the event was set, and clears it if it is an autoreset one.
func (e *Event) take() bool {
	for l := atom.NewLoop(); ; l.Again() {
		w := e.word.Load()
		if w&eventSet == 0 {
			return false
		}
		if !e.autoreset.Get() || e.word.CompareAndSwap(w, w&^eventSet) { // LP(Wait): the load if manual
			return true
		}
	}
}

// Notify sets a manual event and lets all go that wait, in order. It hands an autoreset event to the call that has
// waited longest, and sets it if none waits. Of a set event it changes nothing.
func (e *Event) Notify() {
	for l := atom.NewLoop(); ; l.Again() {
		p := e.q.Settled() // before the word; see waitq
		w := e.word.Load()
		raced.Merge(unsafe.Pointer(e))
		switch {
		case w&eventSet != 0:
			// The word is written even so: whoever finds the event set then has seen what came before this call.
			if e.word.CompareAndSwap(w, w) { // LP(Notify) of a set event
				return
			}
		case !e.autoreset.Get():
			if e.word.CompareAndSwap(w, w|eventSet) { // LP(Notify, manual)
				e.q.ResumeAll(w)
				return
			}
		case waitq.Same(p, w):
			if e.word.CompareAndSwap(w, w|eventSet) { // LP(Notify, autoreset) that sets
				return
			}
		case e.q.Resume(p): // LP(Notify, autoreset) that hands over: the load
			return
		}
	}
}

// Reset clears the event.
func (e *Event) Reset() {
	for l := atom.NewLoop(); ; l.Again() {
		w := e.word.Load()
		if w&eventSet == 0 {
			return // LP(Reset) of an event that is not set: the load
		}
		if !e.autoreset.Get() {
			// Whoever waited was let go when the event was set. When it is no longer, only the cells say so.
			e.q.ResumeAll(w)
		}
		if e.word.CompareAndSwap(w, w&^eventSet) { // LP(Reset)
			return
		}
	}
}

// IsSet reports whether a Wait would have returned at once at some moment during the call. It orders nothing.
func (e *Event) IsSet() bool { return e.word.Load()&eventSet != 0 }

// eventOwner is what the waiter queue sees of an Event; a type of its own, so that its methods are not the user's.
type eventOwner Event

// Enlist takes the event if it is set, or the next number.
func (o *eventOwner) Enlist() (number uint64, granted bool) {
	e := (*Event)(o)
	for l := atom.NewLoop(); ; l.Again() {
		if e.take() {
			return 0, true
		}
		w := o.word.Load()
		if w&eventSet == 0 && o.word.CompareAndSwap(w, waitq.Draw(w)) { // LP(Wait, request)
			return w, false
		}
	}
}

// Granted reports whether everybody was let go.
func (o *eventOwner) Granted() bool { return o.word.Load()&eventSet != 0 }

// DescribeWait says what a blocked call waits for.
func (o *eventOwner) DescribeWait() string {
	if o.autoreset.Get() {
		return "Event (autoreset)"
	}
	return "Event"
}
