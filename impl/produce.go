package impl

import (
	"context"

	"github.com/veritask/veritask/impl/internal/sched"
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

// Produce returns a channel of capacity n and starts a task that fills it, to which it is bound. The task runs at once, past
// what is queued, pinned to the caller's worker, and Produce returns when it has blocked for the first time, or yielded, or
// is over, even if it has failed. With OnPool, or On, it is spawned like any other task instead, and Produce does not block.
// The task belongs to the Sync or Scope of ctx. Its failure is what the channel is closed with.
//
// If ctx ends first Produce returns as well; ctx is also the task's. Panics with *ArgumentError if n is negative, or on
// a bad name of a pool. What the caller did before synchronizes before f.
//
// Source: Julia's Channel(f), with spawn and threadpool. Differs: there the caller may come back before the task has blocked if
// there are several workers.
func Produce[T any](ctx context.Context, n int, f func(ctx context.Context, ch *Channel[T]) error, opts ...Option) *Channel[T] {
	c := NewChannel[T](n)
	t := &Task[struct{}]{}
	work := body[struct{}](func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx, c) })
	o := collect(opts)
	if o == nil {
		o = &sched.Options{}
	}
	c.Bind(t)
	if o.Pool != "" || o.In != nil {
		sched.Spawn(ctx, &t.core, work, o)
	} else {
		o.Sticky = true
		sched.Launch(ctx, &t.core, work, o)
	}
	return c
}
