//go:build veritask_explore

package coro_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/coro"
	"github.com/veritask/veritask/impl/internal/goid"
	"github.com/veritask/veritask/impl/internal/seamtest"
)

// In a run coroutines are on stacks of the explorer, which have identities of their own.
func TestExplored(t *testing.T) {
	for name, prepare := range flavours {
		t.Run(name, func(t *testing.T) {
			r := seamtest.Install(t, 0)
			var c coro.Coro
			var seen []uintptr
			prepare(&c, body(func(c *coro.Coro) {
				seen = append(seen, goid.Current())
				c.Yield()
				seen = append(seen, goid.Current())
			}))
			mine := goid.Current()
			if !c.Resume() || c.Resume() {
				t.Error("it must yield once and end")
			}
			if mine != r.Self() || len(seen) != 2 || seen[0] != seen[1] || seen[0] == mine {
				t.Errorf("identities %v, and mine %d", seen, mine)
			}
		})
	}
}

// A coroutine made before a run is none of it.
func TestMadeBefore(t *testing.T) {
	var c coro.Coro
	ran := false
	c.Pull(body(func(*coro.Coro) { ran = true }))
	seamtest.Install(t, 0)
	if c.Resume() || !ran {
		t.Error("it did not run to its end")
	}
}
