//go:build veritask_explore

package ending

import (
	"context"
	"time"

	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/seam"
)

// WithCancelCause is context.WithCancelCause.
func WithCancelCause(parent context.Context) (context.Context, context.CancelCauseFunc) {
	if !seam.On() {
		return context.WithCancelCause(parent)
	}
	return seam.NewContext(parent)
}

// WithDeadline is context.WithDeadline.
func WithDeadline(parent context.Context, when time.Time) (context.Context, context.CancelFunc) {
	if !seam.On() {
		return context.WithDeadline(parent, when)
	}
	c, cancel := seam.NewContext(parent)
	if sooner, ok := parent.Deadline(); ok && sooner.Before(when) {
		return c, func() { cancel(nil) }
	}
	c.Until(when)
	timer := seam.NewTimer(func() { c.End(context.DeadlineExceeded, nil) })
	return c, func() {
		timer.Stop()
		cancel(nil)
	}
}

// WithTimeout is context.WithTimeout.
func WithTimeout(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	if !seam.On() {
		return context.WithTimeout(parent, d)
	}
	return WithDeadline(parent, clock.System{}.Now().Add(d))
}

// AfterFunc is context.AfterFunc. That one starts a goroutine even for contexts with a method of this name.
func AfterFunc(ctx context.Context, f func()) (stop func() bool) {
	if done := ctx.Done(); seam.On() && done != nil {
		return seam.ContextOf(done).AfterFunc(f)
	}
	return context.AfterFunc(ctx, f)
}
