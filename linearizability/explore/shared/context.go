package shared

import (
	"context"
	"slices"
	"time"

	"github.com/veritask/veritask/linearizability/explore"
)

// ending is a context whose end is a step. It belongs to one run.
type ending struct {
	w      explore.Word
	parent context.Context // for values
	done   chan struct{}
	err    error
	cause  error
	after  []*func()
}

// endingKey is the key under which a context made from an ending finds it.
type endingKey struct{}

// NewContext returns a context below parent and what ends it, as context.WithCancelCause does. In a run of the explorer
// ending it is one step, looking whether it has ended another one; parent must not end then, and context.Cause says no
// more than Err: use [Cause].
func NewContext(parent context.Context) (context.Context, context.CancelCauseFunc) {
	if !explore.Active() {
		return context.WithCancelCause(parent)
	}
	if parent.Done() != nil {
		panic("shared: in a run, a context is made below one that does not end")
	}
	c := &ending{parent: parent, done: make(chan struct{})}
	return c, c.end
}

// Cause is context.Cause.
func Cause(ctx context.Context) error {
	if c, ok := ctx.Value(endingKey{}).(*ending); ok {
		explore.Begin(&c.w, explore.Load)
		explore.End(false, 0, 0)
		return c.cause
	}
	return context.Cause(ctx)
}

// await announces, in a run of the explorer, an operation on the object of w that is enabled while ready, which depends on
// that object alone, returns true, and when ctx has ended.
func await(ctx context.Context, w *explore.Word, ready func() bool) {
	c, ok := ctx.Value(endingKey{}).(*ending)
	if !ok {
		explore.Await(w, nil, explore.Acquire, ready)
		return
	}
	explore.Await(w, &c.w, explore.Acquire, func() bool { return ready() || c.err != nil })
}

func (c *ending) end(cause error) {
	explore.Begin(&c.w, explore.Swap)
	if c.err != nil {
		explore.End(false, 1, 1)
		return
	}
	c.err, c.cause = context.Canceled, cause
	if cause == nil {
		c.cause = c.err
	}
	close(c.done)
	after := c.after
	c.after = nil
	explore.End(true, 0, 1)
	for _, f := range after {
		explore.Go("after context", true, *f)
	}
}

// Deadline says that there is none: the explorer knows no time.
func (c *ending) Deadline() (time.Time, bool) { return time.Time{}, false }

// Done returns a channel that is closed in the step that ends the context.
func (c *ending) Done() <-chan struct{} { return c.done }

// Err returns why the context has ended, nil before.
func (c *ending) Err() error {
	explore.Begin(&c.w, explore.Load)
	explore.End(false, 0, 0)
	return c.err
}

// Value is the parent's.
func (c *ending) Value(key any) any {
	if key == (endingKey{}) {
		return c
	}
	return c.parent.Value(key)
}

// AfterFunc runs f on a thread of its own when the context has ended. Package context looks for this method.
func (c *ending) AfterFunc(f func()) (stop func() bool) {
	p := &f
	explore.Begin(&c.w, explore.Update)
	ended := c.err != nil
	if !ended {
		c.after = append(c.after, p)
	}
	explore.End(true, 0, 0)
	if ended {
		explore.Go("after context", true, f)
	}
	return func() bool { return c.forget(p) }
}

func (c *ending) forget(p *func()) bool {
	explore.Begin(&c.w, explore.Update)
	i := slices.Index(c.after, p)
	if i >= 0 {
		c.after = slices.Delete(c.after, i, i+1)
	}
	explore.End(true, 0, 0)
	return i >= 0
}
