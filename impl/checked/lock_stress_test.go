//go:build !veritask_explore

package checked

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
	lin "github.com/veritask/veritask/linearizability"
)

// TestLockStress: tasks and goroutines lock, deeper too, wait impatiently for a condition, and notify; there is one owner at a
// time, and as many waits return as were let go.
func TestLockStress(t *testing.T) {
	rounds := 3000
	if testing.Short() {
		rounds /= 10
	}
	rt := impl.New(impl.Config{Workers: 4})
	var l impl.ReentrantLock
	s := lockStress{lock: &l, cond: impl.NewCondition[int](&l)}
	var goroutines sync.WaitGroup
	err := rt.Run(t.Context(), func(ctx context.Context) error {
		return impl.Sync(ctx, func(inside context.Context) error {
			for i := range 24 {
				r := rand.New(rand.NewPCG(7, uint64(i)))
				if i%3 == 0 {
					goroutines.Go(func() { s.caller(rt.Context(t.Context()), r, rounds/4) })
					continue
				}
				impl.Spawn(inside, func(ctx context.Context) (int, error) {
					s.caller(ctx, r, rounds)
					return 0, nil
				})
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
	goroutines.Wait()
	rt.Close()
	if err := s.monitor.Check(t.Context(), &l); err != nil {
		t.Error(err)
	}
	if err := s.waits.Check(); err != nil {
		t.Error(err)
	}
	t.Logf("%d times locked", s.monitor.Entered())
}

// lockStress is a lock and a condition under stress.
type lockStress struct {
	lock    *impl.ReentrantLock
	cond    *impl.Condition[int]
	monitor lin.LockMonitor
	waits   lin.ConditionMonitor
}

// caller uses them that many times.
func (s *lockStress) caller(ctx context.Context, r *rand.Rand, rounds int) {
	for range rounds {
		short, cancel := context.WithTimeout(ctx, time.Duration(r.IntN(2000))*time.Microsecond)
		if r.IntN(4) == 0 && s.lock.TryLock(ctx) || s.lock.Lock(short) == nil {
			s.monitor.Locked()
			s.inside(ctx, short, r)
			s.monitor.Unlocking()
			s.lock.Unlock(ctx)
		}
		cancel()
	}
}

// inside is what a caller does that has the lock.
func (s *lockStress) inside(ctx, short context.Context, r *rand.Rand) {
	deeper := r.IntN(3)
	for range deeper {
		if !s.lock.TryLock(ctx) {
			panic("TryLock of its own lock failed")
		}
	}
	switch r.IntN(4) {
	case 0:
		var opts []impl.WaitOption
		if r.IntN(2) == 0 {
			opts = append(opts, impl.First())
		}
		s.monitor.Unlocking()
		_, err := s.cond.Wait(short, opts...)
		s.monitor.Locked()
		if err == nil {
			s.waits.Woken()
		}
	case 1:
		s.waits.Notified(s.cond.Notify(ctx, 1))
	case 2:
		s.waits.Notified(s.cond.Notify(ctx, 1, impl.One()))
	default:
		_ = impl.Yield(ctx)
	}
	for range deeper {
		s.lock.Unlock(ctx)
	}
}
