package impl_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// causes are the texts of what the tasks of a *CompositeError failed with; "whole" if err is something else.
func causes(err error) []string {
	var all *impl.CompositeError
	if !errors.As(err, &all) {
		return []string{"whole: " + fmt.Sprint(err)}
	}
	var texts []string
	for _, e := range all.Errs {
		if failed, ok := e.(*impl.TaskFailedError); ok { //nolint:errorlint // the elements themselves
			e = failed.Cause
		}
		texts = append(texts, e.Error())
	}
	return texts
}

func wantCauses(t *testing.T, err error, want ...string) {
	t.Helper()
	if got := causes(err); !slices.Equal(got, want) {
		t.Errorf("failures %q, want %q", got, want)
	}
}

func fails(text string) func(context.Context) (int, error) {
	return func(context.Context) (int, error) { return 0, errors.New(text) }
}

// Tasks that are spawned while the join is under way come after those that were there, whoever ends first.
// SY-21.
func TestSyncOrderOfNestedSpawns(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		go1 := impl.NewEvent(false)
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for _, name := range []string{"a", "b"} {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					if name == "b" {
						defer go1.Notify()
					} else if err := go1.Wait(ctx); err != nil {
						return 0, err
					}
					for i := range 2 {
						impl.Spawn(ctx, fails(fmt.Sprint(name, i)))
					}
					return 0, errors.New(name)
				})
			}
			return nil
		})
		wantCauses(t, err, "a", "b", "b0", "b1", "a0", "a1")
	})
}

// A Sync inside catches its own, and what is only made, and scheduled, belongs to none.
// SY-02, SY-04.
func TestSyncMembership(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		var stray *impl.Task[int]
		err := impl.Sync(ctx, func(outer context.Context) error {
			inner := impl.Sync(outer, func(ctx context.Context) error {
				impl.Spawn(ctx, fails("inner"))
				impl.Spawn(outer, fails("outer"))
				return nil
			})
			wantCauses(t, inner, "inner")
			stray = impl.NewTask(outer, func(ctx context.Context) (int, error) {
				impl.Spawn(ctx, fails("below the stray"))
				_, err := impl.Park(ctx)
				return 0, err
			})
			return impl.Schedule(outer, stray)
		})
		wantCauses(t, err, "outer")
		impl.Unpark(stray, nil)
		if err := stray.Wait(ctx); err != nil {
			t.Error(err)
		}
	})
}

// What a body that failed, or panicked, has left to itself may go on spawning.
// SY-07, SY-08.
func TestSyncAbandonedGoOn(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		for name, end := range map[string]func() error{
			"error": func() error { return errStop }, "panic": func() error { panic(errStop) },
		} {
			var left *impl.Task[int]
			v := panicOf(func() {
				err := impl.Sync(ctx, func(ctx context.Context) error {
					left = impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						if _, err := impl.Park(ctx); err != nil {
							return 0, err
						}
						return impl.Spawn(ctx, func(context.Context) (int, error) { return 7, nil }).Fetch(ctx)
					})
					return end()
				})
				if err != errStop { //nolint:errorlint // the very error
					t.Errorf("Sync returned %v", err)
				}
			})
			if (v != nil) != (name == "panic") || left.IsDone() {
				t.Errorf("%s: panic %v, the task is over: %v", name, v, left.IsDone())
			}
			impl.Unpark(left, nil)
			if n, err := left.Fetch(ctx); n != 7 || err != nil {
				t.Errorf("%s: the task that was left alone: %d, %v", name, n, err)
			}
		}
	})
}

// No failure hurries the others of a Sync, and all are reported.
// SY-06.
func TestSyncIsFailSlow(t *testing.T) {
	withRuntime(t, impl.Config{Deterministic: true, Seed: 2}, func(ctx context.Context) error {
		slow := false
		err := impl.Sync(ctx, func(ctx context.Context) error {
			impl.Spawn(ctx, fails("at once"))
			impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				err := impl.Sleep(ctx, time.Hour)
				slow = err == nil
				return 0, err
			})
			impl.Spawn(ctx, fails("later"))
			return nil
		})
		if !slow {
			t.Error("Sync did not wait")
		}
		wantCauses(t, err, "at once", "later")
		return nil
	})
}

// What a Scope returns, by what its body and its tasks did.
// SY-15, SY-16.
func TestScopeErrors(t *testing.T) {
	waits := func(ctx context.Context) (int, error) { _, err := impl.Park(ctx); return 0, err }
	bare := func(ctx context.Context) (int, error) { _, _ = impl.Park(ctx); return 0, ctx.Err() }
	own := func(ctx context.Context) (int, error) { _, _ = impl.Park(ctx); return 0, errors.New("cleaning up") }
	returns := func(err error) func(context.Context) error { return func(context.Context) error { return err } }
	sleeps := func(ctx context.Context) error { return impl.Sleep(ctx, 1000*time.Hour) }
	for name, tc := range map[string]struct {
		body  func(ctx context.Context) error
		tasks []func(context.Context) (int, error)
		want  []string
	}{
		"nothing":               {returns(nil), nil, []string{"whole: <nil>"}},
		"body alone":            {returns(errStop), nil, []string{"whole: " + errStop.Error()}},
		"body, echoes":          {returns(errStop), []func(context.Context) (int, error){waits, bare}, []string{"whole: " + errStop.Error()}},
		"body, and a task":      {returns(errStop), []func(context.Context) (int, error){own, waits}, []string{errStop.Error(), "cleaning up"}},
		"a task, echoes":        {returns(nil), []func(context.Context) (int, error){waits, fails("x"), bare}, []string{"x"}},
		"a task, body echoes":   {sleeps, []func(context.Context) (int, error){waits, fails("x")}, []string{"x"}},
		"tasks in their order":  {returns(nil), []func(context.Context) (int, error){own, fails("x")}, []string{"cleaning up", "x"}},
		"body, beside the task": {func(ctx context.Context) error { _ = sleeps(ctx); return errStop }, []func(context.Context) (int, error){fails("x")}, []string{errStop.Error(), "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			eachRuntime(t, func(t *testing.T, ctx context.Context) {
				var tasks []*impl.Task[int]
				err := impl.Scope(ctx, func(ctx context.Context) error {
					for _, f := range tc.tasks {
						tasks = append(tasks, impl.Spawn(ctx, f))
					}
					for _, task := range tasks { // all have begun, so that none is refused
						for !task.IsStarted() {
							if err := impl.Yield(ctx); err != nil {
								break
							}
						}
					}
					return tc.body(ctx)
				})
				wantCauses(t, err, tc.want...)
				for _, task := range tasks {
					if !task.IsDone() {
						t.Error("a task is left running")
					}
				}
			})
		})
	}
}

// A Scope whose own context ends gives the tasks that cause, and returns when they have ended.
// SY-22.
func TestScopeUnderEndingContext(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		outer, stop := context.WithCancelCause(ctx)
		ended := 0
		err := impl.Scope(outer, func(ctx context.Context) error {
			impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				_, err := impl.Park(ctx)
				ended++
				return 0, err
			})
			stop(errStop)
			return nil
		})
		if !errors.Is(err, errStop) {
			t.Errorf("Scope = %v, want the cause", err)
		}
		if ended > 1 {
			t.Errorf("%d tasks", ended)
		}
	})
}
