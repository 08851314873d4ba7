package bench

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Lock: one lock and one unlock, first with nobody else about, then with eight tasks that give way while they have it,
// so that the others really have to wait. The peer is sync.Mutex with goroutines, which has no owner, no depth and no
// cancellation, and lets go whoever it likes.

func BenchmarkLockFree(b *testing.B) {
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			var l impl.ReentrantLock
			b.ResetTimer()
			for range b.N {
				if err := l.Lock(ctx); err != nil {
					b.Error(err)
				}
				l.Unlock(ctx)
			}
			b.StopTimer()
		}),
		lib{"mutex", func(_ context.Context, b *testing.B) {
			var l sync.Mutex
			b.ResetTimer()
			for range b.N {
				l.Lock()
				//lint:ignore SA2001 the pair is what is measured
				l.Unlock()
			}
			b.StopTimer()
		}},
	)
}

func BenchmarkLockContended(b *testing.B) {
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			var l impl.ReentrantLock
			b.ResetTimer()
			for range b.N {
				err := impl.Sync(ctx, func(ctx context.Context) error {
					for range holders {
						impl.Spawn(ctx, func(ctx context.Context) (int, error) {
							for range acquisitions {
								if err := l.Lock(ctx); err != nil {
									return 0, err
								}
								if err := impl.Yield(ctx); err != nil {
									return 0, err
								}
								l.Unlock(ctx)
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
			b.StopTimer()
			per(b, holders*acquisitions, "lock")
		}),
		lib{"mutex", func(_ context.Context, b *testing.B) {
			var l sync.Mutex
			b.ResetTimer()
			for range b.N {
				var wg sync.WaitGroup
				for range holders {
					wg.Go(func() {
						for range acquisitions {
							l.Lock()
							runtime.Gosched()
							l.Unlock()
						}
					})
				}
				wg.Wait()
			}
			b.StopTimer()
			per(b, holders*acquisitions, "lock")
		}},
	)
}
