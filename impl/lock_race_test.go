package impl_test

import (
	"context"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Unlock before Lock, with and without waiting, and before TryLock: what a lock guards is plain.
// LK-16, MO-04.
func TestLockOrdersItsOwners(t *testing.T) {
	var l impl.ReentrantLock
	count := 0
	rounds := scale(1000)
	callers(t, 6, func(ctx context.Context, i int) error {
		for range rounds {
			if i%3 != 0 {
				if err := l.Lock(ctx); err != nil {
					return err
				}
			} else {
				for !l.TryLock(ctx) {
					pause(ctx)
				}
			}
			count++
			l.Unlock(ctx)
		}
		return nil
	})
	if err := l.Lock(context.Background()); err != nil || count != 6*rounds {
		t.Errorf("counted to %d of %d, %v", count, 6*rounds, err)
	}
	l.Unlock(context.Background())
}

// Notify before the return of Wait, and what is guarded by the lock is so around a Wait, too.
// MO-10.
func TestConditionOrders(t *testing.T) {
	var l impl.ReentrantLock
	c := impl.NewCondition[*int](&l)
	const turns = 3
	turn, count := 0, 0
	rounds := scale(500)
	callers(t, turns, func(ctx context.Context, i int) error {
		return l.With(ctx, func() error {
			for range rounds {
				for turn != i {
					v, err := c.Wait(ctx)
					if err != nil {
						return err
					}
					*v++
				}
				count++
				turn = (i + 1) % turns
				c.Notify(ctx, new(int), impl.One())
				c.Notify(ctx, new(int))
			}
			return nil
		})
	})
	if count != turns*rounds {
		t.Errorf("counted to %d of %d", count, turns*rounds)
	}
}
