//go:build veritask_explore

package seam

import (
	"context"
	"errors"
	"time"
)

// Context is a context whose end the explorer sees. It belongs to one run.
//
//	open ── cancel: one step ──▶ ended ── one step each ──▶ functions of AfterFunc started, contexts below ended
//
// That ending and starting are separate steps is as in package context: in between, others can see that the context has
// ended, and a stop still succeeds. The functions are started in the order in which they were registered; package context
// promises none.
//
// Contexts of package context that are made from one of these are not seen: use NewContext all the way down. (They end,
// but on goroutines of their own.)
type Context struct {
	w     Word
	inner context.Context         // for values, and for context.Cause, which no other implementation can answer
	cause context.CancelCauseFunc // of inner
	done  chan struct{}           // not inner's, so that package context does not take this for one of its own
	until time.Time               // zero: no deadline
	err   error
	after []*after
	leave func() bool // ends the registration with the context above; nil if there is none
}

// after is what is to happen when a context has ended.
type after struct {
	f      func()
	thread bool // on a thread of its own, else by whoever ends the context
}

var errForeign = errors.New("veritask: the explorer does not know this context; make it with seam.NewContext")

// NewContext returns a context below parent, which is one of this run or has no end, and what ends it: with the cause
// given, context.Canceled if that is nil.
func NewContext(parent context.Context) (*Context, context.CancelCauseFunc) {
	c := &Context{done: make(chan struct{})}
	c.inner, c.cause = context.WithCancelCause(context.WithoutCancel(parent))
	c.until, _ = parent.Deadline()
	run.contexts = append(run.contexts, c)
	if done := parent.Done(); done != nil {
		above := ContextOf(done)
		c.leave = above.register(&after{f: func() { c.end(above.err, context.Cause(above.inner)) }})
	}
	return c, func(cause error) { c.End(context.Canceled, cause) }
}

// Word returns the Word of the context.
func (c *Context) Word() *Word { return &c.w }

// ContextOf returns the context of this run whose channel done is. It panics if there is none: an end that is not
// announced would be missed.
func ContextOf(done <-chan struct{}) *Context {
	for _, c := range run.contexts {
		if c.done == done {
			return c
		}
	}
	panic(errForeign)
}

// WordOf returns the Word of the context of this run whose channel done is, nil if there is none.
func WordOf(done <-chan struct{}) *Word {
	for _, c := range run.contexts {
		if c.done == done {
			return &c.w
		}
	}
	return nil
}

// Until gives the context a deadline, unless that of its parent comes before. It is only shown: whoever wants the context
// to end then sets a timer. Called before anybody else has the context.
func (c *Context) Until(d time.Time) {
	if c.until.IsZero() || d.Before(c.until) {
		c.until = d
	}
}

// Deadline is the parent's, or what Until has set.
func (c *Context) Deadline() (time.Time, bool) { return c.until, !c.until.IsZero() }

// Value is the parent's.
func (c *Context) Value(key any) any { return c.inner.Value(key) }

// Done returns the channel that is closed in the step in which the context ends.
func (c *Context) Done() <-chan struct{} { return c.done }

// Err returns why the context has ended, nil before.
func (c *Context) Err() error {
	X.Begin(&c.w, Load)
	err := c.err
	X.End(false, c.value(), c.value())
	return err
}

// value is what traces show of the context: whether it has ended, and how many functions are registered.
func (c *Context) value() uint64 { return bit(c.err != nil) | uint64(len(c.after))<<1 }

// End ends the context with err and the cause, err if that is nil, unless it has ended already.
func (c *Context) End(err, cause error) {
	c.end(err, cause)
	if c.leave != nil {
		c.leave()
	}
}

func (c *Context) end(err, cause error) {
	if cause == nil {
		cause = err
	}
	X.Begin(&c.w, Swap)
	old := c.value()
	if c.err != nil {
		X.End(false, old, old)
		return
	}
	c.err = err
	c.cause(cause)
	close(c.done)
	X.End(true, old, c.value())
	// From here on functions are only taken away, so if there are none, none will come.
	for len(c.after) > 0 {
		if a := c.takeFirst(); a != nil {
			a.start()
		}
	}
}

func (c *Context) takeFirst() *after {
	X.Begin(&c.w, Swap)
	old := c.value()
	if len(c.after) == 0 {
		X.End(false, old, old)
		return nil
	}
	a := c.after[0]
	c.after = c.after[1:]
	X.End(true, old, c.value())
	return a
}

func (a *after) start() {
	if a.thread {
		X.Go("after context", true, a.f)
		return
	}
	a.f()
}

// AfterFunc calls f on a thread of its own when the context has ended. stop reports whether it kept f from being called.
// Package context looks for this method.
func (c *Context) AfterFunc(f func()) (stop func() bool) {
	return c.register(&after{f: f, thread: true})
}

func (c *Context) register(a *after) (stop func() bool) {
	X.Begin(&c.w, Swap)
	old := c.value()
	if c.err != nil {
		X.End(false, old, old)
		a.start()
		return func() bool { return false }
	}
	c.after = append(c.after, a)
	X.End(true, old, c.value())
	return func() bool { return c.remove(a) }
}

// Registered returns how many functions the contexts of this run would still call.
func Registered() (n int) {
	for _, c := range run.contexts {
		n += len(c.after)
	}
	return n
}

func (c *Context) remove(a *after) bool {
	X.Begin(&c.w, Swap)
	old := c.value()
	for i, b := range c.after {
		if a == b {
			c.after = append(c.after[:i:i], c.after[i+1:]...)
			X.End(true, old, c.value())
			return true
		}
	}
	X.End(false, old, old)
	return false
}
