package explore

// node is one decision of a run: which thread makes the next step, or what Choose returns. The path of a run is all the
// memory that a search needs.
//
// A step is an operation with all that its thread does until it announces the next one. So what a node says about its
// event is complete only at the next decision; in particular a call may have ended in it.
type node struct {
	clock   clock // of the event; it counts itself
	o, last [2]int32
	mark    int32  // position of the last event before with which a call began or ended
	number  int32  // of the decision, counted with those that are no nodes
	index   uint16 // of the event in its thread, or of the choice
	thread  uint8
	prev    int8 // the thread of the node before; none
	kind    Kind
	effect  effect // of the event
	effects effect // the same, whatever Choose returned in it
	options uint8  // not 0: this is a choice among so many
	value   uint8

	enabled   mask
	backtrack mask // threads to be tried here, with those that have been
	done      mask // threads whose runs have all been explored, and what their step does:
	doneDoes  does
	sleep     mask // threads that need not be tried, since equivalent runs have been explored
	sleepDoes does
	preempted uint8 // how many preemptions came before
}

// effect says what a step did.
type effect uint8

const (
	wrote  effect = 1 << iota // its first object
	begins                    // a call began with it, or began to wait
	ends                      // a call ended with it, or began to wait
)

// does says what the next steps of threads do: an effect for each thread.
type does struct{ wrote, begins, ends mask }

func (d *does) set(t int, e effect) {
	b := one(t)
	d.wrote, d.begins, d.ends = d.wrote&^b, d.begins&^b, d.ends&^b
	if e&wrote != 0 {
		d.wrote |= b
	}
	if e&begins != 0 {
		d.begins |= b
	}
	if e&ends != 0 {
		d.ends |= b
	}
}

func (d *does) get(t int) effect {
	return effect(d.wrote>>t&1)*wrote | effect(d.begins>>t&1)*begins | effect(d.ends>>t&1)*ends
}

// preempts reports whether the thread, if it goes on at n, takes the turn from one that could go on.
func (n *node) preempts(t int) bool {
	return n.prev >= 0 && n.enabled.has(int(n.prev)) && t != int(n.prev)
}

// before reports whether the event of n happens before an event with that clock, or is the same.
func (n *node) before(c *clock) bool { return n.index <= c[n.thread] }

// writes reports whether the event wrote the object.
func (n *node) writes(o int32) bool { return n.effect&wrote != 0 && n.o[0] == o }

// conflicts reports whether the event of n is dependent with an operation of another thread on objects o that has, or
// will have, the effect e.
func (n *node) conflicts(o [2]int32, e effect) bool {
	if n.effect&begins != 0 && e&ends != 0 || n.effect&ends != 0 && e&begins != 0 {
		return true
	}
	nw, ow := n.effect&wrote != 0, e&wrote != 0
	if !nw && !ow {
		return false
	}
	a, b := n.o, o
	return a[0] != none && (nw || ow) && a[0] == b[0] ||
		a[0] != none && nw && a[0] == b[1] ||
		a[1] != none && ow && a[1] == b[0]
}

// object is what the engine knows about one in the run under way.
type object struct {
	all    clock // of all events on it
	writes clock // of those that wrote
	last   int32 // position of the last event
	w      *Word
	by     *thread // the first to touch it; nil: Setup
}

// spawnObject is written by every start of a thread, so that threads are numbered alike in equivalent runs.
const spawnObject = 0

// object returns the object's number in this run.
func (c *control) object(w *Word) int32 {
	if w[0] != c.epoch {
		w[0], w[1] = c.epoch, uint32(len(c.objects))
		c.objects = append(c.objects, object{last: none, w: w, by: c.cur})
	}
	return int32(w[1])
}

// happens completes the event of n: its clock and its place in the chains of its objects.
func (c *control) happens(n *node, p *thread) {
	n.index = p.count
	n.clock = p.clock
	n.clock[p.id] = p.count
	threads := len(c.threads)
	n.last = [2]int32{none, none}
	for i, o := range n.o {
		if o == none {
			continue
		}
		b := &c.objects[o]
		n.last[i] = b.last
		if i == 0 && n.effect&wrote != 0 {
			n.clock.join(&b.all, threads)
		} else {
			n.clock.join(&b.writes, threads)
		}
	}
	n.mark = c.lastMark
	if n.effect&begins != 0 {
		n.clock.join(&c.ends, threads)
	}
	if n.effect&ends != 0 {
		n.clock.join(&c.begins, threads)
	}
}

// happened makes the event known to those that follow.
func (c *control) happened(at int, n *node) {
	threads := len(c.threads)
	for i, o := range n.o {
		if o == none {
			continue
		}
		b := &c.objects[o]
		b.last = int32(at)
		if i == 0 && n.effect&wrote != 0 {
			b.all, b.writes = n.clock, n.clock
		} else {
			b.all.join(&n.clock, threads)
		}
	}
	if n.effect&(begins|ends) == 0 {
		return
	}
	c.lastMark = int32(at)
	if n.effect&begins != 0 {
		c.begins.join(&n.clock, threads)
	}
	if n.effect&ends != 0 {
		c.ends.join(&n.clock, threads)
	}
}
