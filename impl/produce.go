package impl

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// Bind closes the channel, if it is open then, when the first of the tasks is over: with ErrClosed, or with the
// *TaskFailedError of one that failed. It may be called again, and never blocks; on a task that is over it closes the
// channel. A task bound to several channels closes them in the order of the calls. Who sleeps in the task's Wait finds
// the channel closed when it returns; who asks IsDone may be a moment too early. Lock-free. Source: Julia's bind.
// Differs: there a channel that is bound to a task that is over is closed a little later.
func (c *Channel[T]) Bind(tasks ...AnyTask) {
	for _, t := range tasks {
		core := t.sched()
		core.AtEnd(func() {
			err := core.Err()
			if err == nil {
				err = spec.ErrClosed
			}
			c.row.Close(err, true)
		})
	}
}

// Produce returns a channel of capacity n and starts a task that fills it, to which it is bound. Without options the
// task is the caller's Async, and the caller yields to it: in a runtime with one worker it has come to its first wait
// when Produce returns. Source: Julia's Channel(f).
func Produce[T any](ctx context.Context, n int, f func(ctx context.Context, ch *Channel[T]) error, opts ...Option) *Channel[T] {
	c := NewChannel[T](n)
	body := func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx, c) }
	if len(opts) > 0 {
		c.Bind(Spawn(ctx, body, opts...))
		return c
	}
	c.Bind(Async(ctx, body))
	if Current(ctx) != nil {
		_ = Yield(ctx)
	}
	return c
}
