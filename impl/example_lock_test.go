package impl_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/veritask/veritask/impl"
)

// An account whose methods lock, and call each other.
type account struct {
	lock    impl.ReentrantLock
	balance int
}

func (a *account) add(ctx context.Context, n int) error {
	return a.lock.With(ctx, func() error {
		if a.balance+n < 0 {
			return errors.New("not enough")
		}
		a.balance += n
		return nil
	})
}

func (a *account) move(ctx context.Context, to *account, n int) error {
	return a.lock.With(ctx, func() error {
		if err := a.add(ctx, -n); err != nil { // locks again
			return err
		}
		return to.add(ctx, n)
	})
}

func ExampleReentrantLock() {
	ctx := context.Background()
	from, to := &account{balance: 10}, &account{}
	fmt.Println(from.move(ctx, to, 7), from.balance, to.balance)
	fmt.Println(from.move(ctx, to, 7), from.balance, to.balance)
	// Output:
	// <nil> 3 7
	// not enough 3 7
}

// Nobody gets at the map without the lock.
func ExampleLockable() {
	ctx := context.Background()
	stock := impl.NewLockable(map[string]int{"apples": 3})

	err := impl.Run(ctx, func(ctx context.Context) error {
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 5 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					return 0, stock.With(ctx, func(m *map[string]int) error {
						(*m)["apples"]++
						return nil
					})
				})
			}
			return nil
		})
	})
	if err != nil {
		log.Fatal(err)
	}
	_ = stock.With(ctx, func(m *map[string]int) error {
		fmt.Println((*m)["apples"], "apples")
		return nil
	})
	// Output: 8 apples
}

// A queue whose readers wait until there is something in it.
func ExampleCondition() {
	var (
		lock  impl.ReentrantLock
		some  = impl.NewCondition[struct{}](&lock)
		queue []string
	)
	err := impl.Run(context.Background(), func(ctx context.Context) error {
		reader := impl.Spawn(ctx, func(ctx context.Context) (string, error) {
			if err := lock.Lock(ctx); err != nil {
				return "", err
			}
			defer lock.Unlock(ctx)
			for len(queue) == 0 {
				if _, err := some.Wait(ctx); err != nil {
					return "", err
				}
			}
			return queue[0], nil
		})
		err := lock.With(ctx, func() error {
			queue = append(queue, "a letter")
			some.Notify(ctx, struct{}{}, impl.One())
			return nil
		})
		if err != nil {
			return err
		}
		got, err := reader.Fetch(ctx)
		fmt.Println("got", got)
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: got a letter
}
