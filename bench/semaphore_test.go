package bench

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"golang.org/x/sync/semaphore"

	"github.com/veritask/veritask/impl"
)

// Semaphore: one acquire and one release, first with nobody else about, then with eight tasks for two permits, each
// giving way while it holds one, so that the others really have to wait. The peers are golang.org/x/sync's semaphore
// (x-sync) and a channel with as many slots as there are permits. All three serve first come, first served, and can be
// cancelled: a channel by a select on ctx.Done().

// sem is what the benchmark needs of a semaphore.
type sem interface {
	Acquire(ctx context.Context) error
	Release()
}

type weighted struct{ *semaphore.Weighted }

func (w weighted) Acquire(ctx context.Context) error { return w.Weighted.Acquire(ctx, 1) }
func (w weighted) Release()                          { w.Weighted.Release(1) }

type slots chan struct{}

func (s slots) Acquire(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s slots) Release() { <-s }

func BenchmarkSemaphoreFree(b *testing.B) {
	compare(b,
		tasks(permitFree(func() sem { return impl.NewSemaphore(1) })),
		lib{"x-sync", permitFree(func() sem { return weighted{semaphore.NewWeighted(1)} })},
		lib{"chan", permitFree(func() sem { return make(slots, 1) })},
	)
}

// permitFree takes and returns a permit with nobody else about.
func permitFree(fresh func() sem) func(context.Context, *testing.B) {
	return func(ctx context.Context, b *testing.B) {
		s := fresh()
		start(b)
		for range b.N {
			if err := s.Acquire(ctx); err != nil {
				b.Error(err)
			}
			s.Release()
		}
		stop(b)
	}
}

const (
	holders      = 8
	permits      = 2
	acquisitions = 100 // of each holder
)

func BenchmarkSemaphoreContended(b *testing.B) {
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			s := impl.NewSemaphore(permits)
			start(b)
			for range b.N {
				err := impl.Sync(ctx, func(ctx context.Context) error {
					for range holders {
						impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, hold(ctx, s, impl.Yield) })
					}
					return nil
				})
				if err != nil {
					b.Error(err)
				}
			}
			stop(b)
			per(b, holders*acquisitions, "acquire")
		}),
		lib{"x-sync", permitContended("acquire", func() sem { return weighted{semaphore.NewWeighted(permits)} })},
		lib{"chan", permitContended("acquire", func() sem { return make(slots, permits) })},
	)
}

// permitContended lets goroutines hold permits in turn.
func permitContended(step string, fresh func() sem) func(context.Context, *testing.B) {
	return func(ctx context.Context, b *testing.B) {
		s := fresh()
		start(b)
		for range b.N {
			var wg sync.WaitGroup
			for range holders {
				wg.Go(func() {
					if err := hold(ctx, s, gosched); err != nil {
						b.Error(err)
					}
				})
			}
			wg.Wait()
		}
		stop(b)
		per(b, holders*acquisitions, step)
	}
}

func gosched(context.Context) error {
	runtime.Gosched()
	return nil
}

// hold takes and returns a permit, again and again, giving way in between.
func hold(ctx context.Context, s sem, yield func(context.Context) error) error {
	for range acquisitions {
		if err := s.Acquire(ctx); err != nil {
			return err
		}
		if err := yield(ctx); err != nil {
			return err
		}
		s.Release()
	}
	return nil
}
