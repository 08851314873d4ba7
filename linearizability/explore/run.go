package explore

import (
	"fmt"
	"runtime/debug"
)

// Run is one run of a program, as its Setup sees it.
type Run struct {
	c          *control
	checks     []func(*Outcome) error
	invariants []func() error
	drains     []func()
	after      []func() error
	allEnd     bool
	watched    []func() string
	roots      []root
	kinds      []root
	wholes     []any
}

// Go declares a thread. Threads are numbered in the order in which they are declared, then started.
func (r *Run) Go(name string, f func()) { r.c.start(name, false, f, nil) }

// Daemon declares a thread that may be blocked, or spin, for ever.
func (r *Run) Daemon(name string, f func()) { r.c.start(name, true, f, nil) }

// Check has f called in the terminal state, in which no thread can go on. An error fails the run.
func (r *Run) Check(f func(o *Outcome) error) { r.checks = append(r.checks, f) }

// Invariant has f called in the terminal state too, if the checks have found nothing, and once more when the threads have
// come to their end. It looks into an object, at which nobody is at work. An error fails the run. In runs with a thread
// that is stalled it is not called.
func (r *Run) Invariant(f func() error) { r.invariants = append(r.invariants, f) }

// Drain has f called after the checks, in a thread, so that the threads that are blocked then come to their end: it
// cancels contexts, closes what they wait for. A thread other than a daemon that has not ended then fails the run.
func (r *Run) Drain(f func()) { r.drains = append(r.drains, f) }

// After has f called when the threads have come to their end, after the drain if there is one: nothing may be left behind,
// no place in a line, no registration. An error fails the run.
func (r *Run) After(f func() error) { r.after = append(r.after, f) }

// AllEnd says that daemons come to their end as well, once the program has been drained: one that does not is left behind.
func (r *Run) AllEnd() { r.allEnd = true }

// Name gives the object that ptr points to a name. Whatever is found from there through fields, elements and pointers
// is named after its path: q, q.head, q.cells[1].seq.
func (r *Run) Name(name string, ptr any) { r.roots = append(r.roots, root{name, ptr}) }

// Kind gives the objects of the type that ptr points to, which may be nil, names of their own, "task 1" for the first one
// that is found, instead of the way to them.
func (r *Run) Kind(name string, ptr any) { r.kinds = append(r.kinds, root{name, ptr}) }

// Whole says that objects of a type, where a pointer leads to one, are parts of others, found by f, a func(*part) any. One
// that was found as a field before is a part of nothing else.
func (r *Run) Whole(f any) { r.wholes = append(r.wholes, f) }

// Step returns the time: it advances by two with each step.
func (r *Run) Step() int64 { return int64(2*r.c.steps) + 1 }

// Moment is a moment of a call in a history.
type Moment uint8

// The moments.
const (
	Begins Moment = iota // at the next operation of the thread
	Waits                // at its last operation: the call has its place in the line, and waits
	Ends                 // at its last operation
)

// Mark says that the calling thread is at such a moment of a call, and sets at to its time: at once, or, at the begin
// of a call, at the next operation. One call came before another if it ended at an earlier time than the other began.
//
// Marks are dependent: the beginning of a call with the end, or the waiting, of a call of another thread. So for each
// order in which calls can follow each other there is a run. Without marks equivalent runs may differ in it.
func (r *Run) Mark(m Moment, at *int64) {
	c := r.c
	t := c.cur
	if t == nil {
		*at = r.Step()
		return
	}
	if m == Begins {
		t.beginAt = at
		return
	}
	if t.beginAt != nil { // there was no operation in between
		t.op = op{kind: Mark, o: [2]int32{none, none}}
		c.announce(t)
	}
	c.effect |= ends
	if m == Waits {
		c.effect |= begins
		c.tracer.watch(c, t)
	}
	*at = r.Step()
}

// Outcome is the terminal state of a run.
type Outcome struct{ c *control }

// Ended reports whether every thread but daemons has ended.
func (o *Outcome) Ended() bool { return o.c.live == 0 }

// Finished returns the names of the threads that have ended.
func (o *Outcome) Finished() []string { return o.c.names(finished) }

// Blocked returns the names of the threads that wait for something.
func (o *Outcome) Blocked() []string { return o.c.names(announced) }

// Cut returns the names of the threads that spin; they are daemons.
func (o *Outcome) Cut() []string { return o.c.names(cut) }

// Stalled returns the name of the thread that Options.Stall has stopped, if it has.
func (o *Outcome) Stalled() []string { return o.c.names(stalled) }

// Steps returns the number of steps of the run.
func (o *Outcome) Steps() int { return o.c.steps }

// called returns a thread's name, with a number if there are more of that name.
func (c *control) called(t *thread) string {
	nth, all := 0, 0
	for _, u := range c.threads {
		if u.name == t.name {
			all++
			if u.id <= t.id {
				nth++
			}
		}
	}
	if all == 1 {
		return t.name
	}
	return fmt.Sprintf("%s %d", t.name, nth)
}

func (c *control) names(s state) []string {
	var names []string
	for _, t := range c.threads {
		if t.state == s {
			names = append(names, c.called(t))
		}
	}
	return names
}

