package impl_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

// flock is a few tasks, each of which ends when it is told.
type flock struct {
	tasks []impl.AnyTask
	leave []*impl.Event
	how   []error
}

func newFlock(ctx context.Context, n int) *flock {
	f := &flock{how: make([]error, n)}
	for i := range n {
		leave := impl.NewEvent(false)
		f.leave = append(f.leave, leave)
		f.tasks = append(f.tasks, impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			if err := leave.Wait(ctx); err != nil {
				return 0, err
			}
			return i, f.how[i]
		}))
	}
	return f
}

// end ends task i, and waits until it is over.
func (f *flock) end(ctx context.Context, i int, how error) {
	f.how[i] = how
	f.leave[i].Notify()
	_ = f.tasks[i].Wait(ctx)
}

func (f *flock) endAll(ctx context.Context) {
	for i := range f.tasks {
		f.end(ctx, i, f.how[i])
	}
}

// indices says which tasks those are.
func (f *flock) indices(tasks []impl.AnyTask) string {
	text := ""
	for _, t := range tasks {
		for i := range f.tasks {
			if f.tasks[i] == t {
				text += fmt.Sprint(i)
			}
		}
	}
	return text
}

// lives runs f in a task of a runtime of one worker, and of two.
func lives(t *testing.T, f func(t *testing.T, ctx context.Context)) {
	for _, workers := range []int{1, 2} {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			rt := impl.New(impl.Config{Workers: workers})
			err := rt.Run(t.Context(), func(ctx context.Context) error { f(t, ctx); return nil })
			if err != nil {
				t.Error(err)
			}
			mustShutdown(t, rt)
		})
	}
}

// ends has a task end those of the flock in this order, one whenever others have had their turn.
func (f *flock) ends(ctx context.Context, order []int, how map[int]error) impl.AnyTask {
	return impl.Spawn(ctx, func(ctx context.Context) (int, error) {
		for _, i := range order {
			if err := impl.Yield(ctx); err != nil {
				return 0, err
			}
			f.end(ctx, i, how[i])
		}
		return 0, nil
	})
}

// composite checks that err is made of the failures of these, in that order.
func composite(t *testing.T, f *flock, err error, of ...int) {
	t.Helper()
	if len(of) == 0 {
		if err != nil {
			t.Errorf("error %v", err)
		}
		return
	}
	var c *spec.CompositeError
	if !errors.As(err, &c) || len(c.Errs) != len(of) {
		t.Fatalf("error %v, want %d failures", err, len(of))
	}
	for i, k := range of {
		if c.Errs[i] != f.tasks[k].Err() { //nolint:errorlint // the very error
			t.Errorf("failure %d is %v, want that of task %d", i, c.Errs[i], k)
		}
	}
}

// What has been decided at entry needs no wait, and one look is enough.
// WA-01, WA-02, WA-03, WA-04, WA-05, WA-06, WA-08, WA-14, WA-19.
func TestWaitManyAtEntry(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		f := newFlock(ctx, 4)
		defer f.endAll(ctx)
		f.end(ctx, 2, nil)
		f.end(ctx, 1, errStop)
		done, remaining, err := impl.WaitAny(ctx, f.tasks)
		if f.indices(done) != "12" || f.indices(remaining) != "03" {
			t.Errorf("done %s, remaining %s", f.indices(done), f.indices(remaining))
		}
		composite(t, f, err, 1)
		done, remaining, err = impl.WaitAny(ctx, f.tasks, impl.Throw(false))
		if f.indices(done) != "12" || f.indices(remaining) != "03" || err != nil {
			t.Errorf("done %s, remaining %s, %v", f.indices(done), f.indices(remaining), err)
		}
		_, _, err = impl.WaitAll(ctx, f.tasks)
		composite(t, f, err, 1)
		done, remaining, err = impl.WaitAll(ctx, f.tasks, impl.Throw(false))
		if f.indices(done) != "12" || f.indices(remaining) != "03" || err != nil {
			t.Errorf("done %s, remaining %s, %v", f.indices(done), f.indices(remaining), err)
		}
		twice := []impl.AnyTask{f.tasks[2], f.tasks[0], f.tasks[2]}
		done, remaining, err = impl.WaitAny(ctx, twice)
		if f.indices(done) != "22" || f.indices(remaining) != "0" || err != nil {
			t.Errorf("done %s, remaining %s, %v", f.indices(done), f.indices(remaining), err)
		}
		for _, wait := range []func(context.Context, []impl.AnyTask, ...impl.ManyOption) ([]impl.AnyTask, []impl.AnyTask, error){
			impl.WaitAny, impl.WaitAll,
		} {
			if done, remaining, err := wait(ctx, nil); done != nil || remaining != nil || err != nil {
				t.Errorf("of no tasks: %v, %v, %v", done, remaining, err)
			}
			if _, _, err := wait(ctx, []impl.AnyTask{f.tasks[0], nil}); !isArgumentError(err, "veritask: a task is nil") {
				t.Errorf("of nil: %v", err)
			}
			ended, stop := context.WithCancelCause(ctx)
			stop(errStop)
			if _, _, err := wait(ended, f.tasks); err != errStop { //nolint:errorlint // the very error
				t.Errorf("with an ended context: %v", err)
			}
		}
	})
}

