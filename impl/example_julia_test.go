package impl_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/veritask/veritask/impl"
)

// Examples of Julia's documentation of channels and their relatives that are not in the other files.

// Julia: the example of take! on a buffered channel.
func ExampleChannel_Take() {
	ctx := context.Background()
	c := impl.NewChannel[int](1)
	if err := c.Put(ctx, 1); err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Take(ctx))
	// Output: 1 <nil>
}

// Without a buffer, a put waits for its take. Julia: the example of take! on an unbuffered channel.
func ExampleChannel_Take_unbuffered() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		c := impl.NewChannel[int](0)
		t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, c.Put(ctx, 1) })
		fmt.Println(c.Take(ctx))
		return t.Wait(ctx)
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: 1 <nil>
}

// Fetch leaves the value. Julia: the example of fetch.
func ExampleChannel_Fetch() {
	ctx := context.Background()
	c := impl.NewChannel[int](3)
	for i := range 3 {
		if err := c.Put(ctx, i+1); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(c.Fetch(ctx))
	c.Close()
	for v, err := range c.All(ctx) {
		fmt.Println(v, err)
	}
	// Output:
	// 1 <nil>
	// 1 <nil>
	// 2 <nil>
	// 3 <nil>
}

// Julia: the examples of isready, buffered and not.
func ExampleChannel_IsReady() {
	cooperatively(func(ctx context.Context) error {
		buffered := impl.NewChannel[int](1)
		fmt.Println(buffered.IsReady())
		if err := buffered.Put(ctx, 1); err != nil {
			return err
		}
		fmt.Println(buffered.IsReady())

		unbuffered := impl.NewChannel[int](0)
		fmt.Println(unbuffered.IsReady())
		t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, unbuffered.Put(ctx, 1) })
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		fmt.Println(unbuffered.IsReady())
		fmt.Println(unbuffered.Take(ctx))
		return t.Wait(ctx)
	})
	// Output:
	// false
	// true
	// false
	// true
	// 1 <nil>
}

// Julia: the examples of isfull.
func ExampleChannel_IsFull() {
	ctx := context.Background()
	for _, n := range []int{1, 0, impl.Inf} {
		c := impl.NewChannel[int](n)
		before := c.IsFull()
		if n > 0 {
			if err := c.Put(ctx, 1); err != nil {
				log.Fatal(err)
			}
		}
		fmt.Println(before, c.IsFull())
	}
	// Output:
	// false true
	// true true
	// false false
}

// A channel that is closed may have values left. Julia: the examples of isopen.
func ExampleChannel_IsOpen() {
	c := impl.NewChannel[int](2)
	fmt.Println(c.IsOpen())
	if _, err := c.TryPut(1); err != nil {
		log.Fatal(err)
	}
	c.Close()
	fmt.Println(c.IsOpen(), c.IsReady())
	// Output:
	// true
	// false true
}

// Characters of a text, by a task of their own. Julia: the second example of the constructor with a function.
func ExampleChannel_All() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		letters := impl.Produce(ctx, 1, func(ctx context.Context, ch *impl.Channel[rune]) error {
			for _, r := range "hello world" {
				if err := ch.Put(ctx, r); err != nil {
					return err
				}
			}
			return nil
		})
		text := ""
		for r, err := range letters.All(ctx) {
			if err != nil {
				return err
			}
			text += string(r)
		}
		fmt.Println(text)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: hello world
}

// The failure of a bound task is what those get who use the channel. Julia: the second example of bind.
func ExampleChannel_Bind_failure() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		c := impl.NewChannel[int](0)
		t := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			if err := c.Put(ctx, 1); err != nil {
				return 0, err
			}
			return 0, errors.New("foo")
		})
		c.Bind(t)
		fmt.Println(c.Take(ctx))
		_ = t.Wait(ctx)
		_, err := c.Take(ctx)
		var failed *impl.TaskFailedError
		fmt.Println(errors.As(err, &failed), errors.Unwrap(err), c.IsOpen())
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// 1 <nil>
	// true foo false
}

// An event for one waiter and one use, which may be notified first. Julia: the recipe in the documentation of schedule.
func ExampleOneWayEvent() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		var e impl.OneWayEvent
		impl.Spawn(ctx, func(context.Context) (int, error) { e.Notify(); return 0, nil })
		err := e.Wait(ctx)
		fmt.Println("notified:", err)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: notified: <nil>
}

// With frees the lock on every way out. Julia: the example of @lock.
func ExampleReentrantLock_With() {
	ctx := context.Background()
	var l impl.ReentrantLock
	err := l.With(ctx, func() error {
		fmt.Println(l.IsLocked())
		return errors.New("in the middle")
	})
	fmt.Println(err, l.IsLocked())
	// Output:
	// true
	// in the middle false
}

// Not more than two at a time. Julia: the example of acquire with a function.
func ExampleSemaphore_With() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		s := impl.NewSemaphore(2)
		inside, most := impl.NewLockable(0), 0
		err := impl.Sync(ctx, func(ctx context.Context) error {
			enter := func(d int) error {
				return inside.With(ctx, func(n *int) error { *n += d; most = max(most, *n); return nil })
			}
			for range 100 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					return 0, s.With(ctx, func() error {
						return errors.Join(enter(1), impl.Yield(ctx), enter(-1))
					})
				})
			}
			return nil
		})
		fmt.Println(most <= 2)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: true
}
