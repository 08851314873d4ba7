// Package waitq is the line in which calls wait: first come first served, lock-free, and a call that gives up leaves
// nothing behind.
//
// A queue is an endless row of numbered cells, cut into segments. Whoever has to wait draws the next number, waits in
// the cell of that number, and is let go there, or cancelled there. Numbers are settled in their order:
//
//	number     0  1  2  3 │ 4  5  6  7 │ 8  9 10 11 │ 12 …          (segments of four, for the drawing)
//	cell       G  C  G  W │ C  C  C  C │ C  W  .  W │               W waiting  . drawn, not there yet
//	           head     ▲ │  unlinked  │ tail       │  ▲            G granted  C cancelled
//	                 settled                      next to draw, in the owner's word
//
// The number is drawn by the very compare-and-swap on the owner's word by which the call becomes a waiter (Owner.Enlist).
// So there is one order among waiters, and the primitive decides by one word: has it what the caller wants, or which
// place in the line has the caller got. A waiter need not be in its cell yet to be let go: the cell is granted, and it
// finds that when it comes.
//
// # Use
//
// To let the first waiter go, a primitive reads Settled, then its own word. Same says whether anybody waits: it compares
// with the next number to draw, which is in the word. If nobody does, a compare-and-swap on the word keeps what was
// to be handed over; it fails if somebody has drawn a number since. If somebody may be waiting, Resume tries to let
// go the waiter whose number Settled returned; false: that one is gone, look again.
//
//	for {
//		p := q.Settled()
//		w := word.Load()
//		if waitq.Same(p, w) {
//			if word.CompareAndSwap(w, withOneMore(w)) {
//				return
//			}
//		} else if q.Resume(p) {
//			return
//		}
//	}
//
// # Invariants
//
//	I1  every number below settled is granted or cancelled
//	I2  settled never passes a number that was not drawn
//	I3  a cell is settled by one compare-and-swap, and whoever made it unparks the waiter, exactly once
//	I4  settled <= n < next to draw: segment n/segmentCells is linked, unless all of its cells are cancelled
//	    (segment.go has the invariants of the list)
//
// # Linearization points
//
// Getting in line: the owner's compare-and-swap in Enlist. Letting go, in the loop above: the owner's load of its word.
// It is fixed afterwards, by the compare-and-swap of the cell: that proves that the waiter was there all the time, and
// all before it had been settled when the word was read. Letting all go, or several (ResumeAll, ResumeBatch): a step of
// the owner, which tells those who cancel by Granted until all cells say so too. Cancelling: see Cell.Cancel.
//
// # Progress
//
// Lock-free: settled is moved by everybody who finds its cell settled, and a batch is carried out by everybody whom it
// concerns. A call that stops for ever, at whatever step, holds up at most the one waiter whose cell it has settled and
// whom it has not unparked yet. Resume makes one attempt; the way to its segment is short, since the head moves with
// settled.
//
// # Rejected
//
// Drawing the number by a fetch-and-add of the queue's own, after having been counted in the owner's word: two orders.
// A permit goes to W1, which is counted and has no number yet; TryAcquire fails, since the permit has gone; then T
// calls Acquire, draws W1's number, and is in. No order of these calls explains that, and no release was too late.
//
// Counting waiters, taking off one for a cancelled call, and refusing a grant that meets it: the count does not say who
// is taken off. A release goes to W1, which is being cancelled; W2 gets in line; W1 takes off one, W2's, and fails:
// a waiter that was let go has returned the end of its context. Here a cancelled waiter changes its cell, nothing else.
//
// Handing out cells to releases by a fetch-and-add: the second release overtakes the first, and while the first is
// asleep between two instructions, its waiter is passed over.
//
// After Koval, Khalanskiy and Alistarh, "CQS: A Formally-Verified Framework for Fair and Abortable Synchronization",
// PLDI 2023. The row of cells, their being reached from either side first, and the unlinking of what was cancelled are
// from there. The numbers in the owner's word, the settling in order, and cancelling in one step are not.
//
// Checked by: unit_test.go, batch_test.go, stress_test.go, memory_test.go; and in impl, where Semaphore and Event are
// judged by their models.
package waitq

import "github.com/veritask/veritask/impl/internal/atom"

// Numbers are kept modulo 1 << NumberBits, in the low bits of the owner's word. At a million waits a second they come
// round after seven weeks; what must not happen is that this many are drawn while one waiter is stuck, or between two
// instructions of one call.
const (
	NumberBits = 42
	NumberMask = 1<<NumberBits - 1
)

