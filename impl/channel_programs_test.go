package impl_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

// What channels are for, as whole programs. The ideas are those of the tests of Go's own channels.

// programs runs a program on several runtimes.
func programs(t *testing.T, program func(ctx context.Context) error) {
	for _, cfg := range []impl.Config{{Workers: 1}, {Workers: 2}, {Workers: 4}, {Cooperative: true}, {Deterministic: true, Seed: 5}} {
		t.Run(fmt.Sprintf("%+v", cfg), func(t *testing.T) { withRuntime(t, cfg, program) })
	}
}

// scaled is n, or less where a task is dear.
func scaled(n int) int {
	if testing.Short() || raceEnabled {
		return max(n/20, 10)
	}
	return n
}

// run starts a task that returns nothing.
func run(ctx context.Context, f func(ctx context.Context) error) *impl.Task[struct{}] {
	return impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx) })
}

// A chain of tasks, each of which lets pass what its prime does not divide.
func TestSieve(t *testing.T) {
	enough := errors.New("enough")
	programs(t, func(ctx context.Context) error {
		primes := 0
		err := impl.Scope(ctx, func(ctx context.Context) error {
			numbers := impl.NewChannel[int](0)
			source := numbers
			run(ctx, func(ctx context.Context) error {
				for n := 2; ; n++ {
					if err := numbers.Put(ctx, n); err != nil {
						return err
					}
				}
			})
			for range scaled(300) {
				prime, err := source.Take(ctx)
				if err != nil {
					return err
				}
				for d := 2; d*d <= prime; d++ {
					if prime%d == 0 {
						return fmt.Errorf("%d is no prime", prime)
					}
				}
				primes++
				in, out := source, impl.NewChannel[int](0)
				run(ctx, func(ctx context.Context) error {
					for n, err := range in.All(ctx) {
						if err != nil {
							return err
						}
						if n%prime != 0 {
							if err := out.Put(ctx, n); err != nil {
								return err
							}
						}
					}
					return nil
				})
				source = out
			}
			return enough
		})
		if primes != scaled(300) || !errors.Is(err, enough) {
			return fmt.Errorf("%d primes, %w", primes, err)
		}
		return nil
	})
}

// Each task of a long chain hands on one more than it gets.
func TestDaisyChain(t *testing.T) {
	programs(t, func(ctx context.Context) error {
		n := scaled(5000)
		last := impl.NewChannel[int](0)
		left := last
		for range n {
			in, out := impl.NewChannel[int](0), left
			run(ctx, func(ctx context.Context) error {
				v, err := in.Take(ctx)
				if err != nil {
					return err
				}
				return out.Put(ctx, v+1)
			})
			left = in
		}
		run(ctx, func(ctx context.Context) error { return left.Put(ctx, 0) })
		if v, err := last.Take(ctx); v != n || err != nil {
			return fmt.Errorf("%d, %w, want %d", v, err, n)
		}
		return nil
	})
}

// Tasks that must go one after the other, in the order of the values.
func TestOrder(t *testing.T) {
	for _, size := range []int{0, 1, 10, impl.Inf} {
		programs(t, func(ctx context.Context) error {
			n := scaled(2000)
			ch, done := impl.NewChannel[int](size), impl.NewChannel[int](0)
			turn := impl.NewChannel[int](0)
			for i := range n {
				in, out := turn, impl.NewChannel[int](0)
				run(ctx, func(ctx context.Context) error {
					if _, err := in.Take(ctx); err != nil {
						return err
					}
					v, err := ch.Take(ctx)
					if err == nil && v != i {
						err = fmt.Errorf("task %d got %d", i, v)
					}
					if err != nil {
						done.CloseWith(err)
						return err
					}
					if i == n-1 {
						return done.Put(ctx, i)
					}
					return out.Put(ctx, i)
				})
				if i == 0 {
					run(ctx, func(ctx context.Context) error { return in.Put(ctx, 0) })
				}
				turn = out
			}
			for i := range n {
				if err := ch.Put(ctx, i); err != nil {
					return err
				}
			}
			_, err := done.Take(ctx)
			return err
		})
	}
}

