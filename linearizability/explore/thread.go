package explore

// op is an operation as it is announced.
type op struct {
	kind  Kind
	o     [2]int32    // the objects; none: there is none
	ready func() bool // nil: always enabled
}

const none int32 = -1

// state is what a thread is doing between two decisions.
type state uint8

const (
	starting  state = iota // has not announced anything yet
	announced              // op is its next operation
	cut                    // takes no more steps, since it would repeat itself; see Loop
	stalled                // stopped by Options.Stall
	finished
)

// thread is one thread of the program.
type thread struct {
	id      int
	name    string
	daemon  bool
	state   state
	op      op
	clock   clock
	count   uint16 // events so far
	choices uint16 // so far

	waited  bool   // its last operation was one that can wait
	wroteAt int32  // the decision of its last write
	choseAt int32  // and of its last choice
	from    int32  // the last decision before the iteration that it was cut after
	ranAt   int    // when it last had to wait, in free steps
	beginAt *int64 // where to put the step of its next operation, with which a call begins

	top        *Stack
	base       Stack
	spare      *host // of base, between two runs
	madeStacks uintptr
}

// newThread starts a thread, which runs to its first operation when it is resumed.
func (c *control) newThread(name string, daemon bool, f func()) *thread {
	id := len(c.threads)
	if id == len(c.pool) {
		c.pool = append(c.pool, &thread{id: id})
	}
	t := c.pool[id]
	c.threads = append(c.threads, t)
	if !daemon {
		c.live++
	}
	t.name, t.daemon, t.state = name, daemon, starting
	t.clock, t.count, t.choices = clock{}, 0, 0
	t.wroteAt, t.choseAt, t.beginAt = 0, 0, nil
	t.madeStacks, t.ranAt = 0, c.freeSteps
	h := t.spare
	if h == nil {
		h = newHost()
	}
	t.spare = nil
	t.base = Stack{c: c, f: f, h: h, thread: t, id: uintptr(id) + 1}
	h.s = &t.base
	t.top = &t.base
	return t
}

// threadEnded is called on the thread's own stack, which then yields to the trampoline.
func (c *control) threadEnded(t *thread) {
	t.state = finished
	if !t.daemon {
		c.live--
	}
	if t.base.how == panicked && !c.redundant {
		c.fail(Panicked, panicText(t, c.panicTrace))
	}
	if c.begun(t) {
		return
	}
	c.cur = c.decide(t)
}

// runnable reports whether the thread could go on now, cut or not.
func (c *control) runnable(t *thread) bool {
	switch t.state {
	case announced, stalled:
		return t.op.ready == nil || c.ask(t.op.ready)
	case cut:
		return true
	}
	return false
}

// ask evaluates a predicate, in which hooks do nothing.
func (c *control) ask(ready func() bool) bool {
	cur := c.cur
	c.cur = nil
	ok := ready()
	c.cur = cur
	return ok
}
