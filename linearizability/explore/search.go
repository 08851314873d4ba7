package explore

import (
	"math"
	"math/rand/v2"
)

// Engine says how to look for failures. The zero Engine is Exhaustive.
type Engine int

// The engines.
const (
	Exhaustive Engine = iota // every interleaving up to equivalence: source sets and sleep sets
	SleepSets                // the same without source sets: for comparison
	DFS                      // every interleaving: for comparison
	Random                   // random ones
	Replay                   // the one of Options.Replay
	ByBytes                  // the one that Options.Bytes choose: a single run, for fuzzing

	bounded Engine = 1000
)

// Bounded returns the engine that runs every interleaving with at most k preemptions, up to equivalence: those with
// none first, then with at most one, and so on. More than 254 are as many as that.
func Bounded(k int) Engine { return bounded + Engine(min(k, math.MaxUint8-1)) }

// search is what an engine is made of.
type search struct {
	reduce bool // backtrack only where a race says so
	sleep  bool // sleep sets
	limit  int  // preemptions; unlimited: any number
	policy policy
	rand   *rand.Rand
	script script // to replay
	bytes  *bytes // that choose
}

// unlimited is more preemptions than there are steps in a run.
const unlimited = math.MaxInt

// policy says who goes on where nothing has been decided before.
type policy uint8

const (
	runOn    policy = iota // who runs, until he has to wait; then the lowest
	randomly               // anybody
	scripted               // whom the script says
	byBytes                // whom the bytes choose
	probing                // anybody, and noting among how many
)

func (e Engine) search(o *Options) search {
	s := search{limit: unlimited}
	switch {
	case e == Exhaustive:
		s.reduce, s.sleep = true, true
	case e == SleepSets:
		s.sleep = true
	case e == Random:
		s.policy = randomly
		s.rand = rand.New(rand.NewPCG(o.Seed, 0))
	case e == Replay:
		s.policy = scripted
	case e == ByBytes:
		s.policy = byBytes
		s.bytes = &bytes{all: o.Bytes}
	case e >= bounded:
		s.reduce = true
	}
	return s
}

// extend appends a decision to the path. It returns nil if every thread that could go on is asleep.
func (c *control) extend(enabled mask) *node {
	c.path = append(c.path, node{enabled: enabled, prev: -1, number: c.decisions, o: [2]int32{none, none}})
	n := &c.path[c.depth]
	if c.before >= 0 {
		b := &c.path[c.before]
		n.prev = int8(b.thread)
		n.preempted = b.preempted
		if b.preempts(int(b.thread)) && n.preempted < math.MaxUint8 { // more is as much as that: no bound is so high
			n.preempted++
		}
		if c.search.sleep {
			c.sleepers(b, n)
		}
	}
	awake := enabled &^ n.sleep
	if awake == 0 {
		c.redundant = true
		c.path = c.path[:c.depth]
		return nil
	}
	n.thread = uint8(c.pick(n, awake))
	n.backtrack = awake
	if c.search.reduce {
		n.backtrack = one(int(n.thread))
	}
	return n
}

// sleepers finds who sleeps at n, which follows the event of b: threads that slept there or have been explored there,
// if what they do next is independent of that event.
func (c *control) sleepers(b, n *node) {
	asleep := (b.sleep | b.done) &^ one(int(b.thread))
	for m := asleep; m != 0; m &= m - 1 {
		t := m.lowest()
		e := b.sleepDoes.get(t)
		if b.done.has(t) {
			e = b.doneDoes.get(t)
		}
		if b.conflicts(c.threads[t].op.o, e) {
			continue
		}
		n.sleep |= one(t)
		n.sleepDoes.set(t, e)
	}
}

// pick chooses among the threads that are awake.
func (c *control) pick(n *node, awake mask) int {
	usual := awake.lowest()
	if n.prev >= 0 && awake.has(int(n.prev)) {
		usual = int(n.prev)
	}
	switch c.search.policy {
	case randomly:
		k := c.search.rand.IntN(awake.len())
		for ; k > 0; k-- {
			awake &= awake - 1
		}
		return awake.lowest()
	case scripted:
		return c.search.script.thread(c, awake, usual)
	case byBytes:
		return c.search.bytes.thread(awake, usual)
	case probing:
		return c.prober.branch(c, n, awake)
	}
	return usual
}

// value is what Choose returns where nothing has been decided before.
func (c *control) value(n int) int {
	switch c.search.policy {
	case randomly:
		if c.search.rand.Uint32()&3 == 0 {
			return c.search.rand.IntN(n)
		}
	case scripted:
		return c.search.script.value(c, n)
	case byBytes:
		return c.search.bytes.value(n)
	case probing:
		return c.prober.value(c, n)
	}
	return 0
}

// backtrack goes back to the last decision with something left to try, and tries it. It reports whether there was one.
func (c *control) backtrack() bool {
	for i := len(c.path) - 1; i >= 0; i-- {
		n := &c.path[i]
		if n.options > 0 {
			if n.value+1 < n.options {
				n.value++
				c.resumeAt(i)
				return true
			}
			continue
		}
		t := int(n.thread)
		n.done |= one(t)
		n.doneDoes.set(t, n.effects)
		for left := n.backtrack &^ (n.done | n.sleep); left != 0; left &= left - 1 {
			t := left.lowest()
			if int(n.preempted)+b2i(n.preempts(t)) > c.search.limit {
				c.bounds |= preemptionsHit
				continue
			}
			n.thread, n.effects = uint8(t), 0
			c.resumeAt(i)
			return true
		}
	}
	return false
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// resumeAt keeps the path up to i. A changed choice belongs to the step before it, whose event is then new.
func (c *control) resumeAt(i int) {
	c.path = c.path[:i+1]
	c.prefix, c.fresh = i+1, i
	for c.fresh > 0 && c.path[c.fresh].options > 0 {
		c.fresh--
	}
}
