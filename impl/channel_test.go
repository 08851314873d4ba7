package impl_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

var _ spec.Channel[int] = (*impl.Channel[int])(nil)

// CH-23, CH-24, CH-27.
func TestNewChannel(t *testing.T) {
	const text = "Channel size must be either 0, a positive integer or Inf"
	if v := panicOf(func() { impl.NewChannel[int](-1) }); !isArgumentError(v, text) {
		t.Errorf("panics with %v", v)
	}
	for _, n := range []int{0, 1, 5, impl.Inf} {
		c := impl.NewChannel[int](n)
		if c.Cap() != n || !c.IsOpen() || c.IsReady() || !c.IsEmpty() || c.IsFull() != (n == 0) || c.Len() != 0 {
			t.Errorf("capacity %d: a new channel is not empty and open", n)
		}
	}
}

// Values leave in the order in which they came, through all capacities and across many segments.
// CH-25, CH-39, CH-40.
func TestChannelBuffer(t *testing.T) {
	ctx := context.Background()
	for _, n := range []int{1, 2, 3, 31, 32, 33, 100, impl.Inf} {
		c := impl.NewChannel[int](n)
		in, out := 0, 0
		for round := range 50 {
			for range min(n, round+1) {
				if in-out == n {
					break
				}
				if c.IsFull() {
					t.Fatalf("capacity %d: full with %d", n, in-out)
				}
				if err := c.Put(ctx, in); err != nil {
					t.Fatal(err)
				}
				in++
			}
			if c.Len() != in-out || c.IsFull() != (in-out == n) {
				t.Fatalf("capacity %d: Len is %d with %d, full: %v", n, c.Len(), in-out, c.IsFull())
			}
			if in-out == n {
				if ok, err := c.TryPut(-1); ok || err != nil {
					t.Fatalf("capacity %d: TryPut into a full channel: %v, %v", n, ok, err)
				}
			}
			for range (in - out) / 2 {
				if v, err := c.Fetch(ctx); v != out || err != nil {
					t.Fatalf("capacity %d: Fetch is %d, %v, want %d", n, v, err, out)
				}
				if v, err := c.Take(ctx); v != out || err != nil {
					t.Fatalf("capacity %d: Take is %d, %v, want %d", n, v, err, out)
				}
				out++
			}
		}
		errOver := errors.New("over")
		c.CloseWith(errOver)
		if err := c.Put(ctx, 1); err != errOver {
			t.Fatalf("capacity %d: Put on a closed channel: %v", n, err)
		}
		for ; out < in; out++ {
			if c.Len() != in-out {
				t.Fatalf("capacity %d: closed, Len is %d, want %d", n, c.Len(), in-out)
			}
			if v, ok, err := c.TryTake(); v != out || !ok || err != nil {
				t.Fatalf("capacity %d: TryTake is %d, %v, %v, want %d", n, v, ok, err, out)
			}
		}
		if _, ok, err := c.TryTake(); ok || err != errOver {
			t.Fatalf("capacity %d: TryTake of what is over: %v", n, err)
		}
		c.Close()
		if err := c.Wait(ctx); err != spec.ErrClosed {
			t.Fatalf("capacity %d: the later close does not win: %v", n, err)
		}
	}
}

// Puts wait in order, go in order, and leave nothing behind when cancelled.
// CH-30, CH-58, CH-60, CH-62.
func TestChannelPutsWait(t *testing.T) {
	for n := range 4 {
		for mask := range 1 << 5 {
			withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
				c := impl.NewChannel[int](n)
				for i := range n {
					_ = c.Put(ctx, i)
				}
				var puts []*impl.Task[struct{}]
				var cancels []context.CancelFunc
				for i := range 5 {
					ctx1, cancel := context.WithCancel(ctx)
					cancels = append(cancels, cancel)
					puts = append(puts, impl.Async(ctx, func(context.Context) (struct{}, error) {
						return struct{}{}, c.Put(ctx1, n+i)
					}))
				}
				_ = impl.Yield(ctx)
				var want []int
				for i := range n {
					want = append(want, i)
				}
				for i := range 5 {
					if mask>>i&1 == 0 {
						want = append(want, n+i)
						continue
					}
					cancels[i]()
					if err := puts[i].Wait(ctx); !errors.Is(err, context.Canceled) {
						return fmt.Errorf("put %d: %w", i, err)
					}
				}
				if c.Len() != n || c.IsReady() != (len(want) > 0) {
					return fmt.Errorf("capacity %d, mask %b: Len %d, ready %v", n, mask, c.Len(), c.IsReady())
				}
				for i, w := range want {
					if v, err := c.Take(ctx); v != w || err != nil {
						return fmt.Errorf("capacity %d, mask %b: took %d, %v, want %d", n, mask, v, err, w)
					}
					if l := min(n, len(want)-i-1); c.Len() != l {
						return fmt.Errorf("capacity %d, mask %b: Len %d, want %d", n, mask, c.Len(), l)
					}
				}
				for i, p := range puts {
					if err := p.Wait(ctx); mask>>i&1 == 0 && err != nil {
						return err
					}
				}
				for i := range n {
					if ok, err := c.TryPut(i); !ok || err != nil {
						return fmt.Errorf("capacity %d, mask %b: room is lost", n, mask)
					}
				}
				if ok, _ := c.TryPut(9); ok {
					return fmt.Errorf("capacity %d, mask %b: too much room", n, mask)
				}
				for _, cancel := range cancels {
					cancel()
				}
				return nil
			})
		}
	}
}

// Takes wait in order, and leave nothing behind when cancelled; closing fails the rest.
// CH-59.
func TestChannelTakesWait(t *testing.T) {
	for _, n := range []int{0, 1, 2, impl.Inf} {
		for mask := range 1 << 5 {
			withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
				c := impl.NewChannel[int](n)
				var takes []*impl.Task[int]
				var cancels []context.CancelFunc
				for range 5 {
					ctx1, cancel := context.WithCancel(ctx)
					cancels = append(cancels, cancel)
					takes = append(takes, impl.Async(ctx, func(context.Context) (int, error) { return c.Take(ctx1) }))
				}
				_ = impl.Yield(ctx)
				next := 1
				for i, take := range takes {
					if mask>>i&1 != 0 {
						cancels[i]()
						if err := take.Wait(ctx); !errors.Is(err, context.Canceled) {
							return fmt.Errorf("take %d: %w", i, err)
						}
					}
				}
				for i, take := range takes {
					if mask>>i&1 != 0 {
						continue
					}
					if i == 4 {
						c.Close()
						if err := take.Wait(ctx); !errors.Is(err, spec.ErrClosed) {
							return fmt.Errorf("take %d: %w", i, err)
						}
						continue
					}
					if ok, err := c.TryPut(next); !ok || err != nil {
						return fmt.Errorf("capacity %d, mask %b: nobody takes", n, mask)
					}
					if v, err := take.Fetch(ctx); v != next || err != nil {
						return fmt.Errorf("take %d: %d, %w, want %d", i, v, err, next)
					}
					next++
				}
				for _, cancel := range cancels {
					cancel()
				}
				return nil
			})
		}
	}
}
