package impl_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

// CH-26.
func TestEndlessChannel(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 1}, func(ctx context.Context) error {
		n := scale(1_000_000)
		ch := impl.NewChannel[int](impl.Inf)
		for i := range n {
			if ok, err := ch.TryPut(i); !ok || err != nil {
				return fmt.Errorf("value %d: %v, %w", i, ok, err)
			}
		}
		if ch.IsFull() || ch.Len() != n {
			t.Errorf("full %v with %d of %d", ch.IsFull(), ch.Len(), n)
		}
		for i := range n {
			if v, err := ch.Take(ctx); v != i || err != nil {
				return fmt.Errorf("took %d, %w, want %d", v, err, i)
			}
		}
		return nil
	})
}

// What the questions say beside calls that are blocked: CH-28, CH-35, CH-36. Asking takes nothing.
func TestChannelQuestions(t *testing.T) {
	eachCrew(t, func(c *crew) {
		ask := func(when string, ch *impl.Channel[int], ready, full bool) {
			c.Helper()
			for range 2 {
				if ch.IsReady() != ready || ch.IsEmpty() == ready || ch.IsFull() != full {
					c.Errorf("%s: ready %v, empty %v, full %v", when, ch.IsReady(), ch.IsEmpty(), ch.IsFull())
				}
			}
		}
		meet, one := impl.NewChannel[int](0), impl.NewChannel[int](1)
		take := func(ch *impl.Channel[int], want int) func(context.Context) error {
			return func(ctx context.Context) error {
				v, err := ch.Take(ctx)
				if v != want {
					return fmt.Errorf("took %d, %w, want %d", v, err, want)
				}
				return err
			}
		}
		put := func(ch *impl.Channel[int], v int) func(context.Context) error {
			return func(ctx context.Context) error { return ch.Put(ctx, v) }
		}
		ask("empty", meet, false, true)
		taker := c.call("take", take(meet, 1))
		c.blocked(taker)
		ask("a take waits", meet, false, true)
		c.do("put", put(meet, 1))
		c.returned(taker, nil)
		ask("empty again", meet, false, true)
		putter := c.call("put", put(meet, 2))
		c.blocked(putter)
		ask("a put waits", meet, true, true)
		c.do("take", take(meet, 2))
		c.returned(putter, nil)
		ask("empty at last", meet, false, true)

		ask("a buffer without a value", one, false, false)
		c.do("put", put(one, 3))
		ask("a buffer with a value", one, true, true)
		c.do("take", take(one, 3))
		ask("a buffer that was emptied", one, false, false)
	})
}

// Wait takes nothing, and is nobody's rival: CH-33, CH-61.
func TestChannelWait(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for _, size := range []int{0, 1} {
			ch := impl.NewChannel[int](size)
			gone, waits := c.call("gone", ch.Wait), c.call("wait", ch.Wait)
			gone.stop(errStop)
			c.returned(gone, errStop)
			c.blocked(waits)
			putter := c.call("put", func(ctx context.Context) error { return ch.Put(ctx, 7) })
			if size == 0 {
				c.blocked(putter)
			}
			c.returned(waits, nil)
			c.do("wait again", ch.Wait)
			c.do("take", func(ctx context.Context) error {
				if v, err := ch.Take(ctx); v != 7 || err != nil {
					return fmt.Errorf("took %d, %w", v, err)
				}
				return nil
			})
			c.returned(putter, nil)
			last := c.call("wait for the next", ch.Wait)
			c.blocked(last)
			last.stop(errStop)
			c.returned(last, errStop)
		}
	})
}

// CH-34, CH-37.
func TestClosedChannel(t *testing.T) {
	ctx := context.Background()
	for _, how := range []error{nil, errStop} {
		want := how
		if how == nil {
			want = spec.ErrClosed
		}
		ch := impl.NewChannel[int](2)
		_ = ch.Put(ctx, 1)
		ch.CloseWith(how)
		for range 2 {
			if err := ch.Wait(ctx); err != nil {
				t.Errorf("Wait with a value: %v", err)
			}
		}
		if v, err := ch.Take(ctx); v != 1 || err != nil {
			t.Errorf("Take: %d, %v", v, err)
		}
		for range 2 {
			if err := ch.Wait(ctx); err != want { //nolint:errorlint // the very error
				t.Errorf("Wait without a value: %v, want %v", err, want)
			}
		}
		meet := impl.NewChannel[int](0)
		for range 2 {
			if _, err := meet.Fetch(ctx); !isMisuse(err, "`fetch` is not supported on an unbuffered Channel.") {
				t.Errorf("Fetch: %v", err)
			}
			meet.CloseWith(how)
		}
	}
}

