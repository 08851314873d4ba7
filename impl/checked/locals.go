package checked

import (
	"context"

	"github.com/veritask/veritask/impl"
	lin "github.com/veritask/veritask/linearizability"
)

// localNumbers is a condition of the worker of whoever calls first, as a lin.NumberCondition.
type localNumbers struct{ c *impl.LocalCondition[int] }

func (n *localNumbers) condition(ctx context.Context) *impl.LocalCondition[int] {
	if n.c == nil { // its callers take turns
		n.c = impl.NewLocalCondition[int](ctx)
	}
	return n.c
}

// Wait is the condition's.
func (n *localNumbers) Wait(ctx context.Context, first bool) (int, error) {
	c := n.condition(ctx)
	if first {
		return c.Wait(ctx, impl.First())
	}
	return c.Wait(ctx)
}

// Notify is the condition's.
func (n *localNumbers) Notify(ctx context.Context, v int, one bool, err error) int {
	return n.condition(ctx).Notify(ctx, v, notifyOptions(one, err)...)
}

// client is one that is to be started.
type client struct {
	env  lin.Env
	body func(ctx context.Context)
}

// startOnOneWorker starts clients as tasks of one worker. What ends their contexts is elsewhere.
func (s *stage) startOnOneWorker() func(lin.Env, int, func(context.Context)) {
	clients := impl.NewChannel[client](impl.Inf)
	impl.Spawn(s.rt.Context(context.Background()), func(ctx context.Context) (struct{}, error) {
		for {
			c, err := clients.Take(ctx)
			if err != nil { // the runtime is closed
				return struct{}{}, nil
			}
			impl.Async(s.context(c.env), func(ctx context.Context) (struct{}, error) {
				c.body(ctx)
				return struct{}{}, nil
			})
		}
	}, impl.Sticky())
	return func(env lin.Env, _ int, body func(context.Context)) {
		if err := clients.Put(context.Background(), client{env, body}); err != nil {
			panic(err)
		}
	}
}
