package explore

// Source sets, after Abdulla, Aronis, Jonsson and Sagonas (POPL 2014): a run is explored in one order of its races, and
// each race says where another thread has to be tried so that it is run in the other order as well.
//
//	path   ... E  e  x  y  f            e and f race: dependent, and nothing between orders them
//	           ^
//	           try here an initial of the events after e that do not depend on e, with f's thread last
//
// If one of the initials is there already, or asleep, the other order is being taken care of.
//
// An operation that can wait is not enabled everywhere, so it is not enough to look at the events that it follows at
// once: f, the acquisition of a lock, follows its release, and what it races with is the acquisition before. So it is
// held against every event on its objects that its thread did not know of; likewise what threads still wait for at the
// end of a run. Trying too much is sound.

// races looks for races between the event at f, which has just happened, and earlier ones.
func (c *control) races(f int, n *node, p *thread) {
	if p.waited {
		c.waitRaces(f, int(n.thread), n.o, n.effect, &p.clock)
		return
	}
	var found [64]int32
	list := c.candidates(found[:0], n, &p.clock)
	for i, e := range list {
		if len(list) > 1 && c.mediated(list, i) {
			continue
		}
		c.reverse(int(e), f, int(n.thread), n.o, n.effect, &p.clock)
	}
}

// candidates appends the events before n that conflict with it and that its thread did not know of; seen is what the
// thread knew. Behind the last write of an object there can be none: that write knew of them.
func (c *control) candidates(list []int32, n *node, seen *clock) []int32 {
	for i, o := range n.o {
		if o == none {
			continue
		}
		writes := n.writes(o)
		for at := n.last[i]; at != none; {
			e := &c.path[at]
			wrote := e.writes(o)
			if (wrote || writes) && !e.before(seen) {
				list = append(list, at)
			}
			if wrote {
				break
			}
			at = e.lastOn(o)
		}
	}
	if n.effect&(begins|ends) != 0 {
		for at := n.mark; at != none; at = c.path[at].mark {
			e := &c.path[at]
			if (n.effect&begins != 0 && e.effect&ends != 0 || n.effect&ends != 0 && e.effect&begins != 0) && !e.before(seen) {
				list = append(list, at)
			}
		}
	}
	return list
}

// lastOn returns the position of the event on o before that of n.
func (n *node) lastOn(o int32) int32 {
	if n.o[0] == o {
		return n.last[0]
	}
	return n.last[1]
}

// mediated reports whether another candidate comes between the i-th one and the event.
func (c *control) mediated(list []int32, i int) bool {
	e := &c.path[list[i]]
	for j, g := range list {
		if j != i && g > list[i] && e.before(&c.path[g].clock) {
			return true
		}
	}
	return false
}

// waitRaces looks for races of an operation that can wait. It has happened at f, or its thread waits for it when f
// events have happened.
func (c *control) waitRaces(f, q int, o [2]int32, does effect, seen *clock) {
	for at := f - 1; at >= 0; at-- {
		e := &c.path[at]
		if e.options > 0 || int(e.thread) == q || e.before(seen) || !e.conflicts(o, does) {
			continue
		}
		if c.search.limit == unlimited && !e.enabled.has(q) && e.touches(o) && c.lastOf(q, f) < at {
			// q was waiting for it and could not go on. What let it go on then is dependent with e if it is on the
			// same object, a race of its own; otherwise anybody may have to go first.
			if o[1] != none {
				e.backtrack |= e.enabled
			}
			continue
		}
		c.reverse(at, f, q, o, does, seen)
	}
}

// touches reports whether the event is on one of the objects.
func (n *node) touches(o [2]int32) bool {
	for _, x := range o {
		if x != none && (x == n.o[0] || x == n.o[1]) {
			return true
		}
	}
	return false
}

// lastOf returns the position of the last event of a thread before f.
func (c *control) lastOf(thread, f int) int {
	for at := f - 1; at >= 0; at-- {
		if c.path[at].options == 0 && int(c.path[at].thread) == thread {
			return at
		}
	}
	return -1
}

// blocked looks for races of the threads that wait when a run has ended.
func (c *control) blocked() {
	for w := c.waiting; w != 0; w &= w - 1 {
		t := c.threads[w.lowest()]
		e := wrote
		if t.beginAt != nil {
			e |= begins
		}
		c.waitRaces(len(c.path), t.id, t.op.o, e, &t.clock)
	}
}

// reverse sees to it that the operation of q at f is also tried before the event at e.
func (c *control) reverse(e, f, q int, o [2]int32, does effect, seen *clock) {
	pre := &c.path[e]
	var first clock // by thread, its first event after e that does not depend on e
	known := *seen  // what q's operation depends on, if e and what depends on e are left out
	threads := len(c.threads)
	var initials mask
	for at := e + 1; at < f; at++ {
		g := &c.path[at]
		if g.options > 0 || pre.before(&g.clock) {
			continue
		}
		t := int(g.thread)
		if first[t] == 0 {
			if independent(&g.clock, &first, threads) {
				initials |= one(t)
			}
			first[t] = g.index
		}
		if g.conflicts(o, does) {
			known.join(&g.clock, threads)
		}
	}
	if first[q] == 0 && independent(&known, &first, threads) {
		initials |= one(q)
	}
	c.try(e, q, initials)
}

// independent reports whether none of the events that first names, one for each thread, is in the clock.
func independent(c, first *clock, threads int) bool {
	for t := range min(threads, maxThreads) {
		if first[t] != 0 && first[t] <= c[t] {
			return false
		}
	}
	return true
}

// try adds one of the initials to those tried at e, if none is there; q if it is one of them.
func (c *control) try(e, q int, initials mask) {
	n := &c.path[e]
	initials &= n.enabled
	switch {
	case c.search.limit != unlimited:
		c.tryBounded(e, q)
	case initials == 0:
		n.backtrack |= n.enabled
	case initials&(n.backtrack|n.sleep) != 0:
	case initials.has(q):
		n.backtrack |= one(q)
	default:
		n.backtrack |= one(initials.lowest())
	}
}

// tryBounded adds q at e, and where the thread that ran at e got its turn, since going on with q there may cost one
// preemption less (Coons, Musuvathi and McKinley, OOPSLA 2013).
func (c *control) tryBounded(e, q int) {
	for _, at := range [2]int{e, c.turn(e)} {
		n := &c.path[at]
		if n.enabled.has(q) {
			n.backtrack |= one(q)
		} else {
			n.backtrack |= n.enabled
		}
	}
}

// turn returns the position at which the thread of the event at e got its turn.
func (c *control) turn(e int) int {
	at := e
	for i := e; i >= 0; i-- {
		n := &c.path[i]
		if n.options > 0 {
			continue
		}
		if n.thread != c.path[e].thread {
			break
		}
		at = i
	}
	return at
}
