package impl_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/veritask/veritask/impl"
)

// A task produces, and who takes learns of its failure: the channel is closed with it.
// CH-55.
func ExampleProduce() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		lines := impl.Produce(ctx, 2, func(ctx context.Context, out *impl.Channel[string]) error {
			for _, line := range []string{"one", "two", "three"} {
				if err := out.Put(ctx, line); err != nil {
					return err
				}
			}
			return errors.New("disk full")
		})
		for line, err := range lines.All(ctx) {
			if err != nil {
				fmt.Println("failed:", errors.Unwrap(err))
				break
			}
			fmt.Println(line)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// one
	// two
	// three
	// failed: disk full
}

// What is in the buffer when a channel is closed can still be taken; then there is the error.
func ExampleChannel_CloseWith() {
	ctx := context.Background()
	c := impl.NewChannel[int](2)
	if err := c.Put(ctx, 1); err != nil {
		log.Fatal(err)
	}
	c.CloseWith(errors.New("no more"))
	fmt.Println(c.Put(ctx, 2))
	fmt.Println(c.Take(ctx))
	fmt.Println(c.Take(ctx))
	// Output:
	// no more
	// 1 <nil>
	// 0 no more
}

// A try never waits, and never fails without reason.
func ExampleChannel_TryPut() {
	c := impl.NewChannel[string](1)
	fmt.Println(c.TryPut("first"))
	fmt.Println(c.TryPut("second"))
	fmt.Println(c.TryTake())
	fmt.Println(c.IsEmpty(), c.Len(), c.Cap())
	// Output:
	// true <nil>
	// false <nil>
	// first true <nil>
	// true 0 1
}

// A put that gives up takes its value with it.
func ExampleChannel_Put_cancelled() {
	c := impl.NewChannel[int](0)
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("changed my mind"))
	fmt.Println(c.Put(ctx, 1))
	fmt.Println(c.IsReady())
	// Output:
	// changed my mind
	// false
}

// A channel that is bound to a task is closed when that ends.
func ExampleChannel_Bind() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		squares := impl.NewChannel[int](0)
		squares.Bind(impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			for i := range 3 {
				if err := squares.Put(ctx, i*i); err != nil {
					return i, err
				}
			}
			return 3, nil
		}))
		for v, err := range squares.All(ctx) {
			fmt.Println(v, err)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// 0 <nil>
	// 1 <nil>
	// 4 <nil>
}
