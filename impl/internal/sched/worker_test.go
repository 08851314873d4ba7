package sched

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl/internal/thread"
)

// Whatever keeps coming into the deque, the injector, the sticky queue and the oldest entry have their turn.
func TestFairTurns(t *testing.T) {
	rt := newRuntime(Config{Workers: 1}) // not started: the test is the driver
	w := rt.def.workers[0]
	fresh := func() *Runnable { return &(&Task{}).run }
	old, injected, sticky := fresh(), fresh(), fresh()
	w.deque.Push(old)
	rt.def.injector.Push(injected)
	w.sticky.Push(sticky)
	came := map[*Runnable]int{}
	for step := 1; step <= 4*fairTick; step++ {
		w.deque.Push(fresh())
		came[w.take()] = step
	}
	for name, r := range map[string]*Runnable{"the oldest": old, "the injected": injected, "the sticky": sticky} {
		if came[r] == 0 {
			t.Errorf("%s entry did not come in %d steps", name, 4*fairTick)
		}
	}
}

// A sticky task is on its own worker whenever it runs, although others are idle and steal.
// PO-23.
func TestStickyStaysHome(t *testing.T) {
	rt := testRuntime(t, 4)
	var elsewhere atomic.Int32
	err := spawn(rt, context.Background(), func(ctx context.Context) error {
		return Sync(ctx, func(ctx context.Context) error {
			for range 8 {
				Spawn(ctx, &Task{}, bodyFunc(func(ctx context.Context) error {
					home := current().top.Get().home()
					for range 200 {
						child := &Task{} // joined in place or not, it may take the stack elsewhere
						Spawn(ctx, child, bodyFunc(Yield), nil)
						if err := child.Wait(ctx); err != nil {
							return err
						}
						if current().worker.Get() != home {
							elsewhere.Add(1)
						}
						if err := Yield(ctx); err != nil {
							return err
						}
						if current().worker.Get() != home {
							elsewhere.Add(1)
						}
						if err := Sleep(ctx, time.Microsecond); err != nil { // woken from outside
							return err
						}
						if current().worker.Get() != home {
							elsewhere.Add(1)
						}
					}
					return nil
				}), &Options{Sticky: true})
			}
			return nil
		})
	}).Wait(context.Background())
	if err != nil {
		t.Error(err)
	}
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("sticky tasks ran %d times on another worker", n)
	}
}

// A task that comes in the very moment in which the last worker goes to sleep is not left lying. The pauses sweep over
// that moment.
// PO-20.
func TestSubmitWhileGoingToSleep(t *testing.T) {
	rounds := 30_000
	if testing.Short() {
		rounds = 5_000
	}
	rt := testRuntime(t, 1)
	for i := range rounds {
		task := spawn(rt, context.Background(), func(context.Context) error { return nil })
		if err := task.Wait(context.Background()); err != nil {
			t.Fatal(err)
		}
		for range i % 500 * 2 {
			thread.Spin()
		}
	}
}

// Owner, thieves and joins in place want the same tasks; each runs once.
// PO-25.
func TestEachTaskRunsOnce(t *testing.T) {
	rounds := 300
	if testing.Short() || raceTasks {
		rounds = 30
	}
	rt := testRuntime(t, 4)
	err := spawn(rt, context.Background(), func(ctx context.Context) error {
		for range rounds {
			const n = 500
			var ran [n]atomic.Int32
			tasks := make([]Task, n)
			for i := range tasks {
				Spawn(ctx, &tasks[i], bodyFunc(func(context.Context) error { ran[i].Add(1); return nil }), nil)
			}
			for i := range tasks {
				if err := tasks[i].Wait(ctx); err != nil {
					return err
				}
			}
			for i := range ran {
				if k := ran[i].Load(); k != 1 {
					t.Fatalf("task %d ran %d times", i, k)
				}
			}
		}
		return nil
	}).Wait(context.Background())
	if err != nil {
		t.Error(err)
	}
}