// A close fails all who are blocked, with the very error. CH-38, CH-30.
func TestCloseFailsAllWhoWait(t *testing.T) {
	eachCrew(t, func(c *crew) {
		over := errors.New("over")
		full, empty, meet, other := impl.NewChannel[int](1), impl.NewChannel[int](1), impl.NewChannel[int](0), impl.NewChannel[int](0)
		_ = full.Put(c.Context(), 0)
		put := func(ch *impl.Channel[int]) func(context.Context) error {
			return func(ctx context.Context) error { return ch.Put(ctx, 1) }
		}
		get := func(f func(context.Context) (int, error)) func(context.Context) error {
			return func(ctx context.Context) error { _, err := f(ctx); return err }
		}
		var all []*member
		for i, call := range []func(context.Context) error{
			put(full), put(full), put(meet), put(meet),
			get(empty.Take), get(empty.Fetch), empty.Wait, get(empty.Take), get(other.Take), other.Wait, get(other.Take),
		} {
			all = append(all, c.call(fmt.Sprint("call ", i), call))
		}
		c.blocked(all...)
		for _, ch := range []*impl.Channel[int]{full, empty, meet, other} {
			ch.CloseWith(over)
		}
		for _, m := range all {
			c.returned(m, over)
		}
		if v, ok, err := full.TryTake(); v != 0 || !ok || err != nil {
			c.Errorf("what was in the buffer: %d, %v, %v", v, ok, err)
		}
		if v, ok, err := full.TryTake(); ok || err != over { //nolint:errorlint // the very error
			c.Errorf("the value of a put that failed: %d, %v, %v", v, ok, err)
		}
	})
}

// CH-41: with and without a buffer.
func TestTakerKeepsItsValue(t *testing.T) {
	for _, size := range []int{0, 1} {
		withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
			ch := impl.NewChannel[int](size)
			taker := impl.Spawn(ctx, ch.Take)
			if err := impl.Yield(ctx); err != nil {
				return err
			}
			if ok, err := ch.TryPut(7); !ok || err != nil {
				return fmt.Errorf("TryPut: %v, %w", ok, err)
			}
			ch.CloseWith(errStop)
			if taker.IsDone() {
				t.Error("the taker has run already, so this shows nothing")
			}
			if v, err := taker.Fetch(ctx); v != 7 || err != nil {
				t.Errorf("capacity %d: %d, %v", size, v, err)
			}
			return nil
		})
	}
}

