package linearizability

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// stressCondition is a crowd that waits, impatiently, and notifies.
func stressCondition(ctx context.Context, l *refLock, m *LockMonitor, cm *ConditionMonitor) {
	callers, rounds := crowd()
	cond := refCondition{l}
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			ctx := context.WithValue(ctx, ownerKey{}, i)
			r := rand.New(rand.NewPCG(1, uint64(i)))
			for range rounds / 20 {
				if l.Lock(ctx) != nil {
					continue
				}
				m.Locked()
				if r.IntN(2) == 0 {
					short, cancel := context.WithTimeout(ctx, time.Duration(r.IntN(1000))*time.Microsecond)
					m.Unlocking()
					if _, err := cond.Wait(short, r.IntN(4) == 0); err == nil {
						cm.Woken()
					}
					cancel()
					m.Locked()
				} else {
					cm.Notified(cond.Notify(ctx, 1, r.IntN(2) == 0, nil))
				}
				m.Unlocking()
				l.Unlock(ctx)
			}
		})
	}
	wg.Wait()
}

func TestLockMonitors(t *testing.T) {
	ctx := context.WithValue(t.Context(), ownerKey{}, 0)
	for _, bug := range []string{"", bugCounts} {
		l := &refLock{bug: bug, silent: true}
		var m LockMonitor
		var cm ConditionMonitor
		stressCondition(ctx, l, &m, &cm)
		if err := m.Check(ctx, l); err != nil {
			t.Errorf("%s: %v", bug, err)
		}
		if err := cm.Check(); (err == nil) != (bug == "") {
			t.Errorf("%q: %v", bug, err)
		}
		t.Logf("%q: %d times locked", bug, m.Entered())
	}
}

func TestLockMonitorFindsTwo(t *testing.T) {
	ctx := context.WithValue(t.Context(), ownerKey{}, 0)
	l := &refLock{}
	var m LockMonitor
	m.Locked()
	if err := m.Check(ctx, l); err == nil {
		t.Error("somebody has it, and it is free?")
	}
	m.Locked()
	m.Unlocking()
	m.Unlocking()
	if err := m.Check(ctx, l); err == nil {
		t.Error("two have had it, and all is well?")
	}
	if l.barge(2); (&LockMonitor{}).Check(ctx, l) == nil {
		t.Error("a lock that somebody has kept is free?")
	}
}
