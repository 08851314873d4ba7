package explore

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// current is the exploration under way. Hooks look at it first; the engine changes it at its begin and end only.
var current atomic.Pointer[control]

// Active reports whether a run is under way. If not, operations are simply to be done, by real means.
func Active() bool { return current.Load() != nil }

// Begin announces an operation on the object that w belongs to. It returns when the calling thread is to perform it.
func Begin(w *Word, k Kind) {
	c := current.Load()
	if c == nil {
		return
	}
	t := c.cur
	if t == nil {
		c.outside(nil)
		return
	}
	t.op = op{kind: k, o: [2]int32{c.object(w), none}}
	c.announce(t)
}

// End reports what the operation just begun did: whether it wrote, and the value before and after, for traces.
func End(did bool, before, after uint64) {
	c := current.Load()
	if c == nil || c.cur == nil {
		return
	}
	if did {
		c.cur.wroteAt = c.decisions
		c.effect |= wrote
	}
	if c.tracer != nil {
		c.tracer.values(c, did, before, after, c.cur.op.kind&Ref != 0)
	}
}

// Await announces an operation that is enabled only while ready returns true. The predicate depends on nothing but the
// objects of w and w2, which may be nil; hooks do nothing in it. What the operation then writes is the object of w.
func Await(w, w2 *Word, k Kind, ready func() bool) {
	c := current.Load()
	if c == nil {
		return
	}
	t := c.cur
	if t == nil {
		c.outside(ready)
		return
	}
	t.op = op{kind: k, o: [2]int32{c.object(w), none}, ready: ready}
	if w2 != nil && w2 != w {
		t.op.o[1] = c.object(w2)
	}
	c.announce(t)
}

// Go starts a thread, from Setup or from a thread. A daemon may be blocked or spin for ever.
func Go(name string, daemon bool, f func()) {
	c := current.Load()
	if c == nil {
		panic("explore: Go outside of a run")
	}
	t := c.cur
	if t == nil {
		c.outside(nil)
		c.start(name, daemon, f, nil)
		return
	}
	t.op = op{kind: Spawn, o: [2]int32{spawnObject, none}}
	c.announce(t)
	c.start(name, daemon, f, t)
}

// Choose returns a number below n. All of them are explored, but within a run only as many differ from 0, the ordinary
// outcome, as Options.Choices allows.
func Choose(n int) int {
	c := current.Load()
	if c == nil || c.cur == nil || n <= 1 {
		return 0
	}
	return c.choose(n)
}

// Notef adds a line to the trace of the calling thread; without a trace it does nothing.
func Notef(format string, args ...any) {
	if c := current.Load(); c != nil && c.tracer != nil && c.cur != nil && !c.free {
		c.tracer.note(c, c.cur, fmt.Sprintf(format, args...))
	}
}

// outside is what an operation does that no thread performs: one of Setup, a check or a stack that is being unwound.
func (c *control) outside(ready func() bool) {
	if c.unwinding {
		runtime.Goexit()
	}
	if ready != nil && !ready() {
		panic("explore: Setup or a check would block")
	}
}

// running returns the thread that runs.
func (c *control) running() *thread {
	if c.unwinding {
		runtime.Goexit()
	}
	return c.cur
}
