package explore

import "fmt"

// announce publishes the next operation of the thread that runs, and returns when it is to be performed.
func (c *control) announce(t *thread) {
	t.state = announced
	if c.options.Stall != "" && c.stalls(t) {
		t.state = stalled
		c.stalled = true
	} else if t.op.ready == nil {
		c.enabled |= one(t.id)
	} else {
		c.waiting |= one(t.id)
		c.tracer.watch(c, t)
	}
	c.give(t)
}

// stalls reports whether the thread is the one to be stopped, and has come to that point.
func (c *control) stalls(t *thread) bool {
	made := int(t.count)
	if c.at >= 0 && int(c.path[c.at].thread) == t.id {
		made++
	}
	return !c.free && made == c.options.StallAfter && t.name == c.options.Stall
}

// give lets another thread go on, if the engine says so, and returns when it is t's turn.
func (c *control) give(t *thread) {
	if !c.begun(t) {
		next := c.decide(t)
		if next == t {
			return
		}
		c.cur = next
	}
	t.top.h.pause()
}

// begun gives control back to the starter of a thread that has reached its first operation, or its end.
func (c *control) begun(t *thread) bool {
	if c.startee != t {
		return false
	}
	c.startee, c.cur = nil, c.starter
	return true
}

// start makes a thread. If a thread does it, the new one runs to its first operation at once: what comes before that
// is visible to nobody.
func (c *control) start(name string, daemon bool, f func(), by *thread) {
	if len(c.threads) >= maxThreads && !c.free {
		c.fail(Limit, fmt.Sprintf("more than %d threads", maxThreads))
		return
	}
	t := c.newThread(name, daemon, f)
	if by != nil {
		c.born = t
		c.launch(t, by)
		by.top.h.pause()
	}
}

func (c *control) launch(t, by *thread) { c.startee, c.starter, c.cur = t, by, t }

// trampoline resumes the stack on top of the thread that is to run, until there is none.
func (c *control) trampoline() {
	for c.cur != nil {
		c.cur.top.h.next()
	}
}

// decide says who makes the next step; nil: nobody. It is called by t, which has announced its next operation, has
// ended or has been cut.
func (c *control) decide(t *thread) *thread {
	if c.at >= 0 {
		c.finish()
	}
	if c.failure != nil {
		return nil
	}
	if c.free {
		return c.freely(t)
	}
	c.decisions++
	enabled := c.enabled
	if c.waiting != 0 {
		enabled |= c.awake()
	}
	var n *node
	if c.depth < c.prefix {
		n = &c.path[c.depth]
		if n.enabled != enabled || n.options != 0 {
			c.diverged("other threads can go on")
			return nil
		}
	} else {
		if enabled == 0 {
			return nil
		}
		if n = c.extend(enabled); n == nil {
			if c.search.reduce {
				c.blocked()
			}
			c.free = true
			return c.freely(t)
		}
	}
	return c.step(n)
}

// awake returns the threads that wait for something that is the case.
func (c *control) awake() mask {
	var m mask
	for w := c.waiting; w != 0; w &= w - 1 {
		t := w.lowest()
		if c.ask(c.threads[t].op.ready) {
			m |= one(t)
		}
	}
	return m
}

// step lets the thread of the next node go on.
func (c *control) step(n *node) *thread {
	p := c.threads[n.thread]
	c.steps++
	if c.steps > c.options.MaxSteps {
		c.fail(StepLimit, fmt.Sprintf("more than %d steps: suspected livelock", c.options.MaxSteps))
		return nil
	}
	if c.depth < c.fresh {
		if n.kind != p.op.kind || n.o != p.op.o {
			c.diverged(fmt.Sprintf("%s announces another operation: %s, not %s", p.name, p.op.kind, n.kind))
			return nil
		}
	} else {
		n.kind, n.o = p.op.kind, p.op.o
		p.waited = p.op.ready != nil
	}
	c.at, c.before = c.depth, c.depth
	c.depth++
	c.enabled &^= one(p.id)
	c.waiting &^= one(p.id)
	c.effect = 0
	if n.kind.writes() {
		c.effect, p.wroteAt = wrote, c.decisions
	} else if c.casWrites && n.kind&^Ref == Swap {
		c.effect = wrote
	}
	if p.beginAt != nil {
		c.effect |= begins
		c.stamp(p)
	}
	if c.tracer != nil {
		c.tracer.step(c, n, p)
	}
	return p
}

// finish completes the step under way: its thread has come to its next operation, or to its end.
func (c *control) finish() {
	at := c.at
	c.at = -1
	n := &c.path[at]
	p := c.threads[n.thread]
	e := c.effect
	p.count++
	if at < c.fresh {
		if n.effect != e {
			c.diverged(fmt.Sprintf("what %s did has another effect", p.name))
			return
		}
	} else {
		n.effect = e
		n.effects |= e
		c.happens(n, p)
		if c.search.reduce {
			c.races(at, n, p)
		}
	}
	p.clock = n.clock
	c.happened(at, n)
	if c.born != nil {
		c.born.clock = n.clock
		c.born = nil
	}
}

// choose is Choose in a thread.
func (c *control) choose(n int) int {
	if n > 255 {
		panic("explore: Choose of more than 255")
	}
	if c.free || c.failure != nil {
		return 0
	}
	c.decisions++
	c.cur.choices++
	c.cur.choseAt = c.decisions
	if c.chosen >= c.options.Choices {
		c.bounds |= choicesHit
		return 0
	}
	var k *node
	if c.depth < c.prefix {
		k = &c.path[c.depth]
		if int(k.options) != n || int(k.thread) != c.cur.id {
			c.diverged(fmt.Sprintf("%s makes another choice", c.cur.name))
			return 0
		}
	} else {
		c.path = append(c.path, node{
			thread: uint8(c.cur.id), prev: -1, kind: Choice, options: uint8(n), value: uint8(c.value(n)),
			index: c.cur.choices, number: c.decisions, o: [2]int32{none, none},
		})
		k = &c.path[c.depth]
	}
	c.depth++
	if k.value != 0 {
		c.chosen++
	}
	if c.tracer != nil {
		c.tracer.choice(c.cur, n, int(k.value))
	}
	return int(k.value)
}

// freely is decide when decisions are not recorded: the thread goes on until it has to wait, then whoever can and has not
// run for the longest time. Threads that have been cut go on as well, but let others go first.
func (c *control) freely(t *thread) *thread {
	c.freeSteps++
	if !c.unfinished() || c.freeSteps > c.options.MaxSteps {
		return nil
	}
	next := t
	if t.state != announced || !c.runnable(t) {
		t.ranAt, next = c.freeSteps, nil
		for _, u := range c.threads {
			if (next == nil || u.ranAt < next.ranAt) && c.runnable(u) {
				next = u
			}
		}
	}
	if next != nil {
		c.steps++
		c.stamp(next)
	}
	return next
}

// unfinished reports whether there are threads that have to end before the run is over.
func (c *control) unfinished() bool { return c.live > 0 || c.run.allEnd && c.unended() != nil }

// stamp notes when a call of the thread began.
func (c *control) stamp(t *thread) {
	if t.beginAt != nil {
		*t.beginAt = int64(2 * c.steps)
		t.beginAt = nil
	}
}
