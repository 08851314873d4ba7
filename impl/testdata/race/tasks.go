package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/veritask/veritask/impl"
)

// Tasks: what spawning, waiting and ending order, and what nothing orders.
var _ = add(map[string]program{
	// The children of one task are not ordered with each other.
	"racy-siblings": func(ctx context.Context) error {
		n := 0
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 2 {
				spawn(ctx, func(context.Context) error { n++; return nil })
			}
			return nil
		})
	},
	// A body that has begun has not ended.
	"racy-before-wait": func(ctx context.Context) error {
		n := 0
		t := spawn(ctx, func(context.Context) error { n = 1; return nil })
		if err := yieldUntil(ctx, t.IsStarted); err != nil {
			return err
		}
		fmt.Fprint(os.Stderr, n)
		return t.Wait(ctx)
	},
	// A yield orders nothing: after it,
	"racy-yield": func(ctx context.Context) error {
		n := 0
		t := spawn(ctx, func(ctx context.Context) error { n++; return impl.Yield(ctx) })
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	// and before it.
	"racy-before-yield": func(ctx context.Context) error {
		n := 0
		t := spawn(ctx, func(ctx context.Context) error {
			if err := impl.Yield(ctx); err != nil {
				return err
			}
			n++
			return nil
		})
		n++
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		return t.Wait(ctx)
	},
	// Nor does a sleep.
	"racy-sleep": func(ctx context.Context) error {
		n := 0
		t := spawn(ctx, func(context.Context) error { n++; return nil })
		if err := impl.Sleep(ctx, 5*time.Millisecond); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	// What the parent does after it has spawned is not before the child.
	"racy-after-spawn": func(ctx context.Context) error {
		n := 0
		t := spawn(ctx, func(context.Context) error { fmt.Fprint(os.Stderr, n); return nil })
		n = 1
		return t.Wait(ctx)
	},
	// A loop variable that the bodies share because it is declared outside.
	"racy-loop-state": func(ctx context.Context) error {
		var i, sum int
		err := impl.Sync(ctx, func(ctx context.Context) error {
			s := impl.NewSemaphore(1)
			for i = 0; i < 3; i++ {
				spawn(ctx, func(ctx context.Context) error {
					return s.With(ctx, func() error { sum += i; return nil })
				})
			}
			return nil
		})
		fmt.Fprint(os.Stderr, sum)
		return err
	},
	"racy-map": func(ctx context.Context) error {
		m := map[int]int{}
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 2 {
				spawn(ctx, func(context.Context) error { m[i] = i; return nil })
			}
			return nil
		})
	},
	"racy-append": func(ctx context.Context) error {
		var all []int
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 2 {
				spawn(ctx, func(context.Context) error { all = append(all, i); return nil })
			}
			return nil
		})
	},
	"racy-slice": func(ctx context.Context) error {
		all := make([]int, 4)
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range all {
				spawn(ctx, func(context.Context) error { all[i/2]++; return nil })
			}
			return nil
		})
	},
	// A wait for one task says nothing of another one.
	"racy-wait-for-other": func(ctx context.Context) error {
		n := 0
		one := spawn(ctx, func(context.Context) error { return nil })
		other := spawn(ctx, func(context.Context) error { n++; return nil })
		if err := one.Wait(ctx); err != nil {
			return err
		}
		n++
		return other.Wait(ctx)
	},
	// Nor does a wait for any of them say anything of those that remain.
	"racy-wait-any": func(ctx context.Context) error {
		n, e := 0, impl.NewEvent(false)
		one := spawn(ctx, func(context.Context) error { return nil })
		other := spawn(ctx, func(ctx context.Context) error { n++; return e.Wait(ctx) })
		if _, _, err := impl.WaitAny(ctx, []impl.AnyTask{one, other}); err != nil {
			return err
		}
		n++
		e.Notify()
		return other.Wait(ctx)
	},
	// The body of a Sync comes before its children's end, not after.
	"racy-sync-body": func(ctx context.Context) error {
		n := 0
		return impl.Sync(ctx, func(ctx context.Context) error {
			t := spawn(ctx, func(context.Context) error { n++; return nil })
			err := yieldUntil(ctx, t.IsStarted)
			n++
			return err
		})
	},
	// A Sync does not wait for tasks that were spawned with the context outside.
	"racy-not-a-member": func(outside context.Context) error {
		n := 0
		var t *impl.Task[struct{}]
		err := impl.Sync(outside, func(context.Context) error {
			t = spawn(outside, func(context.Context) error { n++; return nil })
			return nil
		})
		n++
		if err != nil {
			return err
		}
		return t.Wait(outside)
	},
	// Siblings in a Scope, one of which fails.
	"racy-scope": func(ctx context.Context) error {
		n := 0
		_ = impl.Scope(ctx, func(ctx context.Context) error {
			spawn(ctx, func(context.Context) error { n++; return os.ErrInvalid })
			spawn(ctx, func(context.Context) error { n++; return nil })
			return nil
		})
		return nil
	},
	// Sticky tasks of different workers' callers would be; a sticky one and a free one are not ordered either.
	"racy-sticky-and-free": func(ctx context.Context) error {
		n := 0
		return impl.Sync(ctx, func(ctx context.Context) error {
			impl.Spawn(ctx, func(context.Context) (int, error) { n++; return 0, nil }, impl.Sticky())
			spawn(ctx, func(context.Context) error { n++; return nil })
			return nil
		})
	},
	"spawn-and-wait": func(ctx context.Context) error {
		n := 1
		t := spawn(ctx, func(context.Context) error { n++; return nil })
		err := t.Wait(ctx)
		n++
		return err
	},
	"schedule": func(ctx context.Context) error {
		n := 0
		t := impl.NewTask(ctx, func(context.Context) (int, error) { n++; return n, nil })
		n++
		if err := impl.Schedule(ctx, t); err != nil {
			return err
		}
		_, err := t.Fetch(ctx)
		n++
		return err
	},
	"fetch": func(ctx context.Context) error {
		n := 0
		t := impl.Spawn(ctx, func(context.Context) (*int, error) { n++; return &n, nil })
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 3 {
				spawn(ctx, func(ctx context.Context) error {
					p, err := t.Fetch(ctx)
					fmt.Fprint(os.Stderr, *p)
					return err
				})
			}
			return nil
		})
	},
	"done-channel-later": func(ctx context.Context) error {
		n := 0
		t := spawn(ctx, func(ctx context.Context) error { err := impl.Yield(ctx); n++; return err })
		end := t.Done()
		if err := impl.Blocking(ctx, func() error { <-end; return nil }); err != nil {
			return err
		}
		n++
		return nil
	},
	"done-channel": func(ctx context.Context) error {
		n := 0
		t := spawn(ctx, func(context.Context) error { n++; return nil })
		if err := impl.Blocking(ctx, func() error { <-t.Done(); return nil }); err != nil {
			return err
		}
		n++
		return nil
	},
	"is-done": func(ctx context.Context) error {
		n := 0
		t := spawn(ctx, func(context.Context) error { n++; return nil })
		err := yieldUntil(ctx, t.IsDone)
		n++
		return err
	},
	"sync": func(ctx context.Context) error {
		ns := make([]int, 4)
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for i := range ns {
				spawn(ctx, func(context.Context) error { ns[i]++; return nil })
			}
			return nil
		})
		for i := range ns {
			ns[i]++
		}
		return err
	},
	"sync-grandchildren": func(ctx context.Context) error {
		ns := make([]int, 4)
		err := impl.Sync(ctx, func(ctx context.Context) error {
			spawn(ctx, func(ctx context.Context) error {
				for i := range ns {
					spawn(ctx, func(context.Context) error { ns[i]++; return nil })
				}
				return nil
			})
			return nil
		})
		for i := range ns {
			ns[i]++
		}
		return err
	},
	"scope": func(ctx context.Context) error {
		n := 0
		_ = impl.Scope(ctx, func(ctx context.Context) error {
			spawn(ctx, func(context.Context) error { n++; return nil })
			return os.ErrInvalid
		})
		n++
		return nil
	},
	"wait-any": func(ctx context.Context) error {
		n, e := 0, impl.NewEvent(false)
		one := spawn(ctx, func(context.Context) error { n++; return nil })
		other := spawn(ctx, e.Wait)
		if _, _, err := impl.WaitAny(ctx, []impl.AnyTask{one, other}); err != nil {
			return err
		}
		n++
		e.Notify()
		return other.Wait(ctx)
	},
	"wait-all": func(ctx context.Context) error {
		ns := make([]int, 4)
		var tasks []impl.AnyTask
		for i := range ns {
			tasks = append(tasks, spawn(ctx, func(context.Context) error { ns[i]++; return nil }))
		}
		_, _, err := impl.WaitAll(ctx, tasks)
		for i := range ns {
			ns[i]++
		}
		return err
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
	"blocking": func(ctx context.Context) error {
		n := 0
		err := impl.Blocking(ctx, func() error { n++; return nil })
		n++
		return err
	},
	"on-goroutine": func(ctx context.Context) error {
		n := 1
		t := impl.Spawn(ctx, func(context.Context) (int, error) { n++; return n, nil }, impl.OnGoroutine())
		err := t.Wait(ctx)
		n++
		return err
	},
})