// Same reports whether p, from Settled, is the next number to draw in the owner's word: nobody waits. p must have been
// read before the word.
func Same(p, word uint64) bool { return (p^word)&NumberMask == 0 }

// Draw returns the owner's word after its next number was drawn.
func Draw(word uint64) uint64 { return word&^NumberMask | (word+1)&NumberMask }

// distance returns how far number n is ahead of p, negative if it is behind.
func distance(p, n uint64) int64 { return int64((n-p)<<(64-NumberBits)) >> (64 - NumberBits) }

// Owner is the primitive that a queue belongs to. Its methods are called by waiters and by whoever cancels them.
type Owner interface {
	// Enlist makes the caller a waiter: in one step of the owner's word it draws the next number, which is what the low
	// bits of the word were before. granted: there was something to take instead, and the caller has it.
	Enlist() (number uint64, granted bool)
	// Granted reports whether everybody in the line has been let go by a step that took effect before: then nobody can
	// be cancelled any more. An owner that lets several go, but not all, finishes that first and returns false.
	Granted() bool
}

// Queue is a line. The zero Queue is not usable; call Init. It is four words until somebody waits.
type Queue struct {
	owner   atom.Owned[Owner]
	settled atom.Uint64
	ends    atom.Pointer[ends]
}

// ends are the two ends of the linked segments, made when somebody waits for the first time.
type ends struct {
	head anchor // not beyond the cell of number settled
	tail anchor // not beyond the last cell that was drawn
}

// Init makes the queue usable; o is its owner for ever.
func (q *Queue) Init(o Owner) { q.owner.Set(o) }

// InitAt is Init for an owner whose word begins with first as the next number to draw.
func (q *Queue) InitAt(o Owner, first uint64) {
	q.Init(o)
	if first != 0 {
		q.settled.Store(first)
	}
}

// Settled returns a number below which all are settled, the one to try next.
func (q *Queue) Settled() uint64 { return q.settled.Load() }

func (q *Queue) bothEnds() *ends {
	if e := q.ends.Load(); e != nil {
		return e
	}
	s := newSegment(q, q.settled.Load()/segmentCells, nil)
	s.life.Store(2 * onePin)
	e := &ends{}
	e.head.p.Store(s)
	e.tail.p.Store(s)
	if q.ends.CompareAndSwap(nil, e) {
		return e
	}
	return q.ends.Load()
}

// Suspend puts w into the line, unless the owner has what it wants. granted: it has it, or was let go meanwhile; do not
// park. Otherwise it waits in c from now on, and is going to be unparked exactly once.
func (q *Queue) Suspend(w *Waiter) (c *Cell, granted bool) {
	e := q.bothEnds()
	from := e.tail.p.Load() // before the number is drawn, so that it is not beyond its cell
	number, granted := q.owner.Get().Enlist()
	if granted {
		return nil, true
	}
	return e.suspend(w, number, from)
}

// suspend is the part of Suspend after the number was drawn. from is where the tail was before that.
func (e *ends) suspend(w *Waiter, number uint64, from *segment) (*Cell, bool) {
	first := from.id.Get() * segmentCells
	n := first + (number-first)&NumberMask
	s := from.reach(n / segmentCells) // exactly there: this cell is not cancelled
	e.tail.advance(s)
	c := &s.cells[n%segmentCells]
	c.seg.Set(s)
	w.at.Store(c)                       // before the cell says so: see Waiter.Cancel
	if c.state.CompareAndSwap(nil, w) { // publishes seg
		return c, false
	}
	w.at.Store(nil)
	return c, true
}

// Resume lets the waiter with number p go, which must have been drawn and is from Settled. False: it was settled
// before, and Settled has moved on.
func (q *Queue) Resume(p uint64) bool {
	e := q.bothEnds()
	head := e.head.p.Load()
	id := p / segmentCells
	if head.id.Get() > id {
		return false // settled is beyond that segment
	}
	s := head.reach(id)
	if s.id.Get() > id { // everybody up to there was cancelled
		q.settled.CompareAndSwap(p, s.id.Get()*segmentCells)
		return false
	}
	e.head.advance(s)
	s.cut()
	w, ok := s.cells[p%segmentCells].settle(granted)
	q.settled.CompareAndSwap(p, p+1)
	if ok && w != nil {
		w.wake()
	}
	return ok
}

// ResumeAll lets everybody go whose number was drawn before the next one in word, in order, and returns when they have
// been, by whomever.
func (q *Queue) ResumeAll(word uint64) {
	for l := atom.NewLoop(); ; l.Again() {
		p := q.settled.Load()
		if distance(p, word) <= 0 {
			return
		}
		q.Resume(p)
	}
}
