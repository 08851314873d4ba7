package impl_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Each task has its own, nobody inherits, and With puts back what was there, however it ends.
// TL-01, TL-02, TL-03, TL-04, TL-05, TL-06, TL-08, TL-09.
func TestLocal(t *testing.T) {
	var a, b impl.Local[int]
	lives(t, func(t *testing.T, ctx context.Context) {
		is := func(ctx context.Context, l *impl.Local[int], want int, set bool) {
			t.Helper()
			if v, ok := l.Get(ctx); v != want || ok != set {
				t.Errorf("got %d, %v, want %d, %v", v, ok, want, set)
			}
		}
		is(ctx, &a, 0, false)
		a.Set(ctx, 1)
		is(ctx, &a, 1, true)
		is(ctx, &b, 0, false)
		child := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			is(ctx, &a, 0, false)
			a.Set(ctx, 2)
			return 0, impl.Yield(ctx)
		})
		if err := child.Wait(ctx); err != nil {
			t.Error(err)
		}
		is(ctx, &a, 1, true)
		err := b.With(ctx, 5, func() error {
			is(ctx, &b, 5, true)
			_ = panicOf(func() {
				_ = b.With(ctx, 6, func() error {
					b.Set(ctx, 7)
					delete(impl.TaskLocalStorage(ctx), &a)
					panic(errStop)
				})
			})
			is(ctx, &b, 5, true)
			return errStop
		})
		if err != errStop { //nolint:errorlint // the very error
			t.Errorf("With returned %v", err)
		}
		is(ctx, &b, 0, false)
		is(ctx, &a, 0, false)
		impl.TaskLocalStorage(ctx)["key"] = "value"
		if impl.TaskLocalStorage(ctx)["key"] != "value" {
			t.Error("the dictionary has lost what was put into it")
		}
	})
	if _, ok := a.Get(t.Context()); ok {
		t.Error("set outside of tasks")
	}
	for _, f := range []func(){
		func() { a.Set(t.Context(), 1) },
		func() { _ = a.With(t.Context(), 1, func() error { return nil }) },
	} {
		if v := panicOf(f); !isMisuse(v, "TaskLocalStorage: not called by a task") {
			t.Errorf("outside of tasks: %v", v)
		}
	}
}

// One record for a failure, before or after it happens; none for success; and the failure is still there.
// ER-09, ER-10, ER-11, ER-12.
func TestErrorMonitor(t *testing.T) {
	for _, fails := range []bool{false, true} {
		var log syncBuffer
		rt := impl.New(impl.Config{Workers: 1, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		leave := impl.NewEvent(false)
		task := impl.ErrorMonitor(impl.Spawn(t.Context(), func(ctx context.Context) (int, error) {
			if err := leave.Wait(ctx); err != nil || !fails {
				return 7, err
			}
			return 0, errStop
		}, impl.On(rt), impl.Named("watched")))
		leave.Notify()
		v, err := task.Fetch(t.Context())
		mustShutdown(t, rt) // Fetch may return before the record is written
		want := 0
		if fails {
			want = 1
		}
		if (v == 7) == fails || errors.Is(err, errStop) != fails || strings.Count(log.String(), "\n") != want {
			t.Errorf("fails %v: %d, %v, logged %q", fails, v, err, log.String())
		}
		impl.ErrorMonitor(task) // it is over
		if got := log.String(); strings.Count(got, "\n") != 2*want || fails && !strings.Contains(got, "task=watched") {
			t.Errorf("fails %v: logged %q", fails, got)
		}
	}
}
