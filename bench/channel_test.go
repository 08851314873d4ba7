package bench

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Channel: two tasks that hand a value to and fro without a buffer, one that fills a buffer of 128 for another one, one
// task that puts and takes by itself, and four that put what four others take, without a buffer (room=0) and with one of
// 128. An operation of the last is one value, put by one and taken by another; each of the four has a quarter of them.
// The peers are Go's channels, between goroutines: plain, which nothing can cancel, and in a select with ctx.Done(),
// which is what ours offers.

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

// crew is what the benchmarks need of a library: channels, and who uses them at the same time.
type crew struct {
	open func(room int) link
	// start has a task or a goroutine do f, wait waits for all of those.
	start func(f func(context.Context))
	wait  func()
}

// linked compares the kinds of channels in work. Whom that has started is waited for at the latest when it ends.
func linked(b *testing.B, work func(ctx context.Context, b *testing.B, c crew)) {
	goroutines := func(open func(int) link) func(context.Context, *testing.B) {
		return func(ctx context.Context, b *testing.B) {
			var all sync.WaitGroup
			work(ctx, b, crew{
				open:  open,
				start: func(f func(context.Context)) { all.Go(func() { f(ctx) }) },
				wait:  all.Wait,
			})
			all.Wait()
		}
	}
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			var all []*impl.Task[int]
			wait := func() {
				for _, t := range all {
					check(b, t.Wait(ctx))
				}
				all = nil
			}
			work(ctx, b, crew{
				open: func(room int) link { return impl.NewChannel[int](room) },
				start: func(f func(context.Context)) {
					all = append(all, impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						f(ctx)
						return 0, nil
					}))
				},
				wait: wait,
			})
			wait()
		}),
		lib{"go", goroutines(func(room int) link { return make(plain, room) })},
		lib{"select", goroutines(func(room int) link { return make(selecting, room) })},
	)
}

// check fails the benchmark on an error.
func check(b *testing.B, err error) {
	if err != nil {
		b.Error(err)
	}
}

func BenchmarkChannelPingPong(b *testing.B) {
	linked(b, func(ctx context.Context, b *testing.B, c crew) {
		ping, pong := c.open(0), c.open(0)
		n := b.N
		c.start(func(ctx context.Context) {
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
	linked(b, func(ctx context.Context, b *testing.B, c crew) {
		l := c.open(128)
		n := b.N
		c.start(func(ctx context.Context) {
			for i := range n {
				check(b, l.Put(ctx, i))
			}
		})
		start(b)
		for range n {
			_, err := l.Take(ctx)
			check(b, err)
		}
		stop(b)
	})
}

func BenchmarkChannelAlone(b *testing.B) {
	linked(b, func(ctx context.Context, b *testing.B, c crew) {
		l := c.open(128)
		start(b)
		for i := range b.N {
			check(b, l.Put(ctx, i))
			_, err := l.Take(ctx)
			check(b, err)
		}
		stop(b)
	})
}

// crowd is how many put, and how many take.
const crowd = 4

func BenchmarkChannelCrowd(b *testing.B) {
	for _, room := range []int{0, 128} {
		b.Run(fmt.Sprintf("room=%d", room), func(b *testing.B) {
			linked(b, func(ctx context.Context, b *testing.B, c crew) {
				l := c.open(room)
				start(b)
				for i := range crowd {
					n := (b.N + i) / crowd // one part of b.N
					c.start(func(ctx context.Context) {
						for v := range n {
							check(b, l.Put(ctx, v))
						}
					})
					c.start(func(ctx context.Context) {
						for range n {
							_, err := l.Take(ctx)
							check(b, err)
						}
					})
				}
				c.wait()
				stop(b)
			})
		})
	}
}
