package impl_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// callers runs f in n callers at once, the even ones tasks and the odd ones goroutines, and waits for all.
func callers(t *testing.T, n int, f func(ctx context.Context, i int) error) {
	t.Helper()
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		var wg sync.WaitGroup
		for i := 1; i < n; i += 2 {
			wg.Go(func() {
				if err := f(context.Background(), i); err != nil {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for i := 0; i < n; i += 2 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) { return i, f(ctx, i) })
			}
			return nil
		})
		return errors.Join(err, impl.Blocking(ctx, func() error { wg.Wait(); return nil }))
	})
}

// Acquire with and without deadlines, TryAcquire, Release and Resize, all at once, by tasks and goroutines: there are
// never more permits out than there may be, and in the end all are back.
func TestSemaphoreStress(t *testing.T) {
	rounds := scale(5000)
	const sizeMax, resizer, n = 4, 0, 9
	s := impl.NewSemaphore(1)
	var inside, entered, gaveUp, refused atomic.Int64
	enter := func() {
		if k := inside.Add(1); k > sizeMax {
			t.Errorf("%d are inside", k)
		}
		entered.Add(1)
	}
	leave := func() {
		inside.Add(-1)
		s.Release()
	}
	callers(t, n, func(ctx context.Context, i int) error {
		for range rounds {
			switch k := rand.IntN(8); {
			case i == resizer:
				if err := s.Resize(1 + rand.IntN(sizeMax)); err != nil {
					return err
				}
			case k == 0:
				if !s.TryAcquire() {
					refused.Add(1)
					continue
				}
				enter()
				leave()
				continue
			case k <= 3:
				ctx, stop := context.WithTimeout(ctx, time.Duration(rand.IntN(50))*time.Microsecond)
				err := s.Acquire(ctx)
				stop()
				if err != nil {
					gaveUp.Add(1)
					continue
				}
				enter()
				pause(ctx)
				leave()
			default:
				if err := s.Acquire(ctx); err != nil {
					return err
				}
				enter()
				pause(ctx)
				leave()
			}
		}
		return nil
	})
	t.Logf("%d entered, %d gave up, %d were refused", entered.Load(), gaveUp.Load(), refused.Load())
	if !testing.Short() && !raceEnabled && (gaveUp.Load() == 0 || refused.Load() == 0) {
		t.Error("so the test shows little")
	}
	if s.InUse() != 0 || inside.Load() != 0 {
		t.Errorf("%d permits are out in the end, of %d inside", s.InUse(), inside.Load())
	}
	for range s.Size() {
		if !s.TryAcquire() {
			t.Error("a permit is lost")
		}
	}
}

// pause lets others run while a permit is out.
func pause(ctx context.Context) {
	runtime.Gosched()
	_ = impl.Yield(ctx) // whether it failed shows in the next call
}

// Everybody waits with a deadline that may pass at the moment of the hand-over: no permit is lost, none appears.
func TestSemaphoreCancelStress(t *testing.T) {
	rounds := scale(20000)
	s := impl.NewSemaphore(1)
	var inside, gaveUp atomic.Int64
	callers(t, 8, func(ctx context.Context, _ int) error {
		for range rounds {
			c, stop := context.WithCancel(ctx)
			if rand.IntN(2) == 0 {
				time.AfterFunc(time.Duration(rand.IntN(20))*time.Microsecond, stop)
			}
			err := s.Acquire(c)
			stop()
			if err != nil {
				gaveUp.Add(1)
				continue
			}
			if inside.Add(1) != 1 {
				t.Error("two are inside")
			}
			pause(ctx)
			inside.Add(-1)
			s.Release()
		}
		return nil
	})
	t.Logf("%d gave up", gaveUp.Load())
	if s.InUse() != 0 || !s.TryAcquire() {
		t.Errorf("%d permits are out in the end", s.InUse())
	}
}
