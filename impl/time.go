package impl

import (
	"context"
	"fmt"
	"time"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// Sleep blocks for at least d on the clock of the caller's runtime; d = 0 only lets others run. It returns a
// *ArgumentError if d is negative and the cause if ctx ends first. Source: Julia's sleep.
func Sleep(ctx context.Context, d time.Duration) error {
	switch {
	case d < 0:
		return &spec.ArgumentError{Msg: fmt.Sprintf("cannot sleep for %v seconds", d.Seconds())}
	case d == 0:
		return sched.Yield(ctx)
	}
	return sched.Sleep(ctx, d)
}

// WithTimeout is context.WithTimeout on the clock of the runtime that the caller or ctx belongs to: in a deterministic
// runtime the context ends in virtual time, elsewhere there is no difference.
//
// A context with a deadline on the machine's clock works in a deterministic runtime too, as if it had as much virtual
// time left as it really has when the runtime first sees it; but then runs are not quite alike.
func WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return sched.WithTimeout(ctx, d)
}

// WithDeadline is context.WithDeadline, as WithTimeout is context.WithTimeout.
func WithDeadline(ctx context.Context, when time.Time) (context.Context, context.CancelFunc) {
	return sched.WithDeadline(ctx, when)
}
