package sched

import (
	"context"
	"time"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/ending"
	"github.com/veritask/veritask/impl/internal/raced"
)

// A scopeNode cancels the parked calls of one Done channel, so that waiting under a cancellable context costs no
// context.AfterFunc a time, which takes longer than the rest of the wait, behind the context's mutex (make bench
// BENCH=Reason).
//
//	context ── AfterFunc, once ──▶ scopeNode ─▶ shards ─▶ link ⇄ link ⇄ link     one link in each coroutine
//
// A coroutine links itself when it is about to park and unlinks itself when it has gone on. Its link names the cell it
// waits in; cells are never used twice, so a cancellation that comes late finds the cell granted and does nothing.
// Whoever links looks afterwards whether the node is registered, and then at the context once more, since either may have
// ended just before.
//
// The node is registered with the context when the first call waits under it, and dropped when the context ends, when
// no call has waited under it for a whole nodeIdle, or when the runtime closes.
type scopeNode struct {
	rt   *Runtime
	ctx  context.Context
	done <-chan struct{}
	// deadline is when the context ends in the virtual time of a seeded runtime, if that has to see to it.
	deadline int64
	shards   [nodeShards]scopeShard

	mu    atom.Mutex // guards what follows
	stop  atom.Owned[func() bool]
	check atom.Owned[clock.Timer]
	live  atom.Bool // registered with the context
	used  atom.Bool // a call waited since the last check
	place nodePlace
}

const (
	nodeIdle = time.Second
)

type scopeShard struct {
	mu   atom.Mutex
	head scopeLink // of a ring
	_    [64]byte
}

// scopeLink is a coroutine's place in a shard; guarded by the shard's mutex while linked.
type scopeLink struct {
	prev, next atom.Owned[*scopeLink]
	cell       atom.Owned[Seat]
	shard      atom.Owned[*scopeShard] // owned by the coroutine
}

// newScopeNode returns a node for ctx, not yet registered.
// Its fields are written before it is published, which the race detector need not see.
//
//go:norace
func newScopeNode(rt *Runtime, ctx context.Context, done <-chan struct{}) *scopeNode {
	n := &scopeNode{rt: rt, ctx: ctx, done: done, deadline: noDeadline}
	if rt.virtual != nil {
		n.deadline = rt.virtual.deadlineOf(ctx)
	}
	for i := range n.shards {
		h := &n.shards[i].head
		h.prev.Set(h)
		h.next.Set(h)
	}
	return n
}

// link makes the end of the context cancel cell, in which the coroutine of l is about to park.
func (n *scopeNode) link(l *scopeLink, shard int, cell Seat) {
	if !n.used.Load() {
		n.used.Store(true)
	}
	s := &n.shards[shard%nodeShards]
	l.cell.Set(cell)
	l.shard.Set(s)
	s.mu.Lock()
	last := s.head.prev.Get()
	l.prev.Set(last)
	l.next.Set(&s.head)
	last.next.Set(l)
	s.head.prev.Set(l)
	s.mu.Unlock()
	if !n.live.Load() { // pairs with checkIdle: the link, then live
		n.register()
	}
}

// unlink undoes link, unless the end of the context did.
func (l *scopeLink) unlink() {
	s := l.shard.Get()
	s.mu.Lock()
	l.remove()
	s.mu.Unlock()
	l.cell.Set(nil)
}

// remove takes l out of its ring; again is harmless. The shard's mutex is held.
func (l *scopeLink) remove() {
	if next := l.next.Get(); next != nil {
		next.prev.Set(l.prev.Get())
		l.prev.Get().next.Set(next)
		l.next.Set(nil)
		l.prev.Set(nil)
	}
}

// cancelAll cancels every call that is linked, oldest first in each shard.
func (n *scopeNode) cancelAll() {
	for i := range n.shards {
		s := &n.shards[i]
		for {
			s.mu.Lock()
			l := s.head.next.Get()
			if l == &s.head {
				s.mu.Unlock()
				break
			}
			cell := l.cell.Get()
			l.remove()
			s.mu.Unlock()
			cell.Cancel()
		}
	}
}

// register has the context tell the node when it ends.
func (n *scopeNode) register() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.live.Load() {
		return
	}
	n.rt.nodes.add(n)
	n.stop.Set(ending.AfterFunc(n.ctx, n.fire))
	raced.Merge(unsafe.Pointer(n)) // what stop refers to, before the call of stop
	n.live.Store(true)
	if n.rt.virtual == nil {
		n.check.Set(n.rt.clock.AfterFunc(nodeIdle, n.checkIdle))
	}
}

// fire runs when the context has ended.
func (n *scopeNode) fire() {
	if v := n.rt.virtual; v != nil {
		v.poke() // the worker polls contexts itself, in order
		return
	}
	n.rt.nodes.remove(n)
	n.release()
	raced.Hide()
	n.cancelAll()
	raced.Show()
}

// checkIdle runs every nodeIdle while the node is registered. A call may link itself while the registration ends, believing
// that there is one, so its end is followed by another look.
func (n *scopeNode) checkIdle() {
	if n.used.Swap(false) || !n.empty() {
		n.mu.Lock()
		if n.live.Load() {
			n.check.Set(n.rt.clock.AfterFunc(nodeIdle, n.checkIdle))
		}
		n.mu.Unlock()
		return
	}
	n.rt.nodes.remove(n)
	n.release()
	if !n.empty() { // pairs with link: live, then the links
		n.register()
	}
}

// release ends the registration; a later link renews it.
func (n *scopeNode) release() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.live.Load() {
		return
	}
	n.live.Store(false)
	raced.Acquire(unsafe.Pointer(n))
	n.stop.Get()()
	if t := n.check.Get(); t != nil {
		t.Stop()
	}
}

func (n *scopeNode) empty() bool {
	for i := range n.shards {
		s := &n.shards[i]
		s.mu.Lock()
		empty := s.head.next.Get() == &s.head
		s.mu.Unlock()
		if !empty {
			return false
		}
	}
	return true
}
