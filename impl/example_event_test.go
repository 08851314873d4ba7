package impl_test

import (
	"context"
	"fmt"
	"log"

	"github.com/veritask/veritask/impl"
)

// A manual event is a gate: everybody waits until it opens, and nobody afterwards.
func ExampleEvent() {
	ready := impl.NewEvent(false)
	config := ""

	err := impl.Run(context.Background(), func(ctx context.Context) error {
		user := impl.Spawn(ctx, func(ctx context.Context) (string, error) {
			if err := ready.Wait(ctx); err != nil {
				return "", err
			}
			return "using " + config, nil
		})
		config = "the new one"
		ready.Notify()
		what, err := user.Fetch(ctx)
		fmt.Println(what)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: using the new one
}

// An autoreset event is a signal that one call takes. Signals that nobody has taken yet are one.
func ExampleNewEvent_autoreset() {
	changed := impl.NewEvent(true)
	ctx := context.Background()

	changed.Notify()
	changed.Notify()
	fmt.Println(changed.IsSet())
	if err := changed.Wait(ctx); err != nil {
		log.Fatal(err)
	}
	fmt.Println(changed.IsSet())
	// Output:
	// true
	// false
}
