// Package coro switches between a driver goroutine and the stacks that tasks run on.
//
//	driver goroutine            coroutine
//	  Resume ──────────────────▶ f runs
//	  Resume returns true ◀───── Yield
//	  Resume ──────────────────▶ Yield returns
//	  Resume returns false ◀──── f returned
//
// Exactly one of the two sides runs at any time. Resume may be called from different goroutines, one after the other:
// a coroutine migrates. Yield may be called only on the coroutine's own goroutine; package sched makes sure of it by
// the goroutine's identity, because iter.Pull does not check and would corrupt a stack.
//
// There are two flavours. A pulled coroutine is an iter.Pull sequence: a switch does not pass through Go's
// scheduler. A coroutine on a goroutine of its own is handed control through channels, at several times the cost; tasks that
// need LockOSThread run on one, and under the race detector all tasks do, because a coroutine and its driver look
// like one thread of control to the detector and would hide the user's races.
//
// If f ends by runtime.Goexit, so does the call of Resume in a pulled coroutine (iter.Pull promises it); in the other
// flavour Resume returns false.
//
// In the runs of an explorer of interleavings both flavours run on its stacks.
package coro

import "iter"

// Coro is a stack on which a function runs between Resume and Yield.
type Coro struct {
	explored explored
	next     func() (struct{}, bool) // pulled
	yield    func(struct{}) bool     // pulled; set when f begins, called only from f
	hands    *hands                  // on a goroutine of its own
}

// Body is what a coroutine runs; an interface, so that making one allocates no closure.
type Body interface{ RunCoro(*Coro) }

// Pull prepares c to run b on a pulled coroutine, which starts at the first Resume.
func (c *Coro) Pull(b Body) {
	if c.explored.start(c, b) {
		return
	}
	next, _ := iter.Pull(func(yield func(struct{}) bool) {
		c.yield = yield
		b.RunCoro(c)
	})
	c.next = next
}

// Resume runs the coroutine until it yields (true) or ends (false).
func (c *Coro) Resume() bool {
	if c.explored.runs() {
		return c.explored.resume()
	}
	if c.hands != nil {
		return c.hands.resume()
	}
	_, alive := c.next()
	return alive
}

// Yield gives control back to the caller of Resume.
func (c *Coro) Yield() {
	if c.explored.runs() {
		c.explored.yield()
		return
	}
	if c.hands != nil {
		c.hands.yield()
		return
	}
	c.yield(struct{}{})
}