// once makes one run.
func (c *control) once() {
	c.reset()
	c.program.Setup(&c.run)
	for _, t := range c.threads {
		if c.failure == nil {
			c.launch(t, nil)
			c.trampoline()
		}
	}
	c.cur = c.decide(nil)
	c.trampoline()
	if c.tracer != nil {
		c.tracer.end(c)
	}
	if c.failure == nil && !c.redundant {
		c.over()
	}
	if c.failure == nil {
		c.drain()
	}
	if c.failure == nil && !c.redundant && !c.cutShort {
		c.afterwards()
	}
	c.unwind()
}

// reset prepares for a run.
func (c *control) reset() {
	epochs++
	c.epoch = epochs
	c.cur, c.startee, c.starter, c.born = nil, nil, nil, nil
	c.threads = c.threads[:0]
	c.enabled, c.waiting = 0, 0
	c.objects = append(c.objects[:0], object{last: none})
	c.begins, c.ends, c.lastMark = clock{}, clock{}, none
	c.at, c.before, c.effect = -1, -1, 0
	c.live, c.steps, c.decisions, c.chosen, c.depth = 0, 0, 0, 0, 0
	c.free, c.redundant, c.cutShort, c.stalled, c.freeSteps = false, false, false, false, 0
	c.failure, c.panicTrace = nil, ""
	clear(c.stacks)
	c.stacks, c.madeStacks = c.stacks[:0], 0
	r := &c.run
	r.checks, r.invariants, r.drains, r.after = r.checks[:0], r.invariants[:0], r.drains[:0], r.after[:0]
	r.watched, r.roots, r.allEnd = r.watched[:0], r.roots[:0], false
	r.kinds, r.wholes = r.kinds[:0], r.wholes[:0]
}

// over judges the terminal state.
func (c *control) over() {
	if c.search.reduce {
		c.blocked()
	}
	spins := ""
	for _, t := range c.threads {
		if t.state != cut {
			continue
		}
		if c.mayGoOn(t) {
			c.cutShort = true
			return
		}
		if !t.daemon {
			spins = c.called(t)
		}
	}
	if spins != "" && !(c.stalled && c.options.StallHolds) {
		c.fail(Livelock, spins+" spins for ever: nobody changes what it reads")
		return
	}
	o := Outcome{c}
	for _, check := range c.run.checks {
		if err := c.check(check, &o); err != nil {
			c.fail(Checked, err.Error())
			return
		}
	}
	if !c.stalled && c.failure == nil {
		c.invariants("")
	}
}

// invariants looks into the objects.
func (c *control) invariants(when string) {
	defer c.recovered()
	for _, f := range c.run.invariants {
		if err := f(); err != nil {
			c.fail(Broken, when+err.Error())
			return
		}
	}
}

func (c *control) check(f func(*Outcome) error, o *Outcome) error {
	defer c.recovered()
	return f(o)
}

// afterwards looks at what the threads have left behind.
func (c *control) afterwards() {
	defer c.recovered()
	if t := c.unended(); t != nil && c.run.allEnd {
		c.fail(LeftBehind, c.called(t)+" has not ended, though the program was drained")
		return
	}
	c.invariants("when all was over: ")
	for _, f := range c.run.after {
		if err := f(); err != nil {
			c.fail(LeftBehind, err.Error())
			return
		}
	}
}

func (c *control) recovered() {
	if v := recover(); v != nil {
		c.fail(Panicked, fmt.Sprintf("check: %v\n%s", v, debug.Stack()))
	}
}

// mayGoOn reports whether a thread that was cut would find something else if it went on: something that its last
// iteration read has been written since, or it has made a choice.
func (c *control) mayGoOn(t *thread) bool {
	if t.choseAt > t.from {
		return true
	}
	for at := len(c.path) - 1; at >= 0 && c.path[at].number > t.from; at-- {
		n := &c.path[at]
		if n.options > 0 || int(n.thread) != t.id {
			continue
		}
		for _, o := range n.o {
			if o != none && c.writtenAfter(o, at) {
				return true
			}
		}
	}
	return false
}

func (c *control) writtenAfter(o int32, at int) bool {
	for e := c.objects[o].last; int(e) > at; {
		n := &c.path[e]
		if n.writes(o) {
			return true
		}
		e = n.lastOn(o)
	}
	return false
}

// drain brings the threads that are left to their end.
func (c *control) drain() {
	if len(c.run.drains) == 0 && !c.unfinished() {
		return
	}
	c.free, c.freeSteps = true, 0
	if len(c.run.drains) > 0 {
		c.cur = c.newThread("drain", false, func() {
			for _, f := range c.run.drains {
				f()
			}
		})
	} else {
		c.cur = c.freely(c.threads[len(c.threads)-1])
	}
	c.trampoline()
	if c.live > 0 && c.failure == nil && !c.redundant {
		c.fail(Stuck, c.stuck())
	}
}

// unended returns the first thread that has not ended, nil if all have.
func (c *control) unended() *thread {
	for _, t := range c.threads {
		if t.state != finished {
			return t
		}
	}
	return nil
}

// stuck names the threads that do not end.
func (c *control) stuck() string {
	text := ""
	for _, t := range c.threads {
		if t.state == finished || t.daemon {
			continue
		}
		if text != "" {
			text += ", "
		}
		if t.state == announced && !c.runnable(t) {
			text += fmt.Sprintf("%s is blocked in %s", c.called(t), t.op.kind)
		} else {
			text += c.called(t) + " goes on for ever"
		}
	}
	if len(c.run.drains) == 0 {
		return text + "; nothing drains the program"
	}
	return text + ", even after Drain"
}
