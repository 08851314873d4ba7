package museum

import (
	"context"
	"runtime"
	"sync/atomic"
)

// Env is what an exhibit needs from whoever checks it.
type Env struct {
	// Park, when set, is called by a call that has registered as a waiter and is about to sleep.
	Park func(ctx context.Context)
	// Seed decides which yield points yield.
	Seed uint64
	// Broken puts the bug in; without it the exhibit is its clean twin.
	Broken bool
}

func (e Env) park(ctx context.Context) {
	if e.Park != nil {
		e.Park(ctx)
	}
}

// coin is a sequence of fair throws, safe for concurrent use. The zero coin is ready.
type coin struct{ state atomic.Uint64 }

// maybeYield gives the processor away a few times in half of the throws.
func (c *coin) maybeYield() {
	throw := mix(c.state.Add(0x9e3779b97f4a7c15))
	if throw&1 == 0 {
		return
	}
	for range 1 + throw>>1&7 {
		runtime.Gosched()
	}
}

// mix is the output step of SplitMix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
