package sched

// pile is the tasks of one coroutine below its top one, by depth. Each waits for the next one, which it runs in place.
// Dump looks at it while the coroutine goes on, so a pile never changes its length: a deeper one takes its place.
type pile []*Task

const firstPile = 4

// cover puts t, the top task, on the pile: another one is going to run on top of it.
func (c *Coroutine) cover(t *Task) {
	d := int(t.depth.Get())
	p := c.pile.Get()
	if p == nil || d >= len(*p) {
		p = p.deeper()
		c.pile.Set(p)
	}
	(*p)[d] = t
}

// uncover takes t, which is the top task again, off the pile.
func (c *Coroutine) uncover(t *Task) { (*c.pile.Get())[t.depth.Get()] = nil }

// deeper returns a copy with more room. The race detector need not see it: see Dump.
func (p *pile) deeper() *pile {
	if p == nil {
		d := make(pile, firstPile)
		return &d
	}
	d := make(pile, 2*len(*p))
	copy(d, *p)
	return &d
}

// below returns the task that t was joined in place by, nil if it is the coroutine's first one.
//
//go:norace
func (c *Coroutine) below(t *Task) *Task {
	d := int(t.depth.Get()) - 1
	p := c.pile.Get()
	if p == nil || d < 0 || d >= len(*p) {
		return nil
	}
	return (*p)[d]
}