// Waits that block: until one is over, until one has failed, until all are over.
// WA-01, WA-02, WA-04, WA-06, WA-07, WA-12, WA-19.
func TestWaitManyBlocks(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		f := newFlock(ctx, 3)
		ender := f.ends(ctx, []int{1}, nil)
		done, remaining, err := impl.WaitAny(ctx, f.tasks)
		if f.indices(done) != "1" || f.indices(remaining) != "02" || err != nil {
			t.Errorf("any: done %s, remaining %s, %v", f.indices(done), f.indices(remaining), err)
		}
		_ = ender.Wait(ctx)
		ender = f.ends(ctx, []int{2}, map[int]error{2: errStop})
		done, remaining, err = impl.WaitAll(ctx, f.tasks)
		if f.indices(done) != "12" || f.indices(remaining) != "0" {
			t.Errorf("all, failing: done %s, remaining %s", f.indices(done), f.indices(remaining))
		}
		composite(t, f, err, 2)
		_ = ender.Wait(ctx)
		ender = f.ends(ctx, []int{0}, map[int]error{0: errStop})
		done, remaining, err = impl.WaitAll(ctx, f.tasks, impl.FailFast(false))
		if f.indices(done) != "012" || remaining != nil {
			t.Errorf("all: done %s, remaining %s", f.indices(done), f.indices(remaining))
		}
		composite(t, f, err, 0, 2)
		_ = ender.Wait(ctx)
		if _, _, err = impl.WaitAll(ctx, f.tasks, impl.FailFast(false), impl.Throw(false)); err != nil {
			t.Error(err)
		}
	})
}

// A wait that is cancelled leaves nobody in any line: the tasks end as if it had never been.
// WA-12.
func TestWaitManyCancel(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		f := newFlock(ctx, 3)
		for range 100 {
			short, stop := context.WithCancelCause(ctx)
			waiter := impl.Spawn(short, func(ctx context.Context) (int, error) {
				_, _, err := impl.WaitAny(ctx, f.tasks)
				return 0, err
			})
			_ = impl.Yield(ctx)
			stop(errStop)
			if err := waiter.Wait(ctx); !errors.Is(err, errStop) {
				t.Fatalf("WaitAny returned %v", err)
			}
		}
		f.endAll(ctx)
	})
}

// A task that calls Goexit has failed, and takes nobody along who waits for many.
// WA-17.
func TestWaitManyGoexit(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		for _, o := range [][]impl.ManyOption{nil, {impl.FailFast(false)}} {
			exits := impl.Spawn(ctx, func(context.Context) (int, error) {
				runtime.Goexit()
				return 0, nil
			})
			returns := impl.Spawn(ctx, func(context.Context) (int, error) { return 0, nil })
			for _, tasks := range [][]impl.AnyTask{{exits}, {returns, exits}} {
				if _, _, err := impl.WaitAll(ctx, tasks, o...); !errors.Is(err, impl.ErrGoexit) {
					t.Errorf("WaitAll returned %v", err)
				}
			}
		}
	})
}

// The caller's own task never ends while it waits.
// WA-10, WA-11.
func TestWaitManySelf(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		self := impl.Current(ctx)
		f := newFlock(ctx, 1)
		f.end(ctx, 0, nil)
		var violation *spec.ConcurrencyViolationError
		if _, _, err := impl.WaitAny(ctx, []impl.AnyTask{self}); !errors.As(err, &violation) {
			t.Errorf("alone: %v", err)
		}
		if _, _, err := impl.WaitAll(ctx, []impl.AnyTask{f.tasks[0], self}, impl.FailFast(false)); !errors.As(err, &violation) {
			t.Errorf("in turn: %v", err)
		}
		if done, _, err := impl.WaitAny(ctx, []impl.AnyTask{self, f.tasks[0]}); len(done) != 1 || err != nil {
			t.Errorf("among others: %v, %v", done, err)
		}
	})
}

// Completed yields each task once, in the order in which they end.
// WA-15, WA-16.
func TestCompleted(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		f := newFlock(ctx, 4)
		order := []int{2, 0, 3, 1}
		got := ""
		f.leave[order[0]].Notify()
		for task, err := range impl.Completed(ctx, f.tasks[0], f.tasks[1], f.tasks[2], f.tasks[3], f.tasks[2]) {
			if err != nil {
				t.Fatal(err)
			}
			got += f.indices([]impl.AnyTask{task})
			if len(got) < 4 {
				f.leave[order[len(got)]].Notify()
			}
		}
		if got != "2031" {
			t.Errorf("ended in the order %s", got)
		}
		ended, stop := context.WithCancelCause(ctx)
		stop(errStop)
		for task, err := range impl.Completed(ended, f.tasks...) {
			if task != nil || err != errStop { //nolint:errorlint // the very error
				t.Errorf("yields %v, %v", task, err)
			}
		}
	})
}

// Many wait for many, while they end.
func TestWaitManyStress(t *testing.T) {
	rounds := scale(300)
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		for round := range rounds {
			f := newFlock(ctx, 5)
			var waiters []impl.AnyTask
			for i := range 6 {
				waiters = append(waiters, impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					if i%2 == 0 {
						done, remaining, err := impl.WaitAny(ctx, f.tasks)
						if len(done) == 0 || len(done)+len(remaining) != 5 || err != nil {
							t.Errorf("round %d: any: %d, %d, %v", round, len(done), len(remaining), err)
						}
						return 0, nil
					}
					done, remaining, err := impl.WaitAll(ctx, f.tasks)
					if len(done) != 5 || len(remaining) != 0 || err != nil {
						t.Errorf("round %d: all: %d, %d, %v", round, len(done), len(remaining), err)
					}
					return 0, nil
				}))
			}
			for i := range f.tasks {
				f.leave[(i+round)%5].Notify()
				if i%2 == 0 {
					_ = impl.Yield(ctx)
				}
			}
			if done, _, err := impl.WaitAll(ctx, waiters); len(done) != len(waiters) || err != nil {
				t.Errorf("round %d: %v", round, err)
			}
		}
		return nil
	})
}
