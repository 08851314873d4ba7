package impl_test

import (
	"context"
	"fmt"
	"log"
	"sync/atomic"

	"github.com/veritask/veritask/impl"
)

// At most two of many downloads at a time.
func ExampleSemaphore() {
	slots := impl.NewSemaphore(2)
	var running, most atomic.Int32

	err := impl.Run(context.Background(), func(ctx context.Context) error {
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 10 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					return 0, slots.With(ctx, func() error {
						most.Store(max(most.Load(), running.Add(1)))
						defer running.Add(-1)
						return impl.Yield(ctx) // the download
					})
				})
			}
			return nil
		})
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ever more than two:", most.Load() > 2)
	// Output: ever more than two: false
}

// A semaphore that grows serves those who wait, in their order.
func ExampleSemaphore_Resize() {
	s := impl.NewSemaphore(1)
	fmt.Println(s.TryAcquire(), s.TryAcquire())
	if err := s.Resize(2); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.TryAcquire(), s.TryAcquire())

	// Shrinking takes nothing away: the next permit that is released is withheld.
	if err := s.Resize(1); err != nil {
		log.Fatal(err)
	}
	s.Release()
	fmt.Println(s.InUse(), "of", s.Size())
	// Output:
	// true false
	// true false
	// 1 of 1
}

// Waiting ends with the context.
func ExampleSemaphore_Acquire() {
	s := impl.NewSemaphore(1)
	s.TryAcquire()

	ctx, stop := context.WithCancelCause(context.Background())
	stop(fmt.Errorf("no time"))
	fmt.Println(s.Acquire(ctx))
	// Output: no time
}
