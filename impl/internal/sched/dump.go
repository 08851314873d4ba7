package sched

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
)

// Dump writes what the tasks of rt are doing, for people.
func (rt *Runtime) Dump(w io.Writer) error {
	var b bytes.Buffer
	blocked, running := 0, 0
	registry.each(rt, func(c *Coroutine) {
		if c.Parked() {
			blocked += c.dumpBlocked(&b)
		} else if c.start.Get() == nil && c.top.Get() != nil {
			running += c.dumpRunning(&b)
		}
	})
	var head bytes.Buffer
	for _, p := range rt.pools() {
		queued := 0
		for _, v := range p.all() {
			queued += v.deque.Len()
		}
		fmt.Fprintf(&head, "pool %s: %d workers, %d stand-ins, at least %d entries queued\n",
			p.name, len(p.workers), len(p.all())-len(p.workers), queued)
	}
	fmt.Fprintf(&head, "%d tasks blocked, %d running\n", blocked, running)
	if _, err := head.WriteTo(w); err != nil {
		return err
	}
	_, err := b.WriteTo(w)
	return err
}

// dumpBlocked describes the stack of a parked coroutine: the top task waits for something, each other one for the
// task above it.
func (c *Coroutine) dumpBlocked(b *bytes.Buffer) int {
	what := "its turn"
	if cell := c.At(); cell != nil {
		what = "a timer or Unpark"
		if o, ok := cell.Owner().(Waitable); ok {
			what = o.DescribeWait()
		}
	}
	n := 0
	for t := c.top.Get(); t != nil; t = t.below.Get() {
		t.describe(b, "blocked", "waits for "+what)
		what = "task " + t.Name()
		n++
	}
	return n
}

func (c *Coroutine) dumpRunning(b *bytes.Buffer) int {
	state, what, n := "running", "", 0
	for t := c.top.Get(); t != nil; t = t.below.Get() {
		t.describe(b, state, what)
		state, what = "blocked", "waits for task "+t.Name()
		n++
	}
	return n
}

func (t *Task) describe(b *bytes.Buffer, state, what string) {
	file, line := t.Site()
	fmt.Fprintf(b, "task %s: %s", t.Name(), state)
	if what != "" {
		fmt.Fprintf(b, ", %s", what)
	}
	fmt.Fprintf(b, " (pool %s, function at %s:%d)\n", t.pool().name, filepath.Base(file), line)
}
