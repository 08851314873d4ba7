package impl_test

import (
	"context"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// A chain of tasks, each of which waits for the next, neither overflows a stack nor slows to a crawl.
// TASK-34.
func TestChain(t *testing.T) {
	n := 1_000_000
	if raceEnabled {
		n = 5_000 // a goroutine each, and 19 kB
	} else if testing.Short() {
		n = 100_000
	}
	for _, workers := range []int{1, 2} {
		began := time.Now()
		withRuntime(t, impl.Config{Workers: workers}, func(ctx context.Context) error {
			var link func(ctx context.Context, left int) (int, error)
			link = func(ctx context.Context, left int) (int, error) {
				if left == 0 {
					return 0, nil
				}
				next := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return link(ctx, left-1) })
				length, err := next.Fetch(ctx)
				return length + 1, err
			}
			length, err := link(ctx, n)
			if length != n {
				t.Errorf("the chain is %d long, want %d", length, n)
			}
			return err
		})
		t.Logf("%d workers: %v a link", workers, time.Since(began)/time.Duration(n))
	}
}
