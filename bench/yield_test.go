package bench

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Yield: eight tasks of which each gives way 100 times, so that somebody else is always ready to run. The peer is
// runtime.Gosched, which looks at no context. It is the price of a switch between tasks with nothing else in it.

const (
	yielders = 8
	yields   = 100
)

func BenchmarkYield(b *testing.B) {
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			start(b)
			for range b.N {
				err := impl.Sync(ctx, func(ctx context.Context) error {
					for range yielders {
						impl.Spawn(ctx, func(ctx context.Context) (int, error) {
							for range yields {
								if err := impl.Yield(ctx); err != nil {
									return 0, err
								}
							}
							return 0, nil
						})
					}
					return nil
				})
				if err != nil {
					b.Error(err)
				}
			}
			stop(b)
			per(b, yielders*yields, "yield")
		}),
		lib{"go", func(_ context.Context, b *testing.B) {
			start(b)
			for range b.N {
				var wg sync.WaitGroup
				for range yielders {
					wg.Go(func() {
						for range yields {
							runtime.Gosched()
						}
					})
				}
				wg.Wait()
			}
			stop(b)
			per(b, yielders*yields, "yield")
		}},
	)
}
