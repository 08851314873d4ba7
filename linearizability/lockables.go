package linearizability

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// Lockable is a number with the lock that guards it.
const Lockable Object = "lockable"

// NumberLockable is what LockableSubject adapts.
type NumberLockable interface {
	Lock(ctx context.Context) error
	TryLock(ctx context.Context) bool
	Unlock(ctx context.Context)
	// Get returns the number, or fails if the caller does not have the lock.
	Get(ctx context.Context) (int, error)
	// With calls f with the number while the caller has the lock, once more if need be.
	With(ctx context.Context, f func(n *int) error) error
}

// LockableSubject adapts a number with a lock. Set asks by Get whether the caller has the lock, and changes the number by With
// then, which need not wait.
func LockableSubject(l NumberLockable) Subject { return lockableSubject{l} }

type lockableSubject struct{ lockable NumberLockable }

func (s lockableSubject) Do(ctx context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	switch op.Kind {
	case spec.LockLock:
		return spec.Outcome(ctx, 0, s.lockable.Lock(ctx))
	case spec.LockTryLock:
		return spec.Bool(s.lockable.TryLock(ctx))
	case spec.LockUnlock:
		s.lockable.Unlock(ctx)
		return spec.Result{}
	case spec.LockableGet:
		n, err := s.lockable.Get(ctx)
		return spec.Outcome(ctx, n, err)
	case spec.LockableSet:
		if _, err := s.lockable.Get(ctx); err != nil {
			return spec.Outcome(ctx, 0, err)
		}
		return spec.Outcome(ctx, 0, s.lockable.With(ctx, func(n *int) error {
			*n = op.N
			return nil
		}))
	default:
		return notMine(op)
	}
}

// isLockable reports whether scenarios of a Lockable have operations of this kind.
func isLockable(k spec.Kind) bool {
	return k >= spec.LockLock && k <= spec.LockUnlock || k == spec.LockableGet || k == spec.LockableSet
}

// lockableOps is the alphabet.
func lockableOps() []spec.Op {
	return append(lockOps()[:3], spec.Op{Kind: spec.LockableGet}, spec.Op{Kind: spec.LockableSet, N: 1})
}

// What clients do that have the lock and that do not.
var (
	lockableless = []weight{{spec.LockLock, 66}, {spec.LockTryLock, 24}, {spec.LockUnlock, 4}, {spec.LockableGet, 4}, {spec.LockableSet, 2}}
	lockablefull = []weight{
		{spec.LockUnlock, 40},
		{spec.LockableGet, 20},
		{spec.LockableSet, 20},
		{spec.LockLock, 12},
		{spec.LockTryLock, 8},
	}
)

// numberSets makes all sets of a scenario give different numbers, so that everybody knows whose he reads.
func (s *Scenario) numberSets() {
	n := 0
	for _, script := range s.Clients {
		for k := range script {
			if script[k].Op.Kind == spec.LockableSet {
				n++
				script[k].Op.N = n
			}
		}
	}
}
