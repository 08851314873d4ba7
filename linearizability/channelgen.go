package linearizability

import (
	"slices"

	"github.com/veritask/veritask/spec"
)

var (
	channelWeights = []weight{
		{spec.ChanPut, 27},
		{spec.ChanTake, 27},
		{spec.ChanTryPut, 9},
		{spec.ChanTryTake, 9},
		{spec.ChanFetch, 7},
		{spec.ChanWait, 5},
		{spec.ChanIsReady, 5},
		{spec.ChanIsFull, 3},
		{spec.ChanIsOpen, 3},
		{spec.ChanLen, 5},
	}
	producerWeights = []weight{{spec.ChanPut, 70}, {spec.ChanTryPut, 20}, {spec.ChanIsFull, 5}, {spec.ChanLen, 5}}
	consumerWeights = []weight{
		{spec.ChanTake, 55}, {spec.ChanTryTake, 20}, {spec.ChanFetch, 10}, {spec.ChanWait, 10}, {spec.ChanIsReady, 5},
	}
)

// channelSize prefers the sizes at which most happens.
func (g *generator) channelSize() int {
	return []int{0, 0, 0, 1, 1, 1, 2, 2, 3, 7, Inf, Inf}[g.IntN(12)]
}

// channelOp returns a call of client i. In half of the scenarios clients put or take, by turns, in the others they do
// both.
func (g *generator) channelOp(i int) spec.Op {
	weights := channelWeights
	switch {
	case !g.roles:
	case i%2 == 0:
		weights = producerWeights
	default:
		weights = consumerWeights
	}
	return spec.Op{Kind: g.pick(weights)}
}

// closeSome puts closes at random places, in two thirds of the scenarios one or two, not among the first calls: a channel
// that was closed early is dull. Some of them are the end of a task that the channel is bound to.
func (g *generator) closeSome() {
	for range g.IntN(3) {
		op := spec.Op{Kind: spec.ChanClose, N: g.IntN(3)}
		if g.chance(25) {
			op.Kind = spec.ChanEndBound
		}
		i := g.IntN(len(g.scenario.Clients))
		script := g.scenario.Clients[i]
		at := len(script)/3 + g.IntN(len(script)-len(script)/3+1)
		g.scenario.Clients[i] = slices.Insert(script, at, Action{Op: op})
	}
}