// Many put into one channel: all of it arrives, of each in its order.
// CH-31.
func TestFanIn(t *testing.T) {
	for _, size := range []int{0, 1, 16} {
		programs(t, func(ctx context.Context) error {
			const sources = 8
			each := scaled(2000)
			out := impl.NewChannel[[2]int](size)
			var all []*impl.Task[struct{}]
			for s := range sources {
				all = append(all, run(ctx, func(ctx context.Context) error {
					in := impl.Produce(ctx, 1, func(ctx context.Context, in *impl.Channel[int]) error {
						for i := range each {
							if err := in.Put(ctx, i); err != nil {
								return err
							}
						}
						return nil
					})
					for i, err := range in.All(ctx) {
						if err == nil {
							err = out.Put(ctx, [2]int{s, i})
						}
						if err != nil {
							return err
						}
					}
					return nil
				}))
			}
			run(ctx, func(ctx context.Context) error {
				for _, t := range all {
					_ = t.Wait(ctx)
				}
				out.Close()
				return nil
			})
			var next [sources]int
			for v, err := range out.All(ctx) {
				if err != nil || v[1] != next[v[0]] {
					return fmt.Errorf("%d of source %d, want %d: %w", v[1], v[0], next[v[0]], err)
				}
				next[v[0]]++
			}
			for s, n := range next {
				if n != each {
					return fmt.Errorf("%d of source %d, want %d", n, s, each)
				}
			}
			return nil
		})
	}
}

// Two tasks play, by two channels and by one that both put into and take from.
func TestPingPong(t *testing.T) {
	programs(t, func(ctx context.Context) error {
		n := scaled(20_000)
		ping, pong := impl.NewChannel[int](0), impl.NewChannel[int](0)
		run(ctx, func(ctx context.Context) error {
			for v, err := range ping.All(ctx) {
				if err == nil {
					err = pong.Put(ctx, v+1)
				}
				if err != nil {
					return err
				}
			}
			pong.Close()
			return nil
		})
		for v := 0; v < n; {
			if err := ping.Put(ctx, v); err != nil {
				return err
			}
			got, err := pong.Take(ctx)
			if got != v+1 || err != nil {
				return fmt.Errorf("%d came back as %d, %w", v, got, err)
			}
			v = got
		}
		ping.Close()
		if _, err := pong.Take(ctx); err != spec.ErrClosed {
			return fmt.Errorf("the other one has not hung up: %w", err)
		}
		return nil
	})
}

// Many put and many take, some of them goroutines. Sums and counts agree.
// CH-31, CH-32, CH-44.
func TestManyToMany(t *testing.T) {
	for _, size := range []int{0, 1, 7, impl.Inf} {
		programs(t, func(ctx context.Context) error {
			const parties = 6
			each := scaled(3000)
			ch := impl.NewChannel[int](size)
			var puts, takes, sum atomic.Int64
			put := func(ctx context.Context) error {
				for i := range each {
					if err := ch.Put(ctx, i); err != nil {
						return err
					}
					puts.Add(1)
				}
				return nil
			}
			take := func(ctx context.Context) error {
				for v, err := range ch.All(ctx) {
					if err != nil {
						return err
					}
					takes.Add(1)
					sum.Add(int64(v))
				}
				return nil
			}
			var senders, receivers []*impl.Task[struct{}]
			start := func(f func(context.Context) error, i int) *impl.Task[struct{}] {
				if i%3 == 2 {
					return impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx) }, impl.OnGoroutine())
				}
				return run(ctx, f)
			}
			for i := range parties {
				senders, receivers = append(senders, start(put, i)), append(receivers, start(take, i))
			}
			for _, s := range senders {
				if err := s.Wait(ctx); err != nil {
					return err
				}
			}
			ch.Close()
			for _, r := range receivers {
				if err := r.Wait(ctx); err != nil {
					return err
				}
			}
			want := int64(parties * each * (each - 1) / 2)
			if puts.Load() != takes.Load() || sum.Load() != want {
				return fmt.Errorf("%d put, %d taken, sum %d, want %d", puts.Load(), takes.Load(), sum.Load(), want)
			}
			return nil
		})
	}
}

