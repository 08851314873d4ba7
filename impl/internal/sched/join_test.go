package sched

import (
	"context"
	"testing"
)

// Joins in the order of spawning leave dead entries behind; the last of them takes all off the deque.
func TestDeadEntriesAreTrimmed(t *testing.T) {
	if raceTasks {
		t.Skip("nothing is joined in place under the race detector")
	}
	rt := testRuntime(t, 1)
	err := spawn(rt, context.Background(), func(ctx context.Context) error {
		var tasks [100]Task
		for i := range tasks {
			Spawn(ctx, &tasks[i], bodyFunc(func(context.Context) error { return nil }), nil)
		}
		d := &current().worker.Get().deque
		for i := range tasks {
			if err := tasks[i].Wait(ctx); err != nil {
				return err
			}
		}
		if n := d.Len(); n != 0 {
			t.Errorf("%d dead entries are left", n)
		}
		return nil
	}).Wait(context.Background())
	if err != nil {
		t.Error(err)
	}
}

// In place: the task runs on the waiter's coroutine, on top of it. Not in place: with another context, sticky, on a
// goroutine of its own.
func TestWhatIsJoinedInPlace(t *testing.T) {
	if raceTasks {
		t.Skip("nothing is joined in place under the race detector")
	}
	rt := testRuntime(t, 1)
	err := spawn(rt, context.Background(), func(ctx context.Context) error {
		me := current()
		cctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for _, c := range []struct {
			what     string
			spawnCtx context.Context
			waitCtx  context.Context
			options  *Options
			inPlace  bool
		}{
			{"plain", ctx, ctx, nil, true},
			{"child cancellable, wait not", cctx, ctx, nil, true},
			{"both under one cancellation", cctx, cctx, nil, true},
			{"wait cancellable, child not", ctx, cctx, nil, false},
			{"sticky", ctx, ctx, &Options{Sticky: true}, false},
			{"own goroutine", ctx, ctx, &Options{OwnGoroutine: true}, false},
		} {
			var on *Coroutine
			task := &Task{}
			Spawn(c.spawnCtx, task, bodyFunc(func(context.Context) error { on = current(); return nil }), c.options)
			if err := task.Wait(c.waitCtx); err != nil {
				return err
			}
			if (on == me) != c.inPlace {
				t.Errorf("%s: in place %v, want %v", c.what, on == me, c.inPlace)
			}
		}
		return nil
	}).Wait(context.Background())
	if err != nil {
		t.Error(err)
	}
}

// A wait with the waiter's own, cancellable context does not run a task that this cannot cancel.
// PO-24.
func TestNotInPlaceIfOnlyTheWaitCanBeCancelled(t *testing.T) {
	if raceTasks {
		t.Skip("nothing is joined in place under the race detector")
	}
	rt := testRuntime(t, 1)
	root, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := spawn(rt, root, func(ctx context.Context) error {
		me := current()
		var on *Coroutine
		task := &Task{}
		Spawn(context.WithoutCancel(ctx), task, bodyFunc(func(context.Context) error { on = current(); return nil }), nil)
		err := task.Wait(ctx)
		if on == me {
			t.Error("it ran in place")
		}
		return err
	}).Wait(context.Background())
	if err != nil {
		t.Error(err)
	}
}
