//go:build veritask_explore

package coro

import "github.com/veritask/veritask/impl/internal/seam"

// explored is a coroutine on a stack of the explorer. Both flavours are, in its runs; so a Goexit of the body is passed
// on by Resume in both.
type explored struct{ s seam.Stack }

// start prepares c to run b on such a stack; false: no run is under way.
func (x *explored) start(c *Coro, b Body) bool {
	if !seam.On() {
		return false
	}
	x.s = seam.X.NewStack(func() { b.RunCoro(c) })
	return true
}

func (x *explored) runs() bool   { return x.s != nil }
func (x *explored) resume() bool { return x.s.Resume() }
func (x *explored) yield()       { x.s.Yield() }
