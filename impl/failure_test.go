package impl_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/veritask/veritask/impl"
)

// TASK-20, TASK-24.
func TestPanicStaysWithTheTask(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		boom := errors.New("boom")
		for _, v := range []any{"boom", boom} {
			task := impl.Spawn(ctx, func(context.Context) (int, error) { panic(v) })
			err := task.Wait(ctx)
			var p *impl.PanicError
			if !errors.As(err, &p) || p.Value != v {
				t.Errorf("Wait = %v, want a *PanicError of %v", err, v)
			} else if !strings.Contains(string(p.Stack), "failure_test.go") {
				t.Errorf("the stack does not lead to the panic:\n%s", p.Stack)
			}
			if v == boom && !errors.Is(err, boom) {
				t.Error("errors.Is does not reach the panic's value")
			}
			if !task.IsFailed() || !task.IsDone() || task.Err() != err {
				t.Error("the task's state does not tell its failure")
			}
		}
		return nil
	})
}

// TASK-19.
func TestNilFunction(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		task := impl.Spawn[int](ctx, nil)
		var bad *impl.ArgumentError
		if err := task.Wait(ctx); !errors.As(err, &bad) {
			t.Errorf("Wait for a task without a function: %v", err)
		}
		return nil
	})
}

// Goexit fails the task, ends the tasks that wait for it the same way, and leaves everything else alone.
// TASK-21, TASK-22.
func TestGoexit(t *testing.T) {
	for _, cfg := range []impl.Config{{Workers: 1}, {Workers: 2}, {Cooperative: true}} {
		rt := impl.New(cfg)
		var deferred, returned bool
		waiter := impl.Spawn(context.Background(), func(ctx context.Context) (int, error) {
			defer func() { deferred = true }()
			quitter := impl.Spawn(ctx, func(context.Context) (int, error) {
				runtime.Goexit()
				return 0, nil
			})
			err := quitter.Wait(ctx)
			returned = true
			return 0, err
		}, impl.On(rt))
		if err := waiter.Wait(context.Background()); !errors.Is(err, impl.ErrGoexit) {
			t.Errorf("Wait = %v, want ErrGoexit", err)
		}
		if !deferred || returned {
			t.Errorf("waiter: deferred %v, returned %v; want it to end by Goexit", deferred, returned)
		}
		for range 10 { // the worker lives on
			after := impl.Spawn(context.Background(), func(context.Context) (int, error) { return 3, nil }, impl.On(rt))
			if v, err := after.Fetch(context.Background()); v != 3 || err != nil {
				t.Errorf("Fetch = %d, %v", v, err)
			}
		}
		mustShutdown(t, rt)
	}
}

// FailNow of a testing.T other than the running one ends the task by Goexit, as it ends a goroutine.
// TASK-21.
func TestFailNowInTask(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		fake := &fakeT{}
		task := impl.Spawn(ctx, func(context.Context) (int, error) {
			fake.FailNow()
			return 0, nil
		})
		<-task.Done()
		if !fake.failed || !errors.Is(task.Err(), impl.ErrGoexit) {
			t.Errorf("failed %v, Err %v", fake.failed, task.Err())
		}
		return nil
	})
}

type fakeT struct{ failed bool }

// FailNow does what testing.T's does.
func (f *fakeT) FailNow() {
	f.failed = true
	runtime.Goexit()
}

// LI-11.
func TestRunReturnsMainsErrorAsItIs(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1})
	boom := errors.New("boom")
	if err := rt.Run(context.Background(), func(context.Context) error { return boom }); err != boom { //nolint:errorlint // identity
		t.Errorf("Run = %v, want boom itself", err)
	}
	var failed *impl.TaskFailedError
	if err := rt.Run(context.Background(), func(context.Context) error { panic("x") }); !errors.As(err, &failed) {
		t.Errorf("Run of a panic = %v, want *TaskFailedError", err)
	}
	mustShutdown(t, rt)
}
