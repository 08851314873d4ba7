//go:build !veritask_explore

package ending

import (
	"context"
	"time"
)

// WithCancelCause is context.WithCancelCause.
func WithCancelCause(parent context.Context) (context.Context, context.CancelCauseFunc) {
	return context.WithCancelCause(parent)
}

// WithDeadline is context.WithDeadline.
func WithDeadline(parent context.Context, when time.Time) (context.Context, context.CancelFunc) {
	return context.WithDeadline(parent, when)
}

// WithTimeout is context.WithTimeout.
func WithTimeout(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(parent, d)
}

// AfterFunc is context.AfterFunc.
func AfterFunc(ctx context.Context, f func()) (stop func() bool) { return context.AfterFunc(ctx, f) }
