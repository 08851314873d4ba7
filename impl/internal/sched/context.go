package sched

import (
	"context"
	"time"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/spec"
)

// Context is what a body gets: the context that its task was spawned with, plus what the runtime wants to find without
// a walk. It says nothing about the task (the goroutine does), so all tasks that are spawned with it get the very same
// one: chains do not grow with recursion, and no finished parent is kept alive. Its Done channel is the very channel of
// the context that it was made from. All fields are written before it is published.
type Context struct {
	base  context.Context
	node  *scopeNode        // of base's Done channel; nil if nothing can cancel it
	group *Group            // the Sync or Scope that tasks spawned with it join
	pool  atom.Owned[*Pool] // where tasks spawned with it from outside go
}

type contextKey struct{}

// Deadline is the deadline of the context that the task was spawned with.
func (c *Context) Deadline() (time.Time, bool) { return c.base.Deadline() }

// Done is the channel of the context that the task was spawned with.
func (c *Context) Done() <-chan struct{} { return c.base.Done() }

// Err is the error of the context that the task was spawned with.
func (c *Context) Err() error { return c.base.Err() }

// Value is a value of the context that the task was spawned with.
func (c *Context) Value(key any) any {
	if key == (contextKey{}) {
		return c
	}
	return c.base.Value(key)
}

// contextOf finds the innermost Context that ctx was derived from, nil if none.
func contextOf(ctx context.Context) *Context {
	if c, ok := ctx.(*Context); ok {
		return c
	}
	c, _ := ctx.Value(contextKey{}).(*Context)
	return c
}

// inherit returns the Context for tasks spawned with ctx into pool: ctx itself if it fits, so that tasks spawned one
// below the other share one. parent, if not nil, is contextOf(ctx).
func inherit(ctx context.Context, parent *Context, pool *Pool) *Context {
	if context.Context(parent) == ctx && parent.pool.Get() == pool {
		return parent
	}
	return newContext(ctx, parent, pool)
}

// newContext returns a Context of its own below ctx, in the same group.
func newContext(ctx context.Context, parent *Context, pool *Pool) *Context {
	c := &Context{base: ctx}
	c.pool.Set(pool)
	if parent != nil {
		c.group = parent.group
		if context.Context(parent) == ctx {
			c.base = parent.base
		}
	}
	c.node = pool.rt.nodeFor(c.base)
	return c
}

// Enter is how every blocking call begins: it fails, before the call has had any effect, when ctx is over or the
// runtime of the task that ctx belongs to is closed.
func Enter(ctx context.Context) error {
	if c, ok := ctx.(*Context); ok {
		if c.node != nil && c.base.Err() != nil {
			return context.Cause(c.base)
		}
		if c.pool.Get().rt.phase.Load() >= runtimeClosed {
			return spec.ErrRuntimeClosed
		}
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
