package spec

import (
	"context"
	"time"
)

// Event is what an implementation of the contract's Event satisfies (contract 2.20).
type Event interface {
	// Wait blocks until the event is set or handed over; ctx ends the wait with its cause.
	Wait(ctx context.Context) error
	// Notify sets the event and wakes all waiters, or, autoreset, hands it to the first of them or latches it.
	Notify()
	// Reset clears the event.
	Reset()
	// IsSet reports whether a Wait would return at once.
	IsSet() bool
}

// Semaphore is what an implementation of the contract's Semaphore satisfies (contract 2.22).
type Semaphore interface {
	// Acquire takes a permit, first come first served; ctx ends the wait with its cause.
	Acquire(ctx context.Context) error
	// TryAcquire takes a permit if one is free, and never passes queued waiters.
	TryAcquire() bool
	// Release gives a permit back; it panics with *MisuseError if none is held.
	Release()
	// Resize changes the number of permits: growing grants in order, shrinking revokes nothing.
	Resize(n int) error
}

// Task is what an implementation's handle on a task satisfies (contract 2.6, 2.15, 2.17).
type Task interface {
	Wait(ctx context.Context) error
	IsDone() bool
	IsFailed() bool
}

// Sleeper lets a scenario wait on the clock of the implementation.
type Sleeper interface {
	Sleep(ctx context.Context, d time.Duration) error
}