// How loops end: CH-42, CH-43, CH-45.
func TestLoopsEnd(t *testing.T) {
	state := &spec.InvalidStateError{Msg: spec.MsgChannelClosed}
	for _, x := range []struct{ how, want error }{{nil, nil}, {spec.ErrClosed, nil}, {errStop, errStop}, {state, state}} {
		for _, late := range []bool{false, true} {
			eachRuntime(t, func(t *testing.T, ctx context.Context) {
				ch := impl.NewChannel[int](3)
				for i := range 3 {
					if err := ch.Put(ctx, i); err != nil {
						t.Error(err)
					}
				}
				ends := run(ctx, func(ctx context.Context) error {
					if late {
						for ch.Len() > 0 {
							if err := impl.Yield(ctx); err != nil {
								return err
							}
						}
					}
					ch.CloseWith(x.how)
					return nil
				})
				if !late {
					_ = ends.Wait(ctx)
				}
				var got []int
				var last error
				for v, err := range ch.All(ctx) {
					if last = err; err == nil {
						got = append(got, v)
					}
				}
				if !slices.Equal(got, []int{0, 1, 2}) || last != x.want { //nolint:errorlint // the very error
					t.Errorf("closed with %v: %v and then %v", x.how, got, last)
				}
				if err := ends.Wait(ctx); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// Julia's own: 20 loops, 5 values; and a loop that is left. CH-44, CH-46.
func TestLoopsShare(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		ch, sums := impl.NewChannel[int](0), impl.NewChannel[int](impl.Inf)
		var loops []*impl.Task[struct{}]
		for range 20 {
			loops = append(loops, run(ctx, func(ctx context.Context) error {
				for v, err := range ch.All(ctx) {
					if err != nil {
						return err
					}
					if err := sums.Put(ctx, v); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		for i := range 5 {
			if err := ch.Put(ctx, 1<<i); err != nil {
				t.Error(err)
			}
		}
		ch.Close()
		for _, loop := range loops {
			if err := loop.Wait(ctx); err != nil {
				t.Error(err)
			}
		}
		sum := 0
		sums.Close()
		for v := range sums.All(ctx) {
			sum += v
		}
		if sum != 31 {
			t.Errorf("the values add up to %d", sum)
		}
		rest := impl.NewChannel[int](3)
		for i := range 3 {
			_ = rest.Put(ctx, i)
		}
		for range rest.All(ctx) {
			break
		}
		if rest.Len() != 2 {
			t.Errorf("a loop that was left has taken all but %d", rest.Len())
		}
	})
}

// CH-51, and that an end of its own before keeps its error: CH-49.
func TestBoundFailure(t *testing.T) {
	eachRuntime(t, func(t *testing.T, ctx context.Context) {
		leave := impl.NewEvent(false)
		task := impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, errors.Join(leave.Wait(ctx), errStop) })
		ch, own := impl.NewChannel[int](1), impl.NewChannel[int](1)
		ch.Bind(task)
		own.Bind(task)
		own.Close()
		leave.Notify()
		failure := task.Wait(ctx)
		_, take := ch.Take(ctx)
		_, fetch := ch.Fetch(ctx)
		for name, err := range map[string]error{"put": ch.Put(ctx, 1), "take": take, "fetch": fetch, "wait": ch.Wait(ctx)} {
			var failed *impl.TaskFailedError
			if err != failure || !errors.As(err, &failed) || failed.Task != spec.TaskIdentity(task) { //nolint:errorlint // the very error
				t.Errorf("%s fails with %v", name, err)
			}
		}
		if err := own.Wait(ctx); err != spec.ErrClosed { //nolint:errorlint // the very error
			t.Errorf("the task's failure has changed the error of a closed channel: %v", err)
		}
	})
}

// Julia's own: a hundred values of a producer, in order, and then the end. CH-54.
func TestProducedValues(t *testing.T) {
	for _, size := range []int{0, 1, 10} {
		for _, opts := range [][]impl.Option{nil, {impl.OnPool("default")}} {
			eachRuntime(t, func(t *testing.T, ctx context.Context) {
				ch := impl.Produce(ctx, size, func(ctx context.Context, ch *impl.Channel[int]) error {
					for i := range 100 {
						if err := ch.Put(ctx, i); err != nil {
							return err
						}
					}
					return nil
				}, opts...)
				n := 0
				for v, err := range ch.All(ctx) {
					if v != n || err != nil {
						t.Fatalf("got %d, %v, want %d", v, err, n)
					}
					n++
				}
				if n != 100 || ch.IsOpen() {
					t.Errorf("%d values; open %v", n, ch.IsOpen())
				}
			})
		}
	}
}

// CH-63: whoever finds it closed asks then whether there is something.
func TestClosedAndReady(t *testing.T) {
	withRuntime(t, impl.Config{Workers: 2}, func(ctx context.Context) error {
		for range scale(2000) {
			ch := impl.NewChannel[int](1)
			run(ctx, func(ctx context.Context) error {
				defer ch.Close()
				return ch.Put(ctx, 1)
			})
			for ch.IsOpen() {
				if err := impl.Yield(ctx); err != nil {
					return err
				}
			}
			if !ch.IsReady() || ch.Len() != 1 {
				return errors.New("closed, and what was put before is not seen")
			}
		}
		return nil
	})
}
