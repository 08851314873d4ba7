// Package deque is the run queue of one driver: the owner pushes and pops at the bottom, thieves steal from the top.
//
//	      Steal ->             <- Pop
//	[ . . . E E E E E E E E . . . . ]      E = entry
//	        ^top            ^bottom        thieves move top, the owner moves bottom; both only grow,
//	                                       but for the owner's step back in Pop
//
// # Invariants
//
//	I1  top-1 <= bottom <= top+len(ring)     bottom == top-1 only inside Pop on an empty deque
//	I2  an entry in [top, bottom) is in its slot, in the current ring; all other slots belong to the owner
//	I3  top never decreases, so a thief whose compare-and-swap on top succeeds took what it read
//
// # Order
//
// Push stores the slot, then bottom (publishes; pairs with Steal's load of bottom). Pop stores bottom, then loads top;
// Steal loads top, then bottom (Dekker: of an owner and a thief at the last entry at least one sees the other, and
// the compare-and-swap on top decides). Go's atomics are sequentially consistent, so no fences are needed.
//
// # Linearization points
//
// Push: its store of bottom. Steal: its successful compare-and-swap of top; empty: its load of bottom. Pop: its load
// of top when more than one entry was left; its compare-and-swap of top at the last one, won or lost.
//
// # Progress
//
// Push, Pop and Trim are wait-free (but for the copy when a ring grows); Steal is lock-free and does not fail
// spuriously, except on entries that are being trimmed: it retries when it loses to another thief or to the owner, who
// then has got something.
//
// # Rejected
//
// A thief that claims several entries by one compare-and-swap: unsound here, since the owner may meanwhile pop the
// claimed ones from the other end without touching top. A fixed ring that overflows into the pool's injector: measured
// slower for recursion that is deeper than the ring, and the order of the overflow is a second policy to explain.
//
// After Chase and Lev, "Dynamic Circular Work-Stealing Deque", SPAA 2005. Differs: indices are 64 bits and start where
// the build says, slots are atomic pointers, rings are left to the garbage collector, and a ring never shrinks.
package deque

import "github.com/veritask/veritask/impl/internal/atom"

// cacheLine separates what the owner writes from what thieves write: 128 bytes, since adjacent lines of 64 are
// fetched in pairs.
const cacheLine = 128

// Deque holds pointers to entries of type T. The zero Deque is not usable; call Init.
type Deque[T any] struct {
	top    atom.Int64
	_      [cacheLine - 8]byte
	bottom atom.Int64
	ring   atom.Pointer[ring[T]]
	seen   atom.Owned[int64] // top, not after its present value: spares Push a look at the thieves' cache line
	dirty  atom.Owned[bool]  // popped since the last Sweep
	swept  atom.Owned[int64] // top at the last Sweep
	_      [cacheLine - 40]byte
}

// ring is written once, before it is published.
type ring[T any] struct{ slots atom.Owned[[]atom.Pointer[T]] }

func newRing[T any](size int64) *ring[T] {
	r := &ring[T]{}
	r.slots.Set(make([]atom.Pointer[T], size))
	return r
}

func (r *ring[T]) size() int64 { return int64(len(r.slots.Get())) }

func (r *ring[T]) slot(i int64) *atom.Pointer[T] {
	s := r.slots.Get()
	return &s[uint64(i)&uint64(len(s)-1)]
}

// Init makes the deque empty and usable.
func (d *Deque[T]) Init() {
	d.top.Store(firstIndex)
	d.seen.Set(firstIndex)
	d.swept.Set(firstIndex)
	d.bottom.Store(firstIndex)
	d.ring.Store(newRing[T](firstRing))
}

// Push adds e at the bottom. Owner only.
func (d *Deque[T]) Push(e *T) {
	b := d.bottom.Load()
	r := d.ring.Load()
	if b-d.seen.Get() >= r.size() {
		d.seen.Set(d.top.Load())
		if b-d.seen.Get() >= r.size() {
			r = d.grow(r, b)
		}
	}
	atom.PublishPointer(r.slot(b), e) // before bottom says that it is there
	d.bottom.Store(b + 1)             // LP(Push)
}

