package impl_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/veritask/veritask/impl"
)

// mapFails is a function that fails in some way.
func mapFails(context.Context, int) (int, error) { panic("boom") }

// What a call fails with is captured: an error, a panic with the function on top of its stack, a Goexit: AM-09.
// ER-06, ER-13.
func TestAsyncMapCaptures(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		for _, fails := range []func(context.Context, int) (int, error){
			func(context.Context, int) (int, error) { return 0, errStop },
			func(context.Context, int) (int, error) { panic(errStop) },
		} {
			got, err := impl.AsyncMap(ctx, fails, upTo(200))
			var captured *impl.CapturedError
			if got != nil || !errors.As(err, &captured) || !errors.Is(err, errStop) {
				t.Errorf("%v, %v", got, err)
			}
		}
		var p *impl.PanicError
		_, err := impl.AsyncMap(ctx, mapFails, upTo(5))
		if !errors.As(err, &p) || p.Value != "boom" || !strings.Contains(string(p.Stack), "impl_test.mapFails") {
			t.Errorf("a panic: %v", err)
		}
		_, err = impl.AsyncMap(ctx, func(context.Context, int) (int, error) {
			runtime.Goexit()
			return 0, nil
		}, upTo(5))
		if !errors.Is(err, impl.ErrGoexit) {
			t.Errorf("a Goexit: %v", err)
		}
	})
}

// Of several failures that of the task counts that was started first, and calls under way are waited for: AM-09, AM-21.
func TestAsyncMapFirstFailure(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		var w who
		var over steps
		_, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
			w.called(ctx)
			for range 9 - v {
				if err := impl.Yield(ctx); err != nil {
					return 0, err
				}
			}
			over.add(v)
			if v%2 == 1 {
				return 0, fmt.Errorf("value %d", v)
			}
			return v, nil
		}, slices.Values(upTo(100)), impl.NTasks(4))
		if err == nil || err.Error() != "value 1" {
			t.Errorf("%v, want that of value 1", err)
		}
		if n := len(over.all()); n != w.calls() {
			t.Errorf("%d of %d calls have ended", n, w.calls())
		}
		if w.calls() > 8 {
			t.Errorf("%d calls, though the fourth has failed first", w.calls())
		}
		return nil
	})
}

// The input is got by the caller, and not further ahead than one value: AM-04, AM-18, AM-21.
func TestAsyncMapInputIsTheCallers(t *testing.T) {
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		var got who
		in := func(yield func(int) bool) {
			for i := 0; ; i++ {
				got.called(ctx)
				if !yield(i) {
					return
				}
			}
		}
		var w who
		_, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
			w.called(ctx)
			if ahead := got.calls() - v; ahead > 3+1+1 {
				t.Errorf("%d values were got when the call for value %d began", got.calls(), v)
			}
			if v == 50 {
				return 0, errStop
			}
			return v, nil
		}, in, impl.NTasks(3))
		if !errors.Is(err, errStop) || got.distinct() != 1 || got.tasks[0] != impl.Current(ctx) || got.calls() > 50+5 {
			t.Errorf("%v; got %d values by %d tasks", err, got.calls(), got.distinct())
		}
		return nil
	})
}

// However a map ends, its tasks have ended with it: AM-10, AM-11.
func TestAsyncMapLeavesNothing(t *testing.T) {
	for name, in := range map[string]func(yield func(int, error) bool){
		"fails":  func(yield func(int, error) bool) { _ = yield(1, nil) && yield(2, nil) && yield(0, errStop) },
		"panics": func(yield func(int, error) bool) { _ = yield(1, nil) && yield(2, nil); panic(errStop) },
		"exits":  func(yield func(int, error) bool) { _ = yield(1, nil) && yield(2, nil); runtime.Goexit() },
	} {
		for _, same := range []impl.MapOption{{}, impl.SameWorker()} {
			withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
				var w, flushed who
				maps := impl.Spawn(ctx, func(ctx context.Context) (any, error) {
					defer func() {
						if w.calls() != 2 {
							t.Errorf("%s: %d calls have ended", name, w.calls())
						}
					}()
					_, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
						defer w.called(ctx)
						return v, impl.Sleep(ctx, time.Millisecond)
					}, in, impl.NTasks(3), same)
					if err != errStop { //nolint:errorlint // the very error
						t.Errorf("%s: %v", name, err)
					}
					_, err = impl.AsyncMapBatch(ctx, func(ctx context.Context, vs []int) ([]int, error) {
						flushed.called(ctx)
						return vs, nil
					}, in, impl.NTasks(2), impl.BatchSize(7), same)
					return nil, err
				})
				<-maps.Done()
				if !errors.Is(maps.Err(), errStop) && !errors.Is(maps.Err(), impl.ErrGoexit) {
					t.Errorf("%s: %v", name, maps.Err())
				}
				if flushed.calls() != 0 {
					t.Errorf("%s: a batch was flushed though the input has not ended", name)
				}
				return nil
			})
		}
	}
}

