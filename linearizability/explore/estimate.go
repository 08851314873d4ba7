package explore

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Estimate is how many interleavings up to equivalence there are, as probes say.
//
// A probe is a run that chooses at random wherever the search with sleep sets branches, and stands for as many runs as
// the numbers of branches that it has passed, multiplied. The mean over all probes is the number of leaves of that tree
// (Knuth, "Estimating the Efficiency of Backtrack Programs", 1975); its leaves that are not redundant are the
// interleavings up to equivalence, the ones that the search with source sets runs as well.
//
// Who sleeps depends on what branches that were not taken would have done, which a probe takes from the kind of the
// operation, and from what that step of that thread did in other probes. So the estimate is one: of the right order,
// mostly, and rather too small than too large if a few runs stand for nearly all.
type Estimate struct {
	Probes int
	Mean   float64
	Error  float64 // standard error of the mean
}

// String says about how many there are, and within which limits: twice the standard error, in a logarithmic scale.
func (e Estimate) String() string {
	if e.Mean == 0 {
		return "unknown"
	}
	if e.Error < 0.005*e.Mean {
		return fmt.Sprintf("about %.3g", e.Mean)
	}
	f := math.Exp(2 * e.Error / e.Mean)
	return fmt.Sprintf("about %.1g (%.1g to %.1g)", e.Mean, e.Mean/f, e.Mean*f)
}

// prober is the state of probes.
type prober struct {
	weight float64 // of the probe under way
	learnt map[step]effect
}

// step is the number of a step of a thread.
type step struct {
	thread uint8
	index  uint16
}

// probe makes the estimate. It reports false if a probe has failed, which then is a run like others.
func (c *control) probe(probes int) bool {
	engine := c.search
	c.search = search{limit: unlimited, sleep: true, policy: probing, rand: rand.New(rand.NewPCG(c.options.Seed, 1))}
	c.prober = &prober{learnt: map[step]effect{}}
	defer func() { c.search, c.prober = engine, nil }()
	var sum, squares float64
	n := 0
	for n < probes && !c.late() {
		c.path, c.prefix, c.fresh = c.path[:0], 0, 0
		c.prober.weight = 1
		c.once()
		if c.failure != nil {
			c.report.Schedules++
			return false
		}
		n++
		for i := range c.path {
			k := &c.path[i]
			c.prober.learnt[step{k.thread, k.index}] |= k.effect
		}
		if !c.redundant && !c.cutShort {
			sum += c.prober.weight
			squares += c.prober.weight * c.prober.weight
		}
	}
	c.path, c.prefix, c.fresh = c.path[:0], 0, 0
	c.bounds = 0
	if n > 0 {
		mean := sum / float64(n)
		c.report.Estimate = Estimate{Probes: n, Mean: mean, Error: math.Sqrt(max(0, squares/float64(n)-mean*mean) / float64(n))}
	}
	return true
}

// branch chooses among the threads that are awake. Those before the chosen one count as explored.
func (p *prober) branch(c *control, n *node, awake mask) int {
	p.weight *= float64(awake.len())
	for k := c.search.rand.IntN(awake.len()); k > 0; k-- {
		t := awake.lowest()
		n.done |= one(t)
		n.doneDoes.set(t, p.expect(c.threads[t]))
		awake &= awake - 1
	}
	return awake.lowest()
}

// expect says what the next step of a thread is going to do, probably.
func (p *prober) expect(t *thread) effect {
	if e, ok := p.learnt[step{uint8(t.id), t.count + 1}]; ok {
		return e
	}
	var e effect
	if k := t.op.kind; k.writes() || k&^Ref == Swap {
		e |= wrote
	}
	if t.beginAt != nil {
		e |= begins
	}
	return e
}

// value chooses what Choose returns.
func (p *prober) value(c *control, n int) int {
	p.weight *= float64(n)
	return c.search.rand.IntN(n)
}
