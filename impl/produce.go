package impl

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// Bind closes the channel, if it is open then, when the first of the tasks is over: with ErrClosed, or with the
// *TaskFailedError of one that failed. It may be called again. Source: Julia's bind.
func (c *Channel[T]) Bind(tasks ...AnyTask) {
	for _, t := range tasks {
		ctx := context.Background()
		w := NewTask(ctx, func(ctx context.Context) (struct{}, error) {
			defer c.endBound(t) // also if t ended by Goexit
			return struct{}{}, t.Wait(ctx)
		}, Named("bound to a channel"))
		if t.IsDone() || Schedule(ctx, w) != nil {
			c.endBound(t)
		}
	}
}

// endBound closes the channel because t is over, or its runtime is.
func (c *Channel[T]) endBound(t AnyTask) {
	err := spec.ErrClosed
	if !t.IsDone() {
		err = spec.ErrRuntimeClosed
	} else if failure := t.sched().Err(); failure != nil {
		err = failure
	}
	c.row.Close(err, true)
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
