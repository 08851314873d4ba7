package impl

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// Lockable is a value and the lock that guards it, so that nobody gets at the one without the other.
//
// In the terminology of the Go memory model, an Unlock, or the end of With, synchronizes before the next Lock, TryLock or
// With that takes the lock.
//
// Source: Julia's Lockable.
type Lockable[T any] struct {
	lock  ReentrantLock
	value T
}

// NewLockable returns a value with a lock of its own, which is free.
func NewLockable[T any](v T) *Lockable[T] { return &Lockable[T]{value: v} }

// With runs f with the value while the caller has the lock, which it unlocks however f ends. It returns f's error, or
// Lock's. f must not keep the pointer.
func (l *Lockable[T]) With(ctx context.Context, f func(v *T) error) error {
	return l.lock.With(ctx, func() error { return f(&l.value) })
}

// Get returns the value. It returns a *ConcurrencyViolationError, "lock must be held", if the caller does not have the
// lock. Source: Julia's l[].
func (l *Lockable[T]) Get(context.Context) (v T, err error) {
	if !l.lock.mine() {
		return v, &spec.ConcurrencyViolationError{Msg: spec.MsgLockNotHeld}
	}
	return l.value, nil
}

// Lock is the lock's Lock.
func (l *Lockable[T]) Lock(ctx context.Context) error { return l.lock.Lock(ctx) }

// TryLock is the lock's TryLock.
func (l *Lockable[T]) TryLock(ctx context.Context) bool { return l.lock.TryLock(ctx) }

// Unlock is the lock's Unlock.
func (l *Lockable[T]) Unlock(ctx context.Context) { l.lock.Unlock(ctx) }
