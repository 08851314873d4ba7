package bench

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/puzpuzpuz/xsync/v4"
	"golang.org/x/sync/semaphore"

	"github.com/veritask/veritask/impl"
)

// Lock: one lock and one unlock, first with nobody else about, then with eight tasks that give way while they have it,
// so that the others really have to wait.
//
// Ours knows its owner and its depth, can be cancelled while it waits, and passes a waiter four times at most. No peer
// does all of that. mutex (package sync) and xsync (the writers' side of github.com/puzpuzpuz/xsync's RBMutex) let go whom
// they like and cannot be cancelled; x-sync (a semaphore of weight one) and chan (a channel with one slot) are first come,
// first served and can be cancelled, but anybody may unlock them. That is the job all of them have in common: one holder
// at a time.

func BenchmarkLockFree(b *testing.B) {
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			var l impl.ReentrantLock
			start(b)
			for range b.N {
				if err := l.Lock(ctx); err != nil {
					b.Error(err)
				}
				l.Unlock(ctx)
			}
			stop(b)
		}),
		lib{"mutex", lockFree(func() sync.Locker { return &sync.Mutex{} })},
		lib{"xsync", lockFree(func() sync.Locker { return xsync.NewRBMutex() })},
		lib{"x-sync", permitFree(func() sem { return weighted{semaphore.NewWeighted(1)} })},
		lib{"chan", permitFree(func() sem { return make(slots, 1) })},
	)
}

func BenchmarkLockContended(b *testing.B) {
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			var l impl.ReentrantLock
			start(b)
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
			stop(b)
			per(b, holders*acquisitions, "lock")
		}),
		lib{"mutex", lockContended(func() sync.Locker { return &sync.Mutex{} })},
		lib{"xsync", lockContended(func() sync.Locker { return xsync.NewRBMutex() })},
		lib{"x-sync", permitContended("lock", func() sem { return weighted{semaphore.NewWeighted(1)} })},
		lib{"chan", permitContended("lock", func() sem { return make(slots, 1) })},
	)
}

func lockFree(fresh func() sync.Locker) func(context.Context, *testing.B) {
	return func(_ context.Context, b *testing.B) {
		l := fresh()
		start(b)
		for range b.N {
			l.Lock()
			//lint:ignore SA2001 the pair is what is measured
			l.Unlock()
		}
		stop(b)
	}
}

func lockContended(fresh func() sync.Locker) func(context.Context, *testing.B) {
	return func(_ context.Context, b *testing.B) {
		l := fresh()
		start(b)
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
		stop(b)
		per(b, holders*acquisitions, "lock")
	}
}
