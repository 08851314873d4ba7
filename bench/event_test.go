package bench

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/veritask/veritask/impl"
)

// Events. Hand-off: two tasks wake each other in turn, the round trip that every request and reply consists of; the
// peer is a pair of unbuffered channels, which also keep the sender until its value is taken. Wake-up: one Notify wakes
// 1000 waiters, who say that they are back; the peers are close of a channel, and sync.Cond, whose waiters cannot be
// cancelled and look at the condition again under the lock.

func BenchmarkHandOff(b *testing.B) {
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			ping, pong := impl.NewEvent(true), impl.NewEvent(true)
			var over atomic.Bool
			echo := impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				for {
					if err := ping.Wait(ctx); err != nil || over.Load() {
						return 0, err
					}
					pong.Notify()
				}
			})
			start(b)
			for range b.N {
				ping.Notify()
				if err := pong.Wait(ctx); err != nil {
					b.Error(err)
				}
			}
			stop(b)
			over.Store(true)
			ping.Notify()
			if err := echo.Wait(ctx); err != nil {
				b.Error(err)
			}
		}),
		lib{"chan", func(ctx context.Context, b *testing.B) {
			ping, pong := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(pong)
				for range ping {
					send(ctx, pong)
				}
			}()
			start(b)
			for range b.N {
				send(ctx, ping)
				receive(ctx, pong)
			}
			stop(b)
			close(ping)
			<-pong
		}},
	)
}

// send and receive can be cancelled if ctx can, as the operations that they are compared with.
func send(ctx context.Context, c chan<- struct{}) {
	if ctx.Done() == nil {
		c <- struct{}{}
		return
	}
	select {
	case c <- struct{}{}:
	case <-ctx.Done():
	}
}

func receive(ctx context.Context, c <-chan struct{}) {
	if ctx.Done() == nil {
		<-c
		return
	}
	select {
	case <-c:
	case <-ctx.Done():
	}
}

const waiters = 1000

// gates lets waiters through one by one in rounds: each round has a gate of its own, made before the last one opens.
type gates[G any] struct {
	gate [2]atomic.Pointer[G]
	left atomic.Int64
}

// prepare makes the gate of a round.
func (g *gates[G]) prepare(round int, gate *G) { g.gate[round%2].Store(gate) }

// wake is the loop of the task that opens the gates; last is called by whoever is the last to come back.
func (g *gates[G]) wake(b *testing.B, fresh func() *G, open func(*G), back func()) {
	round := 0
	once := func() {
		g.prepare(round+1, fresh())
		g.left.Store(waiters)
		open(g.gate[round%2].Load())
		back()
		round++
	}
	once() // the waiters start, which is not what is measured
	start(b)
	for range b.N {
		once()
	}
	stop(b)
	g.prepare(round+1, nil) // the waiters end
	g.left.Store(waiters)
	open(g.gate[round%2].Load())
	back()
	per(b, waiters, "waiter")
}

// wait is the loop of a waiter.
func (g *gates[G]) wait(enter func(*G), last func()) {
	for round := 0; ; round++ {
		gate := g.gate[round%2].Load()
		if gate == nil {
			return
		}
		enter(gate)
		if g.left.Add(-1) == 0 {
			last()
		}
	}
}

// broadcast is a gate made of sync.Cond.
type broadcast struct {
	cond sync.Cond
	open bool
}

func BenchmarkWake(b *testing.B) {
	compare(b,
		tasks(func(ctx context.Context, b *testing.B) {
			var g gates[impl.Event]
			fresh := func() *impl.Event { return impl.NewEvent(false) }
			back := impl.NewEvent(true)
			enter := func(ctx context.Context) func(*impl.Event) {
				return func(e *impl.Event) {
					if err := e.Wait(ctx); err != nil {
						b.Error(err)
					}
				}
			}
			g.prepare(0, fresh())
			err := impl.Sync(ctx, func(ctx context.Context) error {
				for range waiters {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) {
						g.wait(enter(ctx), back.Notify)
						return 0, nil
					})
				}
				g.wake(b, fresh, (*impl.Event).Notify, func() { enter(ctx)(back) })
				return nil
			})
			if err != nil {
				b.Error(err)
			}
		}),
		lib{"chan", func(ctx context.Context, b *testing.B) {
			var g gates[chan struct{}]
			fresh := func() *chan struct{} {
				c := make(chan struct{})
				return &c
			}
			back := make(chan struct{}, 1)
			goroutines(b, &g, fresh, func(c *chan struct{}) { close(*c) }, func(c *chan struct{}) { receive(ctx, *c) }, back)
		}},
		lib{"cond", func(_ context.Context, b *testing.B) {
			var g gates[broadcast]
			var mu sync.Mutex
			fresh := func() *broadcast { return &broadcast{cond: sync.Cond{L: &mu}} }
			open := func(c *broadcast) {
				mu.Lock()
				c.open = true
				mu.Unlock()
				c.cond.Broadcast()
			}
			enter := func(c *broadcast) {
				mu.Lock()
				for !c.open {
					c.cond.Wait()
				}
				mu.Unlock()
			}
			goroutines(b, &g, fresh, open, enter, make(chan struct{}, 1))
		}},
	)
}

// goroutines runs the waiters of g as goroutines.
func goroutines[G any](b *testing.B, g *gates[G], fresh func() *G, open, enter func(*G), back chan struct{}) {
	var wg sync.WaitGroup
	g.prepare(0, fresh())
	for range waiters {
		wg.Go(func() { g.wait(enter, func() { back <- struct{}{} }) })
	}
	g.wake(b, fresh, open, func() { <-back })
	wg.Wait()
}
