package impl_test

import (
	"context"
	"testing"

	"github.com/veritask/veritask/impl"
)

// The edges of the memory model (contract 2.27): under -race, each of these tests fails if the race detector is not told
// of the edge, since the variables are plain.

// Release before Acquire, with and without waiting, and before TryAcquire.
// MO-05.
func TestSemaphoreOrdersItsHolders(t *testing.T) {
	s := impl.NewSemaphore(1)
	count := 0
	rounds := scale(1000)
	callers(t, 6, func(ctx context.Context, i int) error {
		for range rounds {
			if i%3 != 0 {
				if err := s.Acquire(ctx); err != nil {
					return err
				}
			} else {
				for !s.TryAcquire() {
					pause(ctx)
				}
			}
			count++
			s.Release()
		}
		return nil
	})
	if err := s.Acquire(context.Background()); err != nil || count != 6*rounds {
		t.Errorf("counted to %d of %d, %v", count, 6*rounds, err)
	}
}

// Notify before the Waits that it releases, before those that find the event set, and also if it found it set itself.
// MO-06.
func TestEventOrders(t *testing.T) {
	for range scale(500) {
		for _, auto := range []bool{false, true} {
			e, ready := impl.NewEvent(auto), impl.NewEvent(false)
			var first, second int
			callers(t, 4, func(ctx context.Context, i int) error {
				switch i {
				case 0:
					first = 1
					e.Notify()
					ready.Notify()
				case 1:
					if err := ready.Wait(ctx); err != nil {
						return err
					}
					if !auto {
						second = 1
						e.Notify() // of a set event, unless somebody has taken the signal
					}
				case 2:
					if err := e.Wait(ctx); err != nil {
						return err
					}
					if first != 1 {
						t.Error("what came before Notify is not seen after Wait")
					}
				case 3:
					if err := ready.Wait(ctx); err != nil || first != 1 {
						t.Error(err, "what came before Notify is not seen after Wait")
					}
				}
				return nil
			})
			if !auto {
				if err := e.Wait(context.Background()); err != nil || second != 1 {
					t.Error(err, "what came before Notify of a set event is not seen after Wait")
				}
			}
		}
	}
}
