package impl_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"unsafe"

	"github.com/veritask/veritask/impl"
)

func fib(ctx context.Context, n int) (int, error) {
	if n < 2 {
		return n, nil
	}
	t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return fib(ctx, n-1) })
	b, err := fib(ctx, n-2)
	if err != nil {
		return 0, err
	}
	a, err := t.Fetch(ctx)
	return a + b, err
}

// withRuntime runs main as a task of a fresh runtime and closes it.
func withRuntime(t testing.TB, cfg impl.Config, main func(ctx context.Context) error) {
	t.Helper()
	rt := impl.New(cfg)
	if err := rt.Run(context.Background(), main); err != nil {
		t.Error(err)
	}
	if err := rt.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}

// TASK-30.
func TestFib(t *testing.T) {
	for _, cfg := range []impl.Config{
		{Workers: 1},
		{Workers: 2},
		{Workers: 4},
		{Workers: 2, Interactive: 1},
		{Cooperative: true},
		{Deterministic: true, Seed: 1},
	} {
		t.Run(fmt.Sprintf("%+v", cfg), func(t *testing.T) {
			withRuntime(t, cfg, func(ctx context.Context) error {
				n, err := fib(ctx, 15)
				if err == nil && n != 610 {
					err = fmt.Errorf("fib(15) = %d, want 610", n)
				}
				return err
			})
		})
	}
}

func TestFailure(t *testing.T) {
	boom := errors.New("boom")
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		task := impl.Spawn(ctx, func(context.Context) (int, error) { return 0, boom })
		_, err := task.Fetch(ctx)
		var failed *impl.TaskFailedError
		if !errors.As(err, &failed) || !errors.Is(err, boom) {
			t.Errorf("Fetch of a failed task: %v", err)
		}
		return nil
	})
}

// A task and a value of one word fill one cache line, so that two tasks never share one. A change here is a decision.
func TestTaskSize(t *testing.T) {
	if size := unsafe.Sizeof(impl.Task[int]{}); !raceEnabled && unsafe.Sizeof(uintptr(0)) == 8 && size != 64 {
		t.Errorf("a Task[int] is %d bytes", size)
	}
}
