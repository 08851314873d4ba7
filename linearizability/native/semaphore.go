package native

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// semaphore is a channel used as one: a value in it is a permit taken.
type semaphore chan struct{}

func (s semaphore) Acquire(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s semaphore) TryAcquire() bool {
	select {
	case s <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s semaphore) Release() {
	select {
	case <-s:
	default:
		panic(&spec.MisuseError{Msg: spec.MsgReleaseMismatch})
	}
}

func (s semaphore) Resize(int) error { panic("native: no resize") }

// semaphoreHas reports whether a channel can do the operation.
func semaphoreHas(op spec.Op) bool { return op.Kind != spec.SemResize }