// grow copies what is left of the ring into one twice as large. Thieves may go on reading the old one: its slots in
// [top, bottom) never change again.
func (d *Deque[T]) grow(old *ring[T], b int64) *ring[T] {
	r := newRing[T](2 * old.size())
	for i := d.top.Load(); i < b; i++ {
		r.slot(i).Store(old.slot(i).Load())
	}
	d.ring.Store(r)
	return r
}

// Pop takes the newest entry, nil when there is none. Owner only.
func (d *Deque[T]) Pop() *T {
	b := d.bottom.Load() - 1
	if b < d.top.Load() {
		return nil // empty, and only the owner adds. LP(Pop, empty): the load of top
	}
	d.bottom.Store(b)
	d.dirty.Set(true)
	t := d.top.Load() // LP(Pop) when t < b
	if t < b {
		return d.ring.Load().slot(b).Load()
	}
	var e *T
	if t == b {
		e = d.ring.Load().slot(b).Load()
		if !d.top.CompareAndSwap(t, t+1) { // LP(Pop) at the last entry
			e = nil
		}
	}
	atom.PublishInt(&d.bottom, b+1) // thieves find nothing before and after
	return e
}

// Trim drops the newest entries as long as useless says of them that nobody wants them any more, which must be final, but
// no more than most, and returns how many those were. It leaves the oldest entry to Pop. Owner only.
//
// One store of bottom serves all. It holds if top is still below it afterwards: then thieves have not come so far, and
// whoever reads a later top reads the new bottom. Else it is taken back; a thief that has looked in between has missed
// entries that are useless.
func (d *Deque[T]) Trim(useless func(*T) bool, most int) int {
	r := d.ring.Load()
	b := d.bottom.Load()
	rest := b
	for t := d.top.Load(); rest-1 > t && b-rest < int64(most) && useless(r.slot(rest-1).Load()); {
		rest--
	}
	if rest == b {
		return 0
	}
	d.bottom.Store(rest)
	if d.top.Load() >= rest {
		d.bottom.Store(b)
		return 0
	}
	d.dirty.Set(true)
	return int(b - rest)
}

// Newest returns what stands, or stood, below the bottom: the entry that Pop would try to take, or one that is gone, or
// nil. It does not look at the thieves' cache line. Owner only.
func (d *Deque[T]) Newest() *T { return d.ring.Load().slot(d.bottom.Load() - 1).Load() }

// Steal takes the oldest entry, nil when there is none. Anybody.
func (d *Deque[T]) Steal() *T {
	for l := atom.NewLoop(); ; l.Again() {
		t := d.top.Load()
		if t >= d.bottom.Load() { // LP(Steal, empty)
			return nil
		}
		// Read the slot before the compare-and-swap: afterwards the owner may overwrite it. The ring may be an old
		// one, which still holds entry t, since growing copies and never writes.
		e := d.ring.Load().slot(t).Load()
		if d.top.CompareAndSwap(t, t+1) { // LP(Steal)
			return e
		}
	}
}

// Len returns how many entries there were at some moment during the call.
func (d *Deque[T]) Len() int {
	t := d.top.Load()
	return int(max(d.bottom.Load()-t, 0))
}

// Sweep clears the slots that no longer hold entries, so that they do not keep finished tasks alive. It costs time in
// proportion to the ring; a driver calls it before it goes to sleep. Owner only.
func (d *Deque[T]) Sweep() {
	b := d.bottom.Load()
	t := d.top.Load()
	r := d.ring.Load()
	if r.size() > keepRing && t >= b {
		r = newRing[T](firstRing)
		d.ring.Store(r)
	}
	if !d.dirty.Get() && t == d.swept.Get() {
		return
	}
	// Indices b .. t+size-1 are the ones outside [t, b), wherever they wrap to. A thief that read an older top may still
	// read such a slot, but its compare-and-swap is going to fail.
	for i := b; i < t+r.size(); i++ {
		if s := r.slot(i); s.Load() != nil {
			s.Store(nil)
		}
	}
	d.dirty.Set(false)
	d.swept.Set(t)
}
