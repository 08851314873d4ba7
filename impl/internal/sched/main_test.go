package sched

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"go.uber.org/goleak"

	"github.com/veritask/veritask/spec"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testRuntime returns a runtime with n workers that is stopped when the test ends.
func testRuntime(t testing.TB, n int) *Runtime {
	t.Helper()
	rt := New(Config{Workers: n, MaxDrivers: 10, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	t.Cleanup(func() {
		if err := rt.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		if n := rt.coroutines.Load(); n != 0 {
			t.Errorf("%d coroutines are left", n)
		}
		if rt.nodes.after(nil) != nil {
			t.Error("a scope node is left")
		}
	})
	return rt
}

// bodyFunc is a body for tests.
type bodyFunc func(ctx context.Context) error

func (f bodyFunc) RunBody(ctx context.Context, _ *Task) error { return f(ctx) }

func (f bodyFunc) Where() uintptr                   { return 0 }
func (f bodyFunc) Handle(t *Task) spec.TaskIdentity { return t }

// spawn starts f as a task of rt.
func spawn(rt *Runtime, ctx context.Context, f bodyFunc) *Task {
	t := &Task{}
	Spawn(ctx, t, f, &Options{In: rt})
	return t
}
