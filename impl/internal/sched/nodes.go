package sched

import (
	"context"
	"math/bits"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
)

// nodeTable holds the scope nodes of one runtime: by Done channel, for whoever derives a context, and in the order in
// which they came, for seeded runtimes. A chained hash of lists rather than a map, because a map's accesses cannot be
// hidden from the race detector.
//
// A node that was made for a spawn, and under which nobody has waited yet, has no means to learn that its context has
// ended. So the table forgets such nodes when it is full; one that is waited under afterwards comes back.
type nodeTable struct {
	mu          atom.Mutex // guards what follows
	chains      atom.Owned[[]nodeChain]
	first, last atom.Owned[*scopeNode]
	count       atom.Owned[int]
	limit       atom.Owned[int] // count at which the table is swept
}

type nodeChain = atom.Owned[*scopeNode]

const leastNodes = 64

// nodePlace is a node's place in the table; guarded by the table's mutex.
type nodePlace struct {
	in     atom.Owned[bool]
	chain  atom.Owned[*scopeNode] // next in its chain
	before atom.Owned[*scopeNode]
	after  atom.Owned[*scopeNode]
}

func (t *nodeTable) chainOf(done <-chan struct{}) *nodeChain {
	p := uint64(*(*uintptr)(unsafe.Pointer(&done))) // the channel's address, which is its identity
	chains := t.chains.Get()
	return &chains[p*0x9e3779b97f4a7c15>>32&uint64(len(chains)-1)]
}

// sweep forgets the nodes that are not registered with their contexts, and gives the rest room to double.
func (t *nodeTable) sweep() {
	for n := t.first.Get(); n != nil; {
		next := n.place.after.Get()
		if !n.live.Load() {
			t.unlink(n)
		}
		n = next
	}
	t.limit.Set(max(2*t.count.Get(), leastNodes))
	if t.limit.Get() > len(t.chains.Get()) {
		t.rehash(2 * t.limit.Get())
	}
}

// rehash makes at least n chains.
func (t *nodeTable) rehash(n int) {
	t.chains.Set(make([]nodeChain, 1<<bits.Len(uint(n-1))))
	for n := t.first.Get(); n != nil; n = n.place.after.Get() {
		head := t.chainOf(n.done)
		n.place.chain.Set(head.Get())
		head.Set(n)
	}
}

// nodeFor returns the node of ctx's Done channel, nil if nothing can cancel ctx.
func (rt *Runtime) nodeFor(ctx context.Context) *scopeNode {
	done := ctx.Done()
	if done == nil {
		return nil
	}
	t := &rt.nodes
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count.Get() >= t.limit.Get() {
		t.sweep()
	}
	for n := t.chainOf(done).Get(); n != nil; n = n.place.chain.Get() {
		if n.done == done {
			return n
		}
	}
	n := newScopeNode(rt, ctx, done)
	raced.Merge(unsafe.Pointer(n)) // what made ctx, before whoever asks it whether it has ended
	t.insert(n)
	return n
}

// add puts n back if it was removed.
func (t *nodeTable) add(n *scopeNode) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !n.place.in.Get() {
		t.insert(n)
	}
}

func (t *nodeTable) insert(n *scopeNode) {
	head := t.chainOf(n.done)
	t.count.Set(t.count.Get() + 1)
	n.place.in.Set(true)
	n.place.chain.Set(head.Get())
	head.Set(n)
	last := t.last.Get()
	n.place.before.Set(last)
	n.place.after.Set(nil)
	if last == nil {
		t.first.Set(n)
	} else {
		last.place.after.Set(n)
	}
	t.last.Set(n)
}

// remove forgets n; again is harmless.
func (t *nodeTable) remove(n *scopeNode) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n.place.in.Get() {
		t.unlink(n)
	}
}

func (t *nodeTable) unlink(n *scopeNode) {
	t.count.Set(t.count.Get() - 1)
	n.place.in.Set(false)
	at := t.chainOf(n.done)
	for at.Get() != n {
		at = &at.Get().place.chain
	}
	at.Set(n.place.chain.Get())
	before, after := n.place.before.Get(), n.place.after.Get()
	if before == nil {
		t.first.Set(after)
	} else {
		before.place.after.Set(after)
	}
	if after == nil {
		t.last.Set(before)
	} else {
		after.place.before.Set(before)
	}
}

// after returns the node that came after n, the first one for nil, nil if there is none. Whoever walks the table so may
// miss nodes that are added meanwhile.
func (t *nodeTable) after(n *scopeNode) *scopeNode {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n == nil {
		return t.first.Get()
	}
	return n.place.after.Get()
}
