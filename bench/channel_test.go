package bench

import (
	"context"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Channel: two tasks that hand a value to and fro without a buffer, one that fills a buffer of 128 for another one, and one
// task that puts and takes by itself. The peers are Go's channels, between goroutines: plain, which nothing can cancel,
// and in a select with ctx.Done(), which is what ours offers.

// link is what the benchmarks need of a channel.
type link interface {
	Put(ctx context.Context, v int) error
	Take(ctx context.Context) (int, error)
}

type plain chan int

func (c plain) Put(_ context.Context, v int) error {
	c <- v
	return nil
}

func (c plain) Take(context.Context) (int, error) { return <-c, nil }

type selecting chan int

func (c selecting) Put(ctx context.Context, v int) error {
	select {
	case c <- v:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (c selecting) Take(ctx context.Context) (int, error) {
	select {
	case v := <-c:
		return v, nil
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

// linked compares the kinds of channels in work, which is to have other do its part at the same time.
func linked(b *testing.B, work func(ctx context.Context, b *testing.B, open func(int) link, other func(func(context.Context)))) {
	goroutines := func(open func(int) link) func(context.Context, *testing.B) {
		return func(ctx context.Context, b *testing.B) {
			done := make(chan struct{}, 1)
			started := false
			work(ctx, b, open, func(f func(context.Context)) {
				started = true
				go func() {
					f(ctx)
					done <- struct{}{}
				}()
			})
			if started {
				<-done
			}
		}
	}
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			err := impl.Sync(ctx, func(ctx context.Context) error {
				work(ctx, b, func(n int) link { return impl.NewChannel[int](n) }, func(f func(context.Context)) {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						f(ctx)
						return 0, nil
					})
				})
				return nil
			})
			if err != nil {
				b.Error(err)
			}
		}),
		lib{"go", goroutines(func(n int) link { return make(plain, n) })},
		lib{"select", goroutines(func(n int) link { return make(selecting, n) })},
	)
}

// check fails the benchmark on an error.
func check(b *testing.B, err error) {
	if err != nil {
		b.Error(err)
	}
}

func BenchmarkChannelPingPong(b *testing.B) {
	linked(b, func(ctx context.Context, b *testing.B, open func(int) link, other func(func(context.Context))) {
		ping, pong := open(0), open(0)
		n := b.N
		other(func(ctx context.Context) {
			for range n {
				v, err := ping.Take(ctx)
				check(b, err)
				check(b, pong.Put(ctx, v))
			}
		})
		start(b)
		for i := range n {
			check(b, ping.Put(ctx, i))
			_, err := pong.Take(ctx)
			check(b, err)
		}
		stop(b)
	})
}

func BenchmarkChannelOneWay(b *testing.B) {
	linked(b, func(ctx context.Context, b *testing.B, open func(int) link, other func(func(context.Context))) {
		c := open(128)
		n := b.N
		other(func(ctx context.Context) {
			for i := range n {
				check(b, c.Put(ctx, i))
			}
		})
		start(b)
		for range n {
			_, err := c.Take(ctx)
			check(b, err)
		}
		stop(b)
	})
}

func BenchmarkChannelAlone(b *testing.B) {
	linked(b, func(ctx context.Context, b *testing.B, open func(int) link, _ func(func(context.Context))) {
		c := open(128)
		start(b)
		for i := range b.N {
			check(b, c.Put(ctx, i))
			_, err := c.Take(ctx)
			check(b, err)
		}
		stop(b)
	})
}
