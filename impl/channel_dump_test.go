package impl_test

import (
	"context"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Dump says of each task that is blocked in a channel what it waits for there.
// LI-15.
func TestDumpOfChannels(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1})
	full, none, empty := impl.NewChannel[int](2), impl.NewChannel[int](0), impl.NewChannel[int](impl.Inf)
	err := rt.Run(context.Background(), func(ctx context.Context) error {
		for i := range 2 {
			if err := full.Put(ctx, i); err != nil {
				return err
			}
		}
		var all []*impl.Task[int]
		start := func(name string, f func(ctx context.Context) error) {
			all = append(all, impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, f(ctx) }, impl.Named(name)))
		}
		start("A", func(ctx context.Context) error { return full.Put(ctx, 3) })
		start("B", func(ctx context.Context) error { return none.Put(ctx, 4) })
		start("C", func(ctx context.Context) error { _, err := empty.Take(ctx); return err })
		start("D", func(ctx context.Context) error { _, err := empty.Fetch(ctx); return err })
		untilDump(ctx, t, rt,
			"task A: blocked, waits for room in Channel (2 of 2 buffered, open) (pool default, function at channel_dump_test.go:",
			"task B: blocked, waits for somebody who takes from Channel (unbuffered, open) (pool",
			"task C: blocked, waits for a value from Channel (0 buffered, open) (pool",
			"task D: blocked, waits for a value in Channel (0 buffered, open) (pool",
		)
		full.Close()
		none.Close()
		empty.Close()
		for _, task := range all {
			_ = task.Wait(ctx)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	mustShutdown(t, rt)
}
