//go:build race

package linearizability

import (
	"runtime"
	"sync/atomic"
)

// counter is a number shared by all clients. It orders nothing but itself: under the race detector it is invisible,
// so that recording a history hides no race of the implementation.
type counter struct{ n atomic.Int64 }

func (c *counter) add(d int64) int64 {
	runtime.RaceDisable()
	n := c.n.Add(d)
	runtime.RaceEnable()
	return n
}

func (c *counter) load() int64 {
	runtime.RaceDisable()
	n := c.n.Load()
	runtime.RaceEnable()
	return n
}
