package sched

import (
	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/goid"
)

// The registry tells which coroutine, if any, a goroutine is. It is what makes a context a hint and the goroutine the
// truth: whatever context a call was given, it is made by the task on top of the coroutine that really runs.
//
//	buckets  [ • ] ─▶ {g, co} ─▶ {g, co}
//	         [   ]
//	         [ • ] ─▶ {g, co}
//
// Reading is wait-free and costs a few loads: a goroutine looks only for itself, and its own entry is neither added nor
// removed meanwhile, so all that matters is that chains stay walkable while others change them: entries are added at
// the head, unlinked by one store, and a table that grows is copied, the old one being left as it was.
//
// Coroutines and goroutines that run a task add themselves when they begin and remove themselves in their outermost
// defer, since the Go runtime hands an ended goroutine's identity to the next one at once.
//
// Rejected: sync.Map (100 bytes an entry against 48, and its own synchronization shows in the race detector);
// comparing the context's task with the running one first (no faster than the look-up, and one more atomic store for
// each task).
var registry registryTable

type registryTable struct {
	mu    atom.Mutex // writers
	table atom.Pointer[buckets]
	count atom.Owned[int] // guarded by mu
}

// buckets is written once, before it is published, but for the chains.
type buckets struct {
	chains atom.Owned[[]atom.Pointer[registryEntry]]
}

type registryEntry struct {
	g    atom.Owned[uintptr]
	co   atom.Owned[*Coroutine]
	next atom.Pointer[registryEntry]
}

func (b *buckets) chain(g uintptr) *atom.Pointer[registryEntry] {
	chains := b.chains.Get()
	// The high bits of the product are the well mixed ones. The mask is the compiler's proof that the index is in range.
	return &chains[uint64(g)*0x9e3779b97f4a7c15>>32&uint64(len(chains)-1)]
}

func newBuckets(n int) *buckets {
	b := &buckets{}
	b.chains.Set(make([]atom.Pointer[registryEntry], n))
	return b
}

const firstBuckets = 256 // a power of two

// current returns the coroutine that the calling goroutine is, nil for a plain goroutine.
func current() *Coroutine {
	b := registry.table.Load()
	if b == nil {
		return nil
	}
	g := goid.Current()
	for e := b.chain(g).Load(); e != nil; e = e.next.Load() {
		if e.g.Get() == g {
			return e.co.Get()
		}
	}
	return nil
}

// add registers c as the coroutine of the calling goroutine.
func (r *registryTable) add(c *Coroutine) {
	g := goid.Current()
	r.mu.Lock()
	b := r.table.Load()
	if b == nil {
		b = newBuckets(firstBuckets)
		r.table.Store(b)
	} else if n := len(b.chains.Get()); r.count.Get() > 2*n {
		b = r.grow(b)
	}
	r.count.Set(r.count.Get() + 1)
	b.push(g, c)
	r.mu.Unlock()
}

func (b *buckets) push(g uintptr, c *Coroutine) {
	e := &registryEntry{}
	e.g.Set(g)
	e.co.Set(c)
	head := b.chain(g)
	e.next.Store(head.Load())
	head.Store(e)
}

func (r *registryTable) grow(old *buckets) *buckets {
	chains := old.chains.Get()
	b := newBuckets(4 * len(chains))
	for i := range chains {
		for e := chains[i].Load(); e != nil; e = e.next.Load() {
			b.push(e.g.Get(), e.co.Get())
		}
	}
	r.table.Store(b)
	return b
}

// remove forgets the calling goroutine.
func (r *registryTable) remove() {
	g := goid.Current()
	r.mu.Lock()
	at := r.table.Load().chain(g)
	for e := at.Load(); e != nil; e = at.Load() {
		if e.g.Get() == g {
			at.Store(e.next.Load())
			break
		}
		at = &e.next
	}
	r.count.Set(r.count.Get() - 1)
	r.mu.Unlock()
}

// each calls f for every coroutine of rt, or if that is nil of all, that is registered during the whole call, and for some
// of the others.
func (r *registryTable) each(rt *Runtime, f func(*Coroutine)) {
	var all []*Coroutine
	r.mu.Lock()
	if b := r.table.Load(); b != nil {
		chains := b.chains.Get()
		for i := range chains {
			for e := chains[i].Load(); e != nil; e = e.next.Load() {
				if c := e.co.Get(); rt == nil || c.rt.Get() == rt {
					all = append(all, c)
				}
			}
		}
	}
	r.mu.Unlock()
	for _, c := range all {
		f(c)
	}
}
