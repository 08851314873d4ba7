// Package waitq is the waiter queue that all blocking primitives stand on: suspend, resume, cancel.
//
// A queue is an infinite array of cells, cut into segments. Two counters hand out cells: the one for suspending to
// waiters, in the order in which they come, the one for resuming to grants. The waiter and the grant that get the same
// index meet in that cell, whoever comes first.
//
//	      resume ▼                          ▼ suspend
//	… G  G  G  G  C  W  W  C │ C  W  W  W  .  .  .  . │ …     G granted  W waiter  C cancelled  . empty
//	                  segment                   segment
//
// The primitive keeps its logical state, and how many wait, in one word of its own (see Owner): it counts a waiter in
// that word before the waiter suspends, and takes him out of it when it grants or when he is cancelled. So the number
// of Resume calls that are due is always known, and a Resume may come before its waiter.
//
// # A cell
//
//	          ┌──Resume──▶ granted ◀─────Resume──────┐
//	empty ────┤                                      │
//	          └──Suspend─▶ waiter ───────────────────┤
//	                                                 │                  Withdraw: yes ┌▶ cancelled
//	                                                 └─Cancel─▶ cancelling ───────────┤
//	                                                                 │  ▲             └▶ refused
//	                                                              Resume▼         no
//	                                                             delegated, then the same two
//
// # Invariants
//
//	I1  a cell serves one waiter and one grant, and is never used again: no compare-and-swap on it can come too late
//	I2  whoever takes a waiter out of its cell (granted, or cancelling) unparks it; nobody else does
//	I3  a grant is used up exactly once: by the waiter of its cell; or, if that was cancelled while still counted, by
//	    the next cell (the Resume skips, or the canceller resumes again for one that delegated to it); or, if it was
//	    cancelled when its grant was already under way, by the Owner (Resume returns false, or Regrant)
//	I4  a segment is unlinked only when all its cells are over and neither counter's pointer stands on it
//
// # Linearization points
//
// Suspend: the fetch-and-add on suspend fixes the place in the queue; the primitive's own word decides whether to wait
// at all. Resume: the primitive's own word; the fetch-and-add on resume fixes who gets it. Cancel: Withdraw.
//
// # Progress
//
// Lock-free. Nobody waits for a stalled thread: a Resume that meets a cancellation under way leaves its grant to it.
//
// # Rejected
//
// A Resume that waits until the canceller has made up its mind: a hidden lock. Cancelling by the logical state first and
// the cell second: a late second canceller (the context ends, and the runtime closes) would be counted twice. A linked
// list of waiters: cancelled ones in its middle stay until the head passes, so timeouts behind one waiter that is stuck
// leak.
//
// After Koval, Khalanskiy and Alistarh, "CQS: A Formally-Verified Framework for Fair and Abortable Synchronization",
// PLDI 2023. Differs: cancellation claims the cell first, which needs cancelling and delegated, and then asks; segments
// are left to the garbage collector.
package waitq

import "github.com/veritask/veritask/impl/internal/atom"

// Owner is the primitive that a queue belongs to.
type Owner interface {
	// Withdraw is called for a waiter that is being cancelled. True: it was still counted as waiting, and now is not.
	// False: nobody is counted any more, so a grant is already under way to it.
	Withdraw() bool
	// Regrant takes back a grant that went to a waiter who is cancelled: it is somebody else's now.
	Regrant()
}

// Queue is a queue of waiters. The zero Queue is not usable; call Init. It costs three words until somebody waits.
type Queue struct {
	owner atom.Owned[Owner]
	ends  atom.Pointer[ends]
}

// ends is both ends of a queue, made by the first call.
type ends struct {
	suspend atom.Uint64 // cells handed to waiters
	resume  atom.Uint64 // cells handed to grants
	tail    atom.Pointer[segment]
	head    atom.Pointer[segment]
}

// Init makes the queue of o empty and usable.
func (q *Queue) Init(o Owner) { q.owner.Set(o) }

func (q *Queue) both() *ends {
	if e := q.ends.Load(); e != nil {
		return e
	}
	s := newSegment(q, firstSegment, nil)
	s.word.Store(2 * onePointer)
	e := &ends{}
	e.suspend.Store(firstSegment * segmentCells)
	e.resume.Store(firstSegment * segmentCells)
	e.tail.Store(s)
	e.head.Store(s)
	if q.ends.CompareAndSwap(nil, e) {
		return e
	}
	return q.ends.Load()
}

// Suspend puts w, whom the owner has counted, at the end of the queue. granted: a Resume had come first, and w must not
// park; otherwise it parks and is unparked when cell is granted or cancelled.
func (q *Queue) Suspend(w *Waiter) (cell *Cell, granted bool) {
	e := q.both()
	from := e.tail.Load() // before the counter, so that it is not beyond the cell
	i := e.suspend.Add(1) - 1
	s := find(&e.tail, from, i/segmentCells)
	cell = &s.cells[i%segmentCells]
	w.at.Store(cell) // before anybody can see w; see Waiter.Cancel
	if cell.state.CompareAndSwap(nil, w) {
		return cell, false
	}
	w.at.Store(nil)
	return cell, true
}

// Resume grants to the waiter that has waited longest and is not cancelled, or leaves the grant for the one that is
// counted and has not suspended yet. False: the grant met a waiter that was cancelled when the grant was already under
// way; the owner must give it to somebody else or take it back.
func (q *Queue) Resume() bool {
	e := q.both()
	for {
		from := e.head.Load()
		i := e.resume.Add(1) - 1
		id := i / segmentCells
		s := find(&e.head, from, id)
		s.prev.Store(nil) // all before is over
		if s.id.Get() != id {
			// The cell's segment is gone: all cancelled. Skip to the first cell that is left.
			e.resume.CompareAndSwap(i+1, s.id.Get()*segmentCells)
			continue
		}
		switch s.cells[i%segmentCells].grant() {
		case grantTaken:
			return true
		case grantRefused:
			s.clean()
			return false
		}
	}
}
