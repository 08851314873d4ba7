package linearizability

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/veritask/veritask/spec"
)

// LockMonitor checks that a lock is held by one at a time. Reentrant callers count their first lock and last unlock
// only. See [SemaphoreMonitor] for what monitors are.
type LockMonitor struct {
	inside  atomic.Int64
	entered atomic.Int64
	trouble atomic.Pointer[string]
}

// Locked is called after a lock, or a successful trylock, has returned, by whoever did not have the lock: LK-01.
func (m *LockMonitor) Locked() {
	m.entered.Add(1)
	if n := m.inside.Add(1); n != 1 {
		text := fmt.Sprintf("%d have it at the same time", n)
		m.trouble.CompareAndSwap(nil, &text)
	}
}

// Unlocking is called before the unlock that frees the lock, and before a wait for a condition.
func (m *LockMonitor) Unlocking() { m.inside.Add(-1) }

// Entered returns how often the lock was taken.
func (m *LockMonitor) Entered() int { return int(m.entered.Load()) }

// Check is called when all callers have left and nobody has kept the lock: it can be taken, LK-07.
func (m *LockMonitor) Check(ctx context.Context, l spec.Lock) error {
	if t := m.trouble.Load(); t != nil {
		return errors.New("lock: " + *t)
	}
	if n := m.inside.Load(); n != 0 || l.IsLocked() || !l.TryLock(ctx) {
		return fmt.Errorf("lock: not free, though %d should have it", n)
	}
	l.Unlock(ctx)
	return nil
}

// ConditionMonitor checks that as many waits return as were let go.
type ConditionMonitor struct {
	letGo    atomic.Int64
	returned atomic.Int64
}

// Notified is called with what a notify has returned: CO-06.
func (m *ConditionMonitor) Notified(n int) { m.letGo.Add(int64(n)) }

// Woken is called after a wait has returned that was let go, with a value or an error: CO-03, CO-07.
func (m *ConditionMonitor) Woken() { m.returned.Add(1) }

// Check is called when all callers have left.
func (m *ConditionMonitor) Check() error {
	if n, k := m.letGo.Load(), m.returned.Load(); n != k {
		return fmt.Errorf("condition: %d waits were let go, %d have returned so", n, k)
	}
	return nil
}
