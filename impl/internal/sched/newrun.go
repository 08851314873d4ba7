//go:build veritask_explore

package sched

import (
	"errors"
	"fmt"
)

// NewRun forgets what the run of an explorer before has left: the coroutines of goroutines that are no more, the default
// runtime, and tasks that have kept locks. An explorer's adapter calls it at the beginning of each setup.
func NewRun() {
	registry = registryTable{}
	registry.table.Store(newBuckets(firstBuckets))
	defaultRuntime.rt.Store(nil)
	keepers.Store(nil)
}

// Describe tells an explorer what to call things: by name, by the name of their kind, and what is part of what.
func Describe(name, kind func(name string, ptr any), whole func(part any)) {
	name("registry", &registry)
	kind("task", (*Task)(nil))
	kind("coroutine", (*Coroutine)(nil))
	kind("scope", (*scopeNode)(nil))
	whole(func(r *Runnable) any {
		if t := r.task(); t != nil {
			return t
		}
		return r.coroutine()
	})
}

// Leaks returns what the calls of rt have left behind, while nobody is at work: a context would still cancel a call that
// is over; and once rt is closed, nothing may be left of calls at all.
func (rt *Runtime) Leaks() (err error) {
	over := rt.phase.Load() == runtimeStopped
	rt.nodes.mu.Lock()
	first := rt.nodes.first.Get()
	rt.nodes.mu.Unlock()
	for n := first; n != nil; n = n.place.after.Get() {
		if over {
			return errors.New("a context's node is left in a runtime that has stopped")
		}
		for i := range n.shards {
			head := &n.shards[i].head
			for l := head.next.Get(); l != head; l = l.next.Get() {
				if l.cell.Get() == nil || l.cell.Get().(interface{ Settled() bool }).Settled() {
					return errors.New("a context would still cancel a call that is over")
				}
			}
		}
	}
	registry.each(rt, func(c *Coroutine) {
		switch {
		case over && (c.At() != nil || c.Place() != nil):
			err = fmt.Errorf("the runtime has stopped, and a coroutine still %s", c.waitsFor())
		case over:
			err = errors.New("the runtime has stopped, and a coroutine has not")
		}
	})
	return err
}
