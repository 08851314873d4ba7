// Command race runs one small program of tasks, for the race detector to judge. Its argument names the program; those
// whose name begins with "racy" contain one data race between tasks that share a worker, the others none.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/veritask/veritask/impl"
)

type program func(ctx context.Context) error

var programs = map[string]program{
	// The children of one task are not ordered with each other.
	"racy-siblings": func(ctx context.Context) error {
		n := 0
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 2 {
				impl.Spawn(ctx, func(context.Context) (int, error) { n++; return n, nil })
			}
			return nil
		})
	},
	// Looking before waiting.
	"racy-before-wait": func(ctx context.Context) error {
		n := 0
		t := impl.Spawn(ctx, func(context.Context) (int, error) { n = 1; return 0, nil })
		for !t.IsStarted() {
			if err := impl.Yield(ctx); err != nil {
				return err
			}
		}
		fmt.Fprint(os.Stderr, n)
		return t.Wait(ctx)
	},
	// A yield orders nothing.
	"racy-yield": func(ctx context.Context) error {
		n := 0
		t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { n++; return 0, impl.Yield(ctx) })
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	// An Acquire does not order what the releaser does afterwards.
	"racy-after-release": func(ctx context.Context) error {
		n, s := 0, impl.NewSemaphore(1)
		if err := s.Acquire(ctx); err != nil {
			return err
		}
		t := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			if err := s.Acquire(ctx); err != nil {
				return 0, err
			}
			n++
			return 0, nil
		})
		s.Release()
		n++
		return t.Wait(ctx)
	},
	// The waiter of an event is not ordered before its notifier.
	"racy-notify": func(ctx context.Context) error {
		n, e := 0, impl.NewEvent(false)
		t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { n++; return 0, e.Wait(ctx) })
		n++
		e.Notify()
		return t.Wait(ctx)
	},
	"spawn-and-wait": func(ctx context.Context) error {
		n := 1
		t := impl.Spawn(ctx, func(context.Context) (int, error) { n++; return 0, nil })
		err := t.Wait(ctx)
		n++
		return err
	},
	"sync": func(ctx context.Context) error {
		ns := make([]int, 4)
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for i := range ns {
				impl.Spawn(ctx, func(context.Context) (int, error) { ns[i]++; return 0, nil })
			}
			return nil
		})
		for i := range ns {
			ns[i]++
		}
		return err
	},
	"semaphore": func(ctx context.Context) error {
		n, s := 0, impl.NewSemaphore(1)
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 10 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					return 0, s.With(ctx, func() error { n++; return impl.Yield(ctx) })
				})
			}
			return nil
		})
	},
	"event": func(ctx context.Context) error {
		n := 0
		for _, auto := range []bool{false, true} {
			e := impl.NewEvent(auto)
			t := impl.Spawn(ctx, func(ctx context.Context) (int, error) { n++; e.Notify(); return 0, nil })
			if err := e.Wait(ctx); err != nil {
				return err
			}
			n++
			if err := t.Wait(ctx); err != nil {
				return err
			}
		}
		return nil
	},
	"unpark": func(ctx context.Context) error {
		n, me := 0, impl.Current(ctx)
		t := impl.Spawn(ctx, func(context.Context) (int, error) { n++; impl.Unpark(me, nil); return 0, nil })
		if _, err := impl.Park(ctx); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	"sticky": func(ctx context.Context) error {
		n := 0
		return impl.Async(ctx, func(ctx context.Context) (int, error) {
			return 0, impl.Sync(ctx, func(ctx context.Context) error {
				for range 3 {
					impl.Async(ctx, func(ctx context.Context) (int, error) { n++; err := impl.Yield(ctx); n++; return 0, err })
				}
				return nil
			})
		}).Wait(ctx)
	},
	"done": func(ctx context.Context) error {
		n := 0
		t := impl.Spawn(ctx, func(context.Context) (int, error) { n++; return 0, nil })
		for !t.IsDone() {
			if err := impl.Yield(ctx); err != nil {
				return err
			}
		}
		n++
		return nil
	},
	"blocking": func(ctx context.Context) error {
		n := 0
		err := impl.Blocking(ctx, func() error { n++; return nil })
		n++
		return err
	},
}

func main() {
	if len(os.Args) != 2 {
		for name := range programs {
			fmt.Println(name)
		}
		return
	}
	rt := impl.New(impl.Config{Workers: 1})
	if err := rt.Run(context.Background(), programs[os.Args[1]]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	rt.Close()
}
