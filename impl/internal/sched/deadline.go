package sched

import (
	"context"
	"time"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/ending"
	"github.com/veritask/veritask/impl/internal/raced"
)

// WithDeadline is context.WithDeadline on the clock of the runtime that ctx or the caller belongs to.
func WithDeadline(ctx context.Context, when time.Time) (context.Context, context.CancelFunc) {
	v := virtualOf(ctx)
	if v == nil {
		return ending.WithDeadline(ctx, when)
	}
	return v.withDeadline(ctx, when)
}

// WithTimeout is WithDeadline, d from now.
func WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	v := virtualOf(ctx)
	if v == nil {
		return ending.WithTimeout(ctx, d)
	}
	return v.withDeadline(ctx, v.Now().Add(d))
}

// virtualOf returns the virtual clock that ctx or the caller belongs to, nil if that is the machine's.
func virtualOf(ctx context.Context) *virtual {
	var rt *Runtime
	if c := current(); c != nil {
		rt = c.rt.Get()
	} else if x := contextOf(ctx); x != nil {
		rt = x.pool.Get().rt
	}
	if rt == nil || rt.virtual == nil || !rt.virtual.seeded {
		return nil
	}
	return rt.virtual
}

// virtualDeadline is a context that ends in virtual time. A timer of the clock cancels the context inside.
type virtualDeadline struct {
	context.Context
	when time.Time
}

type virtualDeadlineKey struct{}

// newVirtualDeadline returns a context that inner ends.
// Its fields are written before it is published, which the race detector need not see.
//
//go:norace
func newVirtualDeadline(inner context.Context, when time.Time) *virtualDeadline {
	return &virtualDeadline{inner, when}
}

func (v *virtual) withDeadline(ctx context.Context, when time.Time) (context.Context, context.CancelFunc) {
	if sooner, ok := ctx.Deadline(); ok && ctx.Value(virtualDeadlineKey{}) != nil && sooner.Before(when) {
		when = sooner
	}
	inner, cancel := ending.WithCancelCause(ctx)
	d := newVirtualDeadline(inner, when)
	raced.Merge(unsafe.Pointer(d))
	timer := v.AfterFunc(when.Sub(v.Now()), func() {
		raced.Show() // on the driver, whose own doings are hidden
		raced.Acquire(unsafe.Pointer(d))
		cancel(context.DeadlineExceeded)
		raced.Hide()
	})
	return d, func() {
		timer.Stop()
		cancel(context.Canceled)
	}
}

// Deadline returns the virtual time at which the context ends.
func (d *virtualDeadline) Deadline() (time.Time, bool) { return d.when, true }

// Err is DeadlineExceeded if that is what ended the context.
func (d *virtualDeadline) Err() error {
	err := d.Context.Err()
	if err != nil && context.Cause(d.Context) == context.DeadlineExceeded { //nolint:errorlint // identity
		return context.DeadlineExceeded
	}
	return err
}

// Value tells contexts with a virtual deadline from others.
func (d *virtualDeadline) Value(key any) any {
	if key == (virtualDeadlineKey{}) {
		return d
	}
	return d.Context.Value(key)
}

// noDeadline is the virtual time at which a context without a deadline ends.
const noDeadline = 1<<63 - 1

// deadlineOf returns when, in nanoseconds of virtual time, ctx's deadline on the machine's clock comes: as far from now
// as it really is when the runtime first sees it. A deadline in virtual time has a timer already.
func (v *virtual) deadlineOf(ctx context.Context) int64 {
	d, ok := ctx.Deadline()
	if !ok || !v.seeded || ctx.Value(virtualDeadlineKey{}) != nil {
		return noDeadline
	}
	return v.now.Load() + int64(d.Sub(clock.System{}.Now()))
}

// timeLimit sets a timer that cancels the call in cell at its node's deadline, if there is one; nil otherwise.
func (v *virtual) timeLimit(n *scopeNode, cell Seat) clock.Timer {
	if v == nil || n == nil || n.deadline == noDeadline {
		return nil
	}
	return v.AfterFunc(time.Duration(n.deadline-v.now.Load()), func() { cell.Cancel() })
}
