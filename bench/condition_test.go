package bench

import (
	"context"
	"sync"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Condition: two tasks pass a turn to and fro under one lock, each waiting until it is its turn. The peer is sync.Cond,
// which cannot be cancelled, hands no value over and has
// no owner of its lock.

func BenchmarkConditionHandOff(b *testing.B) {
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			var l impl.ReentrantLock
			c := impl.NewCondition[int](&l)
			turn := 0
			play := func(ctx context.Context, me int) error {
				return l.With(ctx, func() error {
					for range b.N {
						for turn != me {
							if _, err := c.Wait(ctx); err != nil {
								return err
							}
						}
						turn = 1 - me
						c.Notify(ctx, 0, impl.One())
					}
					return nil
				})
			}
			start(b)
			other := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, play(ctx, 1) })
			if err := play(ctx, 0); err != nil {
				b.Error(err)
			}
			if err := other.Wait(ctx); err != nil {
				b.Error(err)
			}
			stop(b)
		}),
		lib{"sync", func(_ context.Context, b *testing.B) {
			var l sync.Mutex
			c := sync.NewCond(&l)
			turn := 0
			play := func(me int) {
				l.Lock()
				defer l.Unlock()
				for range b.N {
					for turn != me {
						c.Wait()
					}
					turn = 1 - me
					c.Signal()
				}
			}
			var wg sync.WaitGroup
			start(b)
			wg.Go(func() { play(1) })
			play(0)
			wg.Wait()
			stop(b)
		}},
	)
}
