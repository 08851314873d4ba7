package impl_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// A crowd that waits for one event is woken by one Notify, and ends.
// TASK-31.
func TestCrowdOnOneEvent(t *testing.T) {
	n := 1_000_000
	switch {
	case raceEnabled:
		n = 5_000 // a goroutine each, and 19 kB
	case testing.Short():
		n = 100_000
	}
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		e := impl.NewEvent(false)
		var arrived, woken atomic.Int64
		began := time.Now()
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for range n {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					arrived.Add(1)
					err := e.Wait(ctx)
					woken.Add(1)
					return 0, err
				})
			}
			spawned := time.Since(began)
			for arrived.Load() < int64(n) {
				if err := impl.Yield(ctx); err != nil {
					return err
				}
			}
			t.Logf("%v a task to spawn, %v to block", spawned/time.Duration(n), time.Since(began)/time.Duration(n))
			began = time.Now()
			e.Notify()
			t.Logf("%v a task to notify", time.Since(began)/time.Duration(n))
			return nil
		})
		if woken.Load() != int64(n) {
			t.Errorf("%d of %d were woken", woken.Load(), n)
		}
		t.Logf("%v a task to wake and end", time.Since(began)/time.Duration(n))
		return err
	})
}
