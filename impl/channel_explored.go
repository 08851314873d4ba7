//go:build veritask_explore

package impl

import "github.com/veritask/veritask/impl/internal/waitq"

// What follows lets an explorer look into channels at which nobody is at work. It is no part of the library.

// Line returns the line in which Fetches and Waits wait.
func (c *Channel[T]) Line() *waitq.Queue { return c.row.Line() }

// Waiting returns how many Puts and Takes wait.
func (c *Channel[T]) Waiting() int { return c.row.Waiting() }

// Check looks at the structure of the channel.
func (c *Channel[T]) Check() error { return c.row.Check() }

// EndBound does what the end of a task does that the channel is bound to.
func (c *Channel[T]) EndBound(err error) {
	if err == nil {
		err = ErrClosed
	}
	c.row.Close(err, true)
}
