package sched

import (
	"context"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
)

// nodeTable holds the scope nodes of one runtime: by Done channel, for whoever derives a context, and in the order in
// which they came, for seeded runtimes. A chained hash of lists rather than a map, because a map's accesses cannot be
// hidden from the race detector.
type nodeTable struct {
	mu          atom.Mutex
	chains      [nodeChains]atom.Owned[*scopeNode]
	first, last atom.Owned[*scopeNode]
}

const nodeChains = 256

// nodePlace is a node's place in the table; guarded by the table's mutex.
type nodePlace struct {
	in     atom.Owned[bool]
	chain  atom.Owned[*scopeNode] // next in its chain
	before atom.Owned[*scopeNode]
	after  atom.Owned[*scopeNode]
}

func (t *nodeTable) chainOf(done <-chan struct{}) *atom.Owned[*scopeNode] {
	p := uint64(*(*uintptr)(unsafe.Pointer(&done))) // the channel's address, which is its identity
	return &t.chains[p*0x9e3779b97f4a7c15>>56]
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
	if !n.place.in.Get() {
		return
	}
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
