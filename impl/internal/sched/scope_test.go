package sched

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl/internal/park"
)

// All calls that wait under one Done channel share a node, which is dropped when the context ends.
func TestOneNodeForOneDoneChannel(t *testing.T) {
	rt := testRuntime(t, 2)
	root, cancel := context.WithCancelCause(context.Background())
	gone := errors.New("gone")
	var tasks []*Task
	for range 20 {
		tasks = append(tasks, spawn(rt, root, func(ctx context.Context) error { return Sleep(ctx, time.Hour) }))
	}
	n := rt.nodeFor(root)
	for _, task := range tasks {
		if task.ctx.Get().node != n {
			t.Error("a task has a node of its own")
		}
	}
	if other := rt.nodeFor(context.WithValue(root, contextKey{}, nil)); other != n {
		t.Error("a context with the same Done channel has another node")
	}
	cancel(gone)
	for _, task := range tasks {
		if err := task.Wait(context.Background()); !errors.Is(err, gone) {
			t.Errorf("Wait = %v", err)
		}
	}
}

// A context that ends in the very moment in which a call parks is not missed: neither after the call has looked at it,
// nor before it is known to the node. The hook stands between the two.
func TestCancelWhileParking(t *testing.T) {
	rt := testRuntime(t, 2)
	rounds := 2000
	if testing.Short() {
		rounds = 200
	}
	var cancelNow atomic.Pointer[context.CancelFunc]
	hook := func(context.Context) {
		if cancel := cancelNow.Swap(nil); cancel != nil {
			(*cancel)()
		}
	}
	park.Hook.Store(&hook)
	defer park.Hook.Store(nil)
	for i := range rounds {
		ctx, cancel := context.WithCancel(context.Background())
		if i%2 == 0 {
			cancelNow.Store(&cancel)
		}
		sleeper := spawn(rt, ctx, func(ctx context.Context) error { return Sleep(ctx, time.Hour) })
		if i%2 == 1 {
			cancel()
		}
		err := sleeper.Wait(context.Background())
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("Wait = %v", err)
		}
	}
}

// Contexts under which tasks are spawned and nobody waits leave nothing behind.
func TestNodesOfSpawnsDoNotPileUp(t *testing.T) {
	rt := testRuntime(t, 1)
	waiting, stop := context.WithCancel(context.Background())
	defer stop()
	sleeper := spawn(rt, waiting, func(ctx context.Context) error { return Sleep(ctx, time.Hour) })
	for range 10_000 {
		ctx, cancel := context.WithCancel(context.Background())
		if err := spawn(rt, ctx, func(context.Context) error { return nil }).Wait(context.Background()); err != nil {
			t.Fatal(err)
		}
		cancel()
	}
	if n := rt.nodes.count.Get(); n > 2*leastNodes {
		t.Errorf("%d nodes are kept", n)
	}
	stop() // the one that is waited under is still known
	if err := sleeper.Wait(context.Background()); !errors.Is(err, context.Canceled) {
		t.Errorf("Wait = %v", err)
	}
}

func TestNodeIsDroppedWhenIdle(t *testing.T) {
	rt := testRuntime(t, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := spawn(rt, ctx, func(ctx context.Context) error { return Sleep(ctx, time.Microsecond) }).Wait(ctx); err != nil {
		t.Fatal(err)
	}
	n := rt.nodeFor(ctx)
	if !n.live.Load() {
		t.Fatal("the node was not registered")
	}
	n.checkIdle() // used since the last check
	if !n.live.Load() {
		t.Error("dropped although it was used")
	}
	n.checkIdle()
	if n.live.Load() || n.place.in.Get() {
		t.Error("kept although nobody used it")
	}
	// It comes back with the next wait.
	if err := spawn(rt, ctx, func(ctx context.Context) error { return Sleep(ctx, time.Microsecond) }).Wait(ctx); err != nil {
		t.Fatal(err)
	}
}

// A runtime that is closed in the very moment in which a call parks is not missed.
func TestCloseWhileParking(t *testing.T) {
	rounds := 100
	if testing.Short() {
		rounds = 20
	}
	for range rounds {
		rt := New(Config{Workers: 1, MaxDrivers: 1})
		var once atomic.Bool
		closing := make(chan struct{})
		hook := func(context.Context) {
			if once.CompareAndSwap(false, true) {
				rt.raise(runtimeClosed) // what Close does first; its look for waiters comes before the call is parked
				close(closing)
			}
		}
		park.Hook.Store(&hook)
		sleeper := spawn(rt, context.Background(), func(ctx context.Context) error {
			return Sleep(ctx, time.Hour)
		})
		<-closing
		park.Hook.Store(nil)
		if err := sleeper.Wait(context.Background()); !errors.Is(err, errClosed) {
			t.Fatalf("Wait = %v", err)
		}
		rt.Close()
	}
}
