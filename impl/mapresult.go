package impl

import (
	"fmt"
	"slices"

	"github.com/veritask/veritask/spec"
)

// chunks is a slice that grows without moving what is in it, so that others may write there meanwhile.
type chunks[B any] struct {
	full [][]B
	last []B
}

const chunkMax = 4096

// expect says how many are going to come, -1 if that is not known.
func (c *chunks[B]) expect(n int) { c.last = make([]B, 0, max(n, 0)) }

// next returns the place of the next one.
func (c *chunks[B]) next() *B {
	if n := cap(c.last); len(c.last) == n {
		if n > 0 {
			c.full = append(c.full, c.last)
		}
		c.last = make([]B, 0, min(max(2*n, 16), chunkMax))
	}
	c.last = c.last[:len(c.last)+1]
	return &c.last[len(c.last)-1]
}

// join returns all of them.
func (c *chunks[B]) join() []B {
	if c.full == nil {
		return c.last
	}
	return slices.Concat(append(c.full, c.last)...)
}

// intoSlice returns the places in s one after the other, and nil when there are no more.
func intoSlice[B any](s []B) func() *B {
	i := 0
	return func() *B {
		if i == len(s) {
			return nil
		}
		i++
		return &s[i-1]
	}
}

func wrongBatch(values, results int) error {
	return &spec.MisuseError{Msg: fmt.Sprintf("veritask: %d results for a batch of %d", results, values)}
}
