package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/veritask/veritask/impl"
)

// takeAfter spawns a task that writes to n and takes a value then.
func takeAfter(ctx context.Context, c *impl.Channel[int], n *int) *impl.Task[struct{}] {
	return spawn(ctx, func(ctx context.Context) error {
		*n++
		_, err := c.Take(ctx)
		return err
	})
}

// Channels: a put is before the take of its value, and the k-th take before the return of put k+capacity. Nothing else.
var _ = add(map[string]program{
	// What the taker did before is not before what the putter does next: there was room.
	"racy-take-to-put": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](1)
		t := takeAfter(ctx, c, &n)
		if err := c.Put(ctx, 1); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	// The first take is before the return of the third put, not of the second.
	"racy-too-early-put": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](2)
		for i := range 2 {
			if err := c.Put(ctx, i); err != nil {
				return err
			}
		}
		t := takeAfter(ctx, c, &n)
		n++
		if err := c.Put(ctx, 2); err != nil {
			return err
		}
		return t.Wait(ctx)
	},
	// Nor is it, if a value was taken long before, but the put has room of its own.
	"racy-take-to-later-put": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](2)
		if err := c.Put(ctx, 1); err != nil {
			return err
		}
		t := takeAfter(ctx, c, &n)
		if err := yieldUntil(ctx, c.IsEmpty); err != nil {
			return err
		}
		if err := c.Put(ctx, 2); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	// The putter goes on with what it has given away.
	"racy-after-put": func(ctx context.Context) error {
		c := impl.NewChannel[[]int](1)
		t := spawn(ctx, func(ctx context.Context) error {
			v, err := c.Take(ctx)
			fmt.Fprint(os.Stderr, v[0])
			return err
		})
		v := []int{1}
		if err := c.Put(ctx, v); err != nil {
			return err
		}
		v[0] = 2
		return t.Wait(ctx)
	},
	// Those who put are not ordered by the channel's counters,
	"racy-two-putters": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](2)
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 2 {
				spawn(ctx, func(ctx context.Context) error { n++; return c.Put(ctx, 1) })
			}
			return nil
		})
	},
	// nor those who take.
	"racy-two-takers": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](2)
		for range 2 {
			if err := c.Put(ctx, 1); err != nil {
				return err
			}
		}
		return impl.Sync(ctx, func(ctx context.Context) error {
			for range 2 {
				spawn(ctx, func(ctx context.Context) error { _, err := c.Take(ctx); n++; return err })
			}
			return nil
		})
	},
	// To see that there is a value is not to have it.
	"racy-is-ready": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](1)
		t := spawn(ctx, func(ctx context.Context) error { n++; return c.Put(ctx, 1) })
		err := yieldUntil(ctx, c.IsReady)
		n++
		if err != nil {
			return err
		}
		return t.Wait(ctx)
	},
	"racy-try-take-nothing": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](0)
		t := spawn(ctx, func(context.Context) error { n++; _, err := c.TryPut(1); return err })
		err := yieldUntil(ctx, t.IsStarted)
		if _, _, err := c.TryTake(); err != nil {
			return err
		}
		n++
		if err != nil {
			return err
		}
		return t.Wait(ctx)
	},
	// What the closer does afterwards.
	"racy-after-close": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](0)
		t := spawn(ctx, func(ctx context.Context) error {
			if _, err := c.Take(ctx); !errors.Is(err, impl.ErrClosed) {
				return err
			}
			n++
			return nil
		})
		c.Close()
		n++
		return t.Wait(ctx)
	},
	"put-take": func(ctx context.Context) error {
		for _, capacity := range []int{0, 1, impl.Inf} {
			n, c := 0, impl.NewChannel[*int](capacity)
			t := spawn(ctx, func(ctx context.Context) error { n++; return c.Put(ctx, &n) })
			p, err := c.Take(ctx)
			if err != nil {
				return err
			}
			*p++
			if err := t.Wait(ctx); err != nil {
				return err
			}
		}
		return nil
	},
	"take-before-unbuffered-put": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](0)
		t := takeAfter(ctx, c, &n)
		if err := c.Put(ctx, 1); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	"room": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](2)
		for i := range 2 {
			if err := c.Put(ctx, i); err != nil {
				return err
			}
		}
		t := takeAfter(ctx, c, &n)
		if err := c.Put(ctx, 2); err != nil {
			return err
		}
		n++
		return t.Wait(ctx)
	},
	// A buffer of one as a lock, with those who give up waiting for it.
	"room-and-cancelled-puts": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](1)
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 8 {
				spawn(ctx, func(ctx context.Context) error {
					if i%2 == 0 {
						short, cancel := impl.WithTimeout(ctx, time.Millisecond)
						defer cancel()
						if c.Put(short, i) != nil {
							return nil
						}
					} else if err := c.Put(ctx, i); err != nil {
						return err
					}
					n++
					err := impl.Sleep(ctx, 2*time.Millisecond)
					n++
					if err != nil {
						return err
					}
					_, err = c.Take(ctx)
					return err
				})
			}
			return nil
		})
	},
	// A take is cancelled between the one that makes room and the put that has it.
	"room-and-cancelled-takes": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](1)
		if err := c.Put(ctx, 1); err != nil {
			return err
		}
		t := takeAfter(ctx, c, &n)
		u := spawn(ctx, func(ctx context.Context) error {
			if err := impl.Sleep(ctx, 5*time.Millisecond); err != nil { // which orders nothing
				return err
			}
			short, cancel := impl.WithTimeout(ctx, time.Millisecond)
			defer cancel()
			_, _ = c.Take(short)
			return nil
		})
		if err := impl.Sleep(ctx, 20*time.Millisecond); err != nil {
			return err
		}
		if err := c.Put(ctx, 2); err != nil {
			return err
		}
		n++
		if err := t.Wait(ctx); err != nil {
			return err
		}
		return u.Wait(ctx)
	},
	"fetch-of-channel": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[*int](1)
		t := spawn(ctx, func(ctx context.Context) error { n++; return c.Put(ctx, &n) })
		p, err := c.Fetch(ctx)
		if err != nil {
			return err
		}
		*p++
		return t.Wait(ctx)
	},
	"try-take": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](1)
		t := spawn(ctx, func(context.Context) error { n++; _, err := c.TryPut(1); return err })
		err := yieldUntil(ctx, func() bool { _, ok, err := c.TryTake(); return ok || err != nil })
		n++
		if err != nil {
			return err
		}
		return t.Wait(ctx)
	},
	"close": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](1)
		t := spawn(ctx, func(context.Context) error { n++; c.Close(); return nil })
		for range c.All(ctx) {
			return errors.New("there is a value")
		}
		n++
		return t.Wait(ctx)
	},
	"bind": func(ctx context.Context) error {
		n, c := 0, impl.NewChannel[int](1)
		t := spawn(ctx, func(context.Context) error { n++; return nil })
		c.Bind(t)
		if _, err := c.Take(ctx); !errors.Is(err, impl.ErrClosed) {
			return err
		}
		n++
		return nil
	},
	"produce": func(ctx context.Context) error {
		n := 0
		c := impl.Produce(ctx, 0, func(ctx context.Context, c *impl.Channel[*int]) error {
			for range 3 {
				n++
				if err := c.Put(ctx, &n); err != nil {
					return err
				}
			}
			return nil
		})
		for p, err := range c.All(ctx) {
			if err != nil {
				return err
			}
			fmt.Fprint(os.Stderr, p != nil)
		}
		n++
		return nil
	},
	// Ping-pong: each side owns what it has got last.
	"ping-pong": func(ctx context.Context) error {
		ping, pong := impl.NewChannel[[]int](0), impl.NewChannel[[]int](0)
		t := spawn(ctx, func(ctx context.Context) error {
			for v, err := range ping.All(ctx) {
				if err != nil {
					return err
				}
				v[0]++
				if err := pong.Put(ctx, v); err != nil {
					return err
				}
			}
			return nil
		})
		v := make([]int, 1)
		for range 5 {
			v[0]++
			if err := ping.Put(ctx, v); err != nil {
				return err
			}
			if _, err := pong.Take(ctx); err != nil {
				return err
			}
		}
		ping.Close()
		return t.Wait(ctx)
	},
})
