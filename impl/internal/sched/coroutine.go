package sched

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/coro"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// Coroutine is a stack that tasks run on: the one that the scheduling loop started, and above it those that are joined
// in place. The order of the stack is the order of waiting: each task waits for the one above it.
//
//	driver ─Resume▶ loop ─▶ task A ─joins▶ task B ─joins▶ task C (top)        A waits for B, B for C
//
// A task that never blocks is a plain function call in the loop. When the top task blocks, the whole coroutine leaves
// its worker, which goes on with another one, idle or new; whoever wakes the top task puts the coroutine into a queue.
//
// A coroutine on a goroutine of its own (OnGoroutine, and every task under the race detector) runs one task and ends.
type Coroutine struct {
	run Runnable // first: see Runnable. What queues hold when it is ready to go on.
	waitq.Waiter
	cor    coro.Coro
	rt     atom.Owned[*Runtime]
	worker atom.Owned[*worker] // that runs it; set by the worker before each Resume
	top    atom.Owned[*Task]
	pile   atom.Owned[*pile]       // the tasks below the top one; nil until there is one
	start  atom.Owned[*Task]       // claimed, for the loop to begin with; nil ends the loop
	leave  atom.Owned[leave]       // why it yielded
	tells  atom.Owned[*waitq.Cell] // resumed when it leaves its worker; nil mostly
	met    atom.Owned[*interrupt]  // that its last wait has ended with
	bare   atom.Owned[bool]        // its wait is a bare suspension; written before it gets in line
	firm   atom.Owned[firmness]    // of its wait; written before it gets in line
	joins  atom.Owned[uint32]
	link   scopeLink
	idle   atom.Owned[*Coroutine] // next in the worker's list of idle ones
}

// leave is why a coroutine gave control back to its driver.
type leave uint8

const (
	leaveIdle    leave = iota // its loop has nothing more to do
	leaveParked               // its top task waits; Commit decides
	leaveYielded              // to the end of the pool's injector
	leaveHome                 // to the sticky queue of its top task's worker
)

// newCoroutine returns a coroutine that is to be prepared by Pull or Go.
// Its fields are written before it is published, which the race detector need not see.
//
//go:norace
func newCoroutine(rt *Runtime) *Coroutine {
	rt.coroutines.Add(1)
	c := &Coroutine{}
	c.rt.Set(rt)
	c.run.kind.Set(aCoroutine)
	c.ForCoroutine(c)
	return c
}

// onGoroutine gives t, which is about to be queued, a goroutine of its own.
func onGoroutine(t *Task, rt *Runtime) {
	c := newCoroutine(rt)
	c.start.Set(t)
	t.extras().own.Set(c)
	t.flags.Set(t.flags.Get() | flagHasGoroutine)
	c.cor.Go(c)
}

// RunCoro is what runs on the coroutine's stack.
func (c *Coroutine) RunCoro(*coro.Coro) {
	registry.add(c)
	defer c.end()
	for t := c.start.Get(); t != nil; t = c.start.Get() {
		c.start.Set(nil)
		if t.own() != nil {
			c.begin(t)
			return
		}
		for t != nil {
			c.begin(t)
			t = c.worker.Get().nextFresh()
		}
		if !c.worker.Get().keepIdle() {
			return
		}
		c.leave.Set(leaveIdle)
		c.cor.Yield()
	}
}

func (c *Coroutine) end() {
	registry.remove()
	c.rt.Get().coroutines.Add(-1)
}

// begin runs a claimed task at the bottom of the stack.
func (c *Coroutine) begin(t *Task) {
	c.joins.Set(0)
	if rt := c.rt.Get(); rt.phase.Load() >= runtimeClosed {
		t.finish(errClosed)
		return
	}
	if t.flags.Get()&flagTells != 0 {
		c.tells.Set(t.extras().first.Get())
	}
	acquireHome(t.home())
	t.execute(c)
	releaseHome(t.home())
}

// switchAway gives control back to the driver and returns when the coroutine is resumed, perhaps by another one.
func (c *Coroutine) switchAway(why leave) {
	home := c.top.Get().home()
	releaseHome(home)
	if c.rt.Get().passes() {
		c.passOn(why)
	} else {
		c.leave.Set(why)
		c.cor.Yield()
	}
	acquireHome(home)
}

// giveWay puts the coroutine behind what is queued: in its top task's sticky queue, or else in the injector.
func (c *Coroutine) giveWay() {
	if c.top.Get().home() != nil {
		c.switchAway(leaveHome)
		return
	}
	c.switchAway(leaveYielded)
}

// The sticky tasks of one worker are ordered with each other, which the race detector is told here.

func acquireHome(home *worker) {
	if raced.Tasks && home != nil {
		raced.Acquire(unsafe.Pointer(home))
	}
}

func releaseHome(home *worker) {
	if raced.Tasks && home != nil {
		raced.Merge(unsafe.Pointer(home))
	}
}

// Ready puts the coroutine into a queue, after it was unparked: on the waker's own worker if that is of the same pool,
// so that what was just handed over is still in the cache, else where everybody looks.
func (c *Coroutine) Ready() {
	t := c.top.Get()
	if home := t.home(); home != nil {
		home.pushSticky(&c.run)
		return
	}
	pool := t.pool()
	if me := current(); me != nil {
		if w := me.worker.Get(); w.pool == pool && !pool.rt.ordered() {
			w.push(&c.run)
			return
		}
	}
	pool.inject(&c.run)
}
