package impl_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/veritask/veritask/impl"
)

// Whichever comes first: a permit, the end of a task, or the time being up.
func ExampleSelect() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		slots := impl.NewSemaphore(1)
		if err := slots.Acquire(ctx); err != nil {
			return err
		}
		quick := impl.Spawn(ctx, func(ctx context.Context) (string, error) {
			return "done", impl.Sleep(ctx, time.Millisecond)
		})
		switch i, err := impl.Select(ctx, impl.WhenAcquired(slots), impl.WhenDone(quick), impl.After(time.Hour)); i {
		case 0:
			slots.Release()
		case 1:
			fmt.Println(quick.Fetch(ctx))
		case 2:
			fmt.Println("too late")
		default:
			return err
		}
		fmt.Println(slots.InUse(), "permit is out: none was taken")
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// done <nil>
	// 1 permit is out: none was taken
}
