package impl_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/veritask/veritask/impl"
)

// A runtime started in a bubble works inside it: its workers sleep durably, and time is the bubble's.
// TM-04, LI-14.
func TestSynctest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := impl.New(impl.Config{Workers: 2})
		began := time.Now()
		var e impl.OneWayEvent
		waiter := impl.Spawn(t.Context(), func(ctx context.Context) (int, error) { return 1, e.Wait(ctx) }, impl.On(rt))
		sleeper := impl.Spawn(t.Context(), func(ctx context.Context) (int, error) {
			defer e.Notify()
			return 2, impl.Sleep(ctx, time.Hour)
		}, impl.On(rt))
		synctest.Wait()
		if waiter.IsDone() || sleeper.IsDone() {
			t.Error("a task is done before its time")
		}
		if err := waiter.Wait(t.Context()); err != nil {
			t.Error(err)
		}
		if d := time.Since(began); d != time.Hour {
			t.Errorf("%v passed in the bubble, want an hour", d)
		}
		mustShutdown(t, rt)
	})
}
