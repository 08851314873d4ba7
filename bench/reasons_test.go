package bench

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"testing"
)

// Reasons: what the design's decisions rest on, measured on the machine at hand with nothing of ours in it. docs/design.md
// quotes these figures.

func BenchmarkReason(b *testing.B) {
	// A switch to a coroutine and back, which is what blocking a task and resuming another one costs at least.
	b.Run("what=coroutine", func(b *testing.B) {
		next, stop := iter.Pull(func(yield func(struct{}) bool) {
			for yield(struct{}{}) {
				continue
			}
		})
		defer stop()
		b.ResetTimer()
		for range b.N {
			next()
		}
	})
	// The same through Go's scheduler: two goroutines and two unbuffered channels.
	b.Run("what=rendezvous", func(b *testing.B) {
		ping, pong := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(pong)
			for range ping {
				pong <- struct{}{}
			}
		}()
		b.ResetTimer()
		for range b.N {
			ping <- struct{}{}
			<-pong
		}
		b.StopTimer()
		close(ping)
		<-pong
	})
	// Starting a goroutine and waiting for it, without anything to do in it.
	b.Run("what=goroutine", func(b *testing.B) {
		var wg sync.WaitGroup
		for range b.N {
			wg.Go(func() {})
			wg.Wait()
		}
	})
	// Giving way with nobody to give way to, the least that a look at Go's scheduler costs.
	b.Run("what=gosched", func(b *testing.B) {
		for range b.N {
			runtime.Gosched()
		}
	})
	// Asking a context for a call at its end, and taking that back: the ordinary way to make a wait cancellable.
	b.Run("what=afterfunc", func(b *testing.B) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for range b.N {
			context.AfterFunc(ctx, func() {})()
		}
	})
	// Looking whether a context is over.
	b.Run("what=ctxerr", func(b *testing.B) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for range b.N {
			if ctx.Err() != nil {
				b.Error("cancelled")
			}
		}
	})
}
