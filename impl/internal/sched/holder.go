package sched

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/goid"
)

// Holder is who can hold a lock: the running task, or outside of tasks the goroutine.
//
// Its identity is one word: the address of the task, or that of the goroutine, which is made odd. So it is unique among
// the living. A goroutine that ends while it holds a lock may have its identity given to another one; a task that does is
// kept for ever, so that nobody gets its.
type Holder struct {
	id   uintptr
	task *Task // nil for a goroutine
}

// Self returns the caller.
func Self() Holder {
	if c := current(); c != nil {
		t := c.top.Get()
		return Holder{uintptr(unsafe.Pointer(t)), t}
	}
	return Holder{goid.Current()<<1 | 1, nil}
}

// ID returns the identity, which is never 0.
func (h Holder) ID() uintptr { return h.id }

// Took notes that the holder, who is the caller, has one lock more.
func (h Holder) Took() {
	if h.task != nil {
		h.task.locks.Set(h.task.locks.Get() + 1)
	}
}

// Gave notes that the holder, who is the caller, has one lock less.
func (h Holder) Gave() {
	if h.task != nil {
		h.task.locks.Set(h.task.locks.Get() - 1)
	}
}

// Named says who has an identity, for people: whoever has it may be gone meanwhile.
func Named(id uintptr) (name string) {
	switch {
	case id == 0:
		return "nobody"
	case id&1 != 0:
		return "a goroutine"
	}
	name = "a task that has ended"
	registry.each(nil, func(c *Coroutine) {
		if t := c.find(id); t != nil {
			name = "task " + t.Name()
		}
	})
	return name
}

// find returns the task on the stack of c with that identity. What runs goes on meanwhile.
//
//go:norace
func (c *Coroutine) find(id uintptr) *Task {
	for t := c.top.Get(); t != nil; t = c.below(t) {
		if uintptr(unsafe.Pointer(t)) == id {
			return t
		}
	}
	return nil
}

// keepers are the tasks that have ended with locks: a list to which is only added.
var keepers atom.Pointer[keeper]

type keeper struct {
	task atom.Owned[*Task]
	next atom.Owned[*keeper]
}

// keepsLocks is called by a task that ends and holds locks, which nobody can unlock any more.
func (t *Task) keepsLocks() {
	k := &keeper{}
	k.task.Set(t)
	for l := atom.NewLoop(); ; l.Again() {
		first := keepers.Load()
		k.next.Set(first)
		if keepers.CompareAndSwap(first, k) {
			break
		}
	}
	file, line := t.Site()
	t.Logger().Error("veritask: a task has ended and still holds locks, which stay locked for ever",
		"task", t.Name(), "locks", int(t.locks.Get()), "file", file, "line", line)
}
