package impl_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// SW-02.
func TestUnparkBeforeParkIsKept(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		me := impl.Current(ctx)
		impl.Unpark(me, 1)
		impl.Unpark(me, 2) // one permit, the latest value
		if v, err := impl.Park(ctx); v != 2 || err != nil {
			t.Errorf("Park = %v, %v; want 2", v, err)
		}
		impl.Spawn(ctx, func(context.Context) (int, error) { impl.Unpark(me, 3); return 0, nil })
		if v, err := impl.Park(ctx); v != 3 || err != nil {
			t.Errorf("Park = %v, %v; want 3", v, err)
		}
		return nil
	})
}

// WAIT-08.
func TestParkCancelled(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		me := impl.Current(ctx)
		gone := errors.New("gone")
		for range scale(200) {
			cctx, cancel := context.WithCancelCause(ctx)
			canceller := impl.Spawn(ctx, func(context.Context) (int, error) { cancel(gone); return 0, nil })
			if _, err := impl.Park(cctx); err != gone { //nolint:errorlint // identity
				t.Fatalf("Park = %v, want the cause", err)
			}
			if err := canceller.Wait(ctx); err != nil {
				return err
			}
			impl.Unpark(me, 5) // the cancelled Park has left nothing behind
			if v, err := impl.Park(ctx); v != 5 || err != nil {
				t.Fatalf("Park = %v, %v; want 5", v, err)
			}
		}
		return nil
	})
}

// SW-01.
func TestParkPingPong(t *testing.T) {
	for _, cfg := range []impl.Config{{Workers: 1}, {Workers: 2}, {Cooperative: true}, {Deterministic: true, Seed: 3}} {
		withRuntime(t, cfg, func(ctx context.Context) error {
			n := scale(2000)
			main := impl.Current(ctx)
			other := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				for i := range n {
					if v, err := impl.Park(ctx); v != i || err != nil {
						t.Errorf("Park = %v, %v; want %d", v, err, i)
					}
					impl.Unpark(main, -i)
				}
				return 0, nil
			})
			for i := range n {
				impl.Unpark(other, i)
				if v, err := impl.Park(ctx); v != -i || err != nil {
					t.Errorf("Park = %v, %v; want %d", v, err, -i)
				}
			}
			return other.Wait(ctx)
		})
	}
}

// SW-04.
func TestParkOutsideTasks(t *testing.T) {
	var misuse *impl.MisuseError
	if _, err := impl.Park(context.Background()); !errors.As(err, &misuse) {
		t.Errorf("Park = %v", err)
	}
}

// TM-01, TM-02, TM-14.
func TestSleep(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		began := time.Now()
		if err := impl.Sleep(ctx, 3*time.Millisecond); err != nil {
			return err
		}
		if d := time.Since(began); d < 3*time.Millisecond {
			t.Errorf("Sleep returned after %v", d)
		}
		var bad *impl.ArgumentError
		if err := impl.Sleep(ctx, -time.Second); !errors.As(err, &bad) || err.Error() != "cannot sleep for -1 seconds" {
			t.Errorf("Sleep of a negative time = %v", err)
		}
		short, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		if err := impl.Sleep(short, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Sleep beyond the deadline = %v", err)
		}
		return nil
	})
}

// A call under a context that has ended fails before it has any effect.
// SY-12, WAIT-08.
func TestEndedContextFailsAtEntry(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		gone := errors.New("gone")
		ended, cancel := context.WithCancelCause(ctx)
		cancel(gone)
		task := impl.Spawn(ctx, func(context.Context) (int, error) { return 1, nil })
		for name, call := range map[string]func(context.Context) error{
			"Wait":  task.Wait,
			"Yield": impl.Yield,
			"Park":  func(ctx context.Context) error { _, err := impl.Park(ctx); return err },
			"Sleep": func(ctx context.Context) error { return impl.Sleep(ctx, time.Hour) },
			"Sync":  func(ctx context.Context) error { return impl.Sync(ctx, func(context.Context) error { return nil }) },
			"Scope": func(ctx context.Context) error { return impl.Scope(ctx, func(context.Context) error { return nil }) },
		} {
			if err := call(ended); err != gone { //nolint:errorlint // identity
				t.Errorf("%s under an ended context = %v, want its cause", name, err)
			}
		}
		if task.IsStarted() {
			t.Error("a Wait that failed at entry ran the task")
		}
		return task.Wait(ctx)
	})
}

// SW-27, MO-12.
func TestOneWayEvent(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		for range scale(500) {
			var e impl.OneWayEvent
			published := 0
			notifier := impl.Spawn(ctx, func(context.Context) (int, error) {
				published = 1
				e.Notify()
				e.Notify()
				return 0, nil
			})
			if err := e.Wait(ctx); err != nil {
				return err
			}
			if published != 1 {
				t.Fatal("Wait returned before Notify")
			}
			if err := notifier.Wait(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}
