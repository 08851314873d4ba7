package impl_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/veritask/veritask/impl"
)

// LI-15.
func TestDump(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1, Interactive: 1})
	s := impl.NewSemaphore(1)
	var parked [3]impl.OneWayEvent
	err := rt.Run(context.Background(), func(ctx context.Context) error {
		if err := s.Acquire(ctx); err != nil {
			return err
		}
		waiter := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, s.Acquire(ctx) }, impl.Named("for a permit"))
		joiner := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			return 0, waiter.Wait(ctx)
		}, impl.Named("for a task"), impl.OnPool("interactive"))
		sleeper := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, parked[0].Wait(ctx) }, impl.Named("for an unpark"))
		got := untilDump(ctx, t, rt,
			"task for a permit: blocked, waits for Semaphore (1 of 1 permits held) (pool default, function at dump_test.go:",
			"task for a task: blocked, waits for task for a permit (pool interactive, function at dump_test.go:",
			"task for an unpark: blocked, waits for a timer or Unpark",
			"task main: running",
			"pool interactive: 1 workers",
		)
		t.Logf("\n%s", got)
		parked[0].Notify()
		s.Release()
		if err := joiner.Wait(ctx); err != nil {
			return err
		}
		return sleeper.Wait(ctx)
	})
	if err != nil {
		t.Error(err)
	}
	mustShutdown(t, rt)
}

// untilDump waits until the dump of rt has said each of these, one after the other, and returns it as it was last.
func untilDump(ctx context.Context, t *testing.T, rt *impl.Runtime, wants ...string) (got string) {
	t.Helper()
	for _, want := range wants {
		for !strings.Contains(got, want) { // until all have come so far
			pause(ctx)
			var b strings.Builder
			if err := rt.Dump(&b); err != nil {
				t.Fatal(err)
			}
			got = b.String()
			if t.Context().Err() != nil {
				t.Fatalf("Dump never said %q, but\n%s", want, got)
			}
		}
	}
	return got
}

// Of tasks that run on one another's stacks, Dump names each, and what it waits for.
// LI-15.
func TestDumpOfTasksInPlace(t *testing.T) {
	const deep = 20
	rt := impl.New(impl.Config{Workers: 1})
	name := func(i int) string { return fmt.Sprintf("level %d", i) }
	var b strings.Builder
	var level func(i int) func(ctx context.Context) (int, error)
	level = func(i int) func(ctx context.Context) (int, error) {
		return func(ctx context.Context) (int, error) {
			if i == deep {
				return i, rt.Dump(&b)
			}
			return impl.Spawn(ctx, level(i+1), impl.Named(name(i+1))).Fetch(ctx)
		}
	}
	err := rt.Run(context.Background(), func(ctx context.Context) error {
		_, err := level(0)(ctx)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for i := 1; i < deep; i++ {
		if want := "task " + name(i) + ": blocked, waits for task " + name(i+1) + " (pool"; !strings.Contains(b.String(), want) {
			t.Errorf("Dump never says %q, but\n%s", want, b.String())
		}
	}
	if want := "task " + name(deep) + ": running"; !strings.Contains(b.String(), want) {
		t.Errorf("Dump never says %q, but\n%s", want, b.String())
	}
	mustShutdown(t, rt)
}

// PO-02, PO-05.
func TestPools(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1, Interactive: 1}, func(ctx context.Context) error {
		for _, name := range []string{"default", "interactive"} {
			task := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				inner := impl.Spawn(ctx, func(context.Context) (int, error) { return 2, nil })
				return inner.Fetch(ctx)
			}, impl.OnPool(name))
			if v, err := task.Fetch(ctx); v != 2 || err != nil {
				t.Errorf("Fetch = %d, %v", v, err)
			}
		}
		defer func() {
			if err, ok := recover().(*impl.ArgumentError); !ok || err.Error() != "Unrecognized threadpool name `foo`" {
				t.Errorf("OnPool of an unknown name: %v", err)
			}
		}()
		impl.Spawn(ctx, func(context.Context) (int, error) { return 0, nil }, impl.OnPool("foo"))
		return nil
	})
}
