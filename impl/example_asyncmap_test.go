package impl_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/veritask/veritask/impl"
)

// Results come in the order of the values, whichever is first; here that of Julia's documentation of asyncmap.
func ExampleAsyncMap() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		squares, err := impl.AsyncMap(ctx, func(ctx context.Context, v int) (int, error) {
			return v * v, impl.Sleep(ctx, time.Duration(5-v)*time.Millisecond)
		}, []int{1, 2, 3, 4})
		fmt.Println(squares)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: [1 4 9 16]
}

// A channel is mapped until it is closed; the first failure ends the map, and leaves the rest in the channel.
func ExampleAsyncMap_channel() {
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		jobs := impl.Produce(ctx, 0, func(ctx context.Context, out *impl.Channel[string]) error {
			for _, job := range []string{"wash", "dry", "burn", "iron"} {
				if err := out.Put(ctx, job); err != nil {
					return err
				}
			}
			return nil
		})
		_, err := impl.AsyncMap(ctx, func(_ context.Context, job string) (string, error) {
			if job == "burn" {
				return "", errors.New("nothing is burnt here")
			}
			return job + "ed", nil
		}, jobs, impl.NTasks(2))
		var failed *impl.CapturedError
		fmt.Println(errors.As(err, &failed), err)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: true nothing is burnt here
}

// The shorter input says when to stop.
func ExampleAsyncMap2() {
	ctx := context.Background()
	fmt.Println(impl.AsyncMap2(ctx, func(_ context.Context, n int, what string) (string, error) {
		return fmt.Sprint(n, " ", what), nil
	}, []int{1, 2, 3}, []string{"partridge", "doves"}))
	// Output: [1 partridge 2 doves] <nil>
}

// In place, two at a time.
func ExampleAsyncMapInto() {
	vs := []float64{1, 2, 3}
	err := impl.AsyncMapInto(context.Background(), vs, func(_ context.Context, v float64) (float64, error) {
		return v / 2, nil
	}, vs, impl.NTasks(2))
	fmt.Println(vs, err)
	// Output: [0.5 1 1.5] <nil>
}

// One call for several values at a time, for what is dear to call.
func ExampleAsyncMapBatch() {
	queries := []string{"a", "bb", "ccc", "dddd", "eeeee"}
	lengths, err := impl.AsyncMapBatch(context.Background(), func(_ context.Context, batch []string) ([]int, error) {
		all := make([]int, len(batch))
		for i, q := range batch {
			all[i] = len(q)
		}
		return all, nil
	}, queries, impl.NTasks(2), impl.BatchSize(3))
	fmt.Println(lengths, err)
	// Output: [1 2 3 4 5] <nil>
}