// TryTake beside a close: what was put before it is seen, by everybody, before the end is.
// CH-58.
func TestTryTakeVersusClose(t *testing.T) {
	programs(t, func(ctx context.Context) error {
		for range scaled(1000) {
			ch := impl.NewChannel[int](3)
			putter := run(ctx, func(ctx context.Context) error {
				for i := range 3 {
					if ok, err := ch.TryPut(i); !ok || err != nil {
						return fmt.Errorf("there is no room for value %d: %w", i, err)
					}
				}
				ch.Close()
				return nil
			})
			for next := 0; ; {
				v, ok, err := ch.TryTake()
				if err == spec.ErrClosed && next == 3 {
					break
				}
				if err != nil || ok && v != next {
					return fmt.Errorf("got %d, %v, %w, want %d", v, ok, err, next)
				}
				if ok {
					next++
				} else if err := impl.Yield(ctx); err != nil {
					return err
				}
			}
			if err := putter.Wait(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// Closing while others put and take: each put that succeeded is taken, and everybody comes back with the error.
// CH-30.
func TestCloseRaces(t *testing.T) {
	boom := errors.New("boom")
	for _, size := range []int{0, 1, 4, impl.Inf} {
		programs(t, func(ctx context.Context) error {
			for round := range scaled(200) {
				ch := impl.NewChannel[int](size)
				var puts, takes atomic.Int64
				var all []*impl.Task[struct{}]
				for range 3 {
					all = append(all, run(ctx, func(ctx context.Context) error {
						for {
							if err := ch.Put(ctx, 1); err != nil {
								return err
							}
							if puts.Add(1) == int64(round%50) {
								ch.CloseWith(boom)
							}
						}
					}), run(ctx, func(ctx context.Context) error {
						for {
							if _, err := ch.Take(ctx); err != nil {
								return err
							}
							takes.Add(1)
							if err := impl.Yield(ctx); err != nil {
								return err
							}
						}
					}))
				}
				if round%50 == 0 {
					ch.CloseWith(boom)
				}
				for _, t := range all {
					if err := t.Wait(ctx); !errors.Is(err, boom) {
						return fmt.Errorf("ends with %w", err)
					}
				}
				if puts.Load() != takes.Load() {
					return fmt.Errorf("size %d: %d put, %d taken", size, puts.Load(), takes.Load())
				}
			}
			return nil
		})
	}
}

// Values of all sizes and kinds arrive as they were.
// CH-29.
func TestValues(t *testing.T) {
	programs(t, func(ctx context.Context) error {
		return errors.Join(
			values(ctx, struct{}{}), values(ctx, byte(7)), values(ctx, [3]byte{1, 2, 3}), values(ctx, "text"),
			values(ctx, [100]byte{99: 1}), values(ctx, [70_000]byte{69_999: 1}), values(ctx, new(int)),
			values[any](ctx, 1.5), values[error](ctx, nil),
			values(ctx, struct {
				a byte
				b any
				c [0]int
			}{1, "x", [0]int{}}),
		)
	})
}

func values[T comparable](ctx context.Context, v T) error {
	for _, size := range []int{0, 2} {
		ch := impl.NewChannel[T](size)
		run(ctx, func(ctx context.Context) error {
			for range 40 {
				if err := ch.Put(ctx, v); err != nil {
					return err
				}
			}
			ch.Close()
			return nil
		})
		n := 0
		for got, err := range ch.All(ctx) {
			if err != nil || got != v {
				return fmt.Errorf("got %v of a %T, %w", got, v, err)
			}
			n++
		}
		if n != 40 {
			return fmt.Errorf("%d of 40 values of a %T", n, v)
		}
	}
	return nil
}
