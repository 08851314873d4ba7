package sched

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"

	"github.com/veritask/veritask/impl/internal/waitq"
)

// Dump writes what the tasks of rt are doing, for people.
func (rt *Runtime) Dump(w io.Writer) error {
	var b bytes.Buffer
	blocked, running := 0, 0
	registry.each(rt, func(c *Coroutine) {
		if c.Parked() {
			blocked += c.dump(&b, "blocked", c.waitsFor())
		} else if c.busy() {
			running += c.dump(&b, "running", "")
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

// busy reports whether the coroutine seems to run a task. What runs goes on meanwhile: it is looked at without any order,
// which the race detector need not see.
//
//go:norace
func (c *Coroutine) busy() bool { return c.start.Get() == nil && c.top.Get() != nil }

// waitsFor says what a parked coroutine's top task waits for.
func (c *Coroutine) waitsFor() string {
	if p := c.Place(); p != nil {
		return "waits for " + p.DescribeWait()
	}
	cell := c.At()
	if cell == nil {
		return "waits for its turn"
	}
	if o, ok := cell.Owner().(waitq.Waitable); ok {
		return "waits for " + o.DescribeWait()
	}
	return "waits for a timer or Unpark"
}

// dump describes the stack of a coroutine, whose top task is in the given state; each other one waits for the task
// above it. It returns how many there are.
//
//go:norace
func (c *Coroutine) dump(b *bytes.Buffer, state, what string) (n int) {
	for t := c.top.Get(); t != nil; t = c.below(t) {
		t.describe(b, state, what)
		state, what = "blocked", "waits for "+t.DescribeWait()
		n++
	}
	return n
}

//go:norace
func (t *Task) describe(b *bytes.Buffer, state, what string) {
	file, line := t.Site()
	fmt.Fprintf(b, "task %s: %s", t.Name(), state)
	if what != "" {
		fmt.Fprintf(b, ", %s", what)
	}
	fmt.Fprintf(b, " (pool %s, function at %s:%d)\n", t.pool().name, filepath.Base(file), line)
}