// The end of the context ends a map, and its tasks; that of one before prevents it. The caller is a task, or a goroutine
// with the context of one.
// AM-19.
func TestAsyncMapCancelled(t *testing.T) {
	for _, task := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			c := &crew{T: t, rt: impl.New(impl.Config{Workers: 2})}
			defer mustShutdown(t, c.rt)
			var inside context.Context
			c.returned(c.call("main", func(ctx context.Context) error { inside = ctx; return nil }), nil)
			ctx, stop := context.WithCancelCause(inside)
			var w who
			values := impl.NewChannel[int](0)
			maps := func(context.Context) error {
				_, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
					w.called(ctx)
					return v, impl.Sleep(ctx, time.Hour)
				}, values, impl.NTasks(2))
				return err
			}
			m := &member{name: "map", done: make(chan error, 1)}
			if task {
				m = c.call("map", maps)
			} else {
				go func() { m.done <- maps(ctx) }()
			}
			for i := range 3 {
				c.returned(c.call("put", func(ctx context.Context) error { return values.Put(ctx, i) }), nil)
			}
			c.blocked(m)
			if w.calls() != 2 {
				t.Errorf("%d calls", w.calls())
			}
			stop(errStop)
			if err := <-m.done; !errors.Is(err, errStop) {
				t.Errorf("%v", err)
			}
			if _, err := impl.AsyncMap(ctx, mapFails, values); err != errStop { //nolint:errorlint // the very error
				t.Errorf("ended before: %v", err)
			}
		})
	}
}

// The tasks of a map are no members of the caller's Sync, but those that the function spawns are: AM-17.
func TestAsyncMapInSync(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		var w who
		err := impl.Sync(ctx, func(ctx context.Context) error {
			_, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
				impl.Spawn(ctx, func(ctx context.Context) (any, error) {
					defer w.called(ctx)
					return nil, impl.Sleep(ctx, time.Millisecond)
				})
				if v == 5 {
					runtime.Goexit()
				}
				return v, nil
			}, upTo(20), impl.NTasks(1))
			if !errors.Is(err, impl.ErrGoexit) {
				t.Errorf("%v", err)
			}
			return nil
		})
		if err != nil || w.calls() != 6 {
			t.Errorf("%v, and %d tasks have ended", err, w.calls())
		}
	})
}

// SameWorker has no two calls run at the same time, also for a plain goroutine: AM-16.
func TestAsyncMapSameWorker(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 4})
	defer mustShutdown(t, rt)
	var ctx context.Context
	if err := rt.Run(t.Context(), func(c context.Context) error { ctx = c; return nil }); err != nil {
		t.Fatal(err)
	}
	inside := 0 // by tasks of one worker only
	if _, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
		for range 20 {
			inside++
			runtime.Gosched()
			if inside != 1 {
				t.Errorf("%d are inside", inside)
			}
			inside--
			if err := impl.Yield(ctx); err != nil {
				return 0, err
			}
		}
		return v, nil
	}, upTo(100), impl.NTasks(8), impl.SameWorker()); err != nil {
		t.Error(err)
	}
}

// A runtime that refuses tasks runs nothing, and nobody waits for it in vain.
// AM-20.
func TestAsyncMapRefused(t *testing.T) {
	for name, end := range map[string]func(rt *impl.Runtime){
		"closed": (*impl.Runtime).Close,
		"shut":   func(rt *impl.Runtime) { mustShutdown(t, rt) },
	} {
		rt := impl.New(impl.Config{Workers: 1})
		var ctx context.Context
		if err := rt.Run(t.Context(), func(c context.Context) error { ctx = c; return nil }); err != nil {
			t.Fatal(err)
		}
		end(rt)
		if _, err := impl.AsyncMap(ctx, double, upTo(3)); !errors.Is(err, impl.ErrRuntimeClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A runtime that is shutting down refuses the tasks of those outside, whose calls it does not end.
func TestAsyncMapRefusedByShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := impl.New(impl.Config{Workers: 1})
		var ctx context.Context
		leave := impl.NewEvent(false)
		if err := rt.Run(t.Context(), func(c context.Context) error {
			ctx = c
			impl.Spawn(ctx, func(ctx context.Context) (any, error) { return nil, leave.Wait(ctx) })
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		shut := make(chan error, 1)
		go func() { shut <- rt.Shutdown(t.Context()) }()
		synctest.Wait()
		if _, err := impl.AsyncMap(ctx, double, upTo(3)); !errors.Is(err, impl.ErrRuntimeClosed) {
			t.Errorf("%v", err)
		}
		leave.Notify()
		if err := <-shut; err != nil {
			t.Error(err)
		}
	})
}

// Close ends a map in the middle, for a goroutine that has nothing to do with the runtime otherwise, too.
func TestAsyncMapClosedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := impl.New(impl.Config{Workers: 2, CloseReport: -1})
		var ctx context.Context
		if err := rt.Run(t.Context(), func(c context.Context) error { ctx = c; return nil }); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() {
			_, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
				return v, impl.Sleep(ctx, time.Hour)
			}, upTo(100), impl.NTasks(5))
			done <- err
		}()
		synctest.Wait()
		rt.Close()
		if err := <-done; !errors.Is(err, impl.ErrRuntimeClosed) {
			t.Errorf("%v", err)
		}
	})
}
