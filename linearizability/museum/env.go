package museum

import (
	"context"
	"runtime"
	"sync/atomic"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// env is what every exhibit holds.
type env struct {
	broken bool // the bug is in; without it the exhibit is its clean twin
	coin   coin
}

// park tells the recorder that the call of ctx has registered as a waiter and is about to sleep.
func (e *env) park(ctx context.Context) { lin.Parked(ctx) }

// maybeYield is a yield point.
func (e *env) maybeYield() { e.coin.maybeYield() }

// coin is a seeded sequence of throws, safe for concurrent use.
type coin struct{ state *atomic.Uint64 }

func newCoin(seed uint64) coin {
	c := coin{new(atomic.Uint64)}
	c.state.Store(seed)
	return c
}

// maybeYield gives the processor away, a few times, in half of the throws. The explorer needs no luck.
func (c coin) maybeYield() {
	if explore.Active() {
		return
	}
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
