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

// Channel is what an implementation of the contract's Channel satisfies (contract 2.24).
type Channel[T any] interface {
	// Put gives a value to the taker that has waited longest, or into the buffer, or blocks until there is room.
	Put(ctx context.Context, v T) error
	// Take takes the oldest value, or blocks until one comes.
	Take(ctx context.Context) (T, error)
	// Fetch returns the oldest value and leaves it; it is not supported on an unbuffered channel.
	Fetch(ctx context.Context) (T, error)
	// Wait blocks until IsReady.
	Wait(ctx context.Context) error
	// TryPut puts a value if Put would not block, and reports whether it did.
	TryPut(v T) (bool, error)
	// TryTake takes a value if Take would not block, and reports whether it did.
	TryTake() (T, bool, error)
	// Close closes the channel, so that nothing can be put any more; what is in it can still be taken.
	Close()
	// CloseWith is Close with another error for those who wait and who come later; a later close replaces it.
	CloseWith(err error)
	// IsReady reports whether there is a value to take, in the buffer or of a blocked Put.
	IsReady() bool
	// IsFull reports whether a buffered channel has no room; an unbuffered one is always full.
	IsFull() bool
	// IsOpen reports whether the channel was not closed.
	IsOpen() bool
	// Len returns how many values are in the buffer.
	Len() int
}

// Lock is what an implementation of the contract's ReentrantLock satisfies (contract 2.23).
type Lock interface {
	// Lock takes the lock, once more if the caller has it, or blocks until it is free.
	Lock(ctx context.Context) error
	// TryLock takes the lock if Lock would not block, and reports whether it did.
	TryLock(ctx context.Context) bool
	// Unlock undoes one Lock; it panics with *MisuseError if the caller does not have the lock.
	Unlock(ctx context.Context)
	// IsLocked reports whether anybody has the lock.
	IsLocked() bool
}

// Sleeper lets a scenario wait on the clock of the implementation.
type Sleeper interface {
	Sleep(ctx context.Context, d time.Duration) error
}
