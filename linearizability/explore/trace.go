package explore

import (
	"fmt"
	"slices"
)

// Trace is a run, step by step.
type Trace struct {
	Threads []string
	Events  []Event
	Blocked []string // threads that wait at the end, and for what
	Lines   []string // who waits in which line at the end; see Run.Watch
}

// Event is a step of a run, a choice, or a note.
type Event struct {
	Step     int // 0: not a step
	Thread   int
	Kind     Kind
	Object   string // q.head, or object 7 of c1, the first to use it
	Wrote    bool
	Old, New string // values; both the same if it only read
	Why      string // another thread ran before: why it does not go on
	Text     string // of a note or a choice
}

// tracer records the run that is being made.
type tracer struct {
	events  []Event
	objects map[int32]string // names
	refs    map[uint64]int   // addresses by their first appearance
	pending bool             // the last event is a step whose values are not known yet
	blocked []string
	lines   []string // as they are at the end
	threads int      // how many there are then; the one that drains comes later
	shown   []string // as they were when they were shown last
	finder  *finder
	later   map[int][]string // by thread, notes about what it has not begun yet
}

// step records a step that begins.
func (t *tracer) step(c *control, n *node, p *thread) {
	e := Event{Step: c.steps, Thread: p.id, Kind: n.kind &^ Ref, Wrote: n.kind.writes()}
	if n.kind == Spawn {
		e.Object = fmt.Sprintf("thread %d", len(c.threads)+1)
	} else if n.o[0] != none {
		e.Object = t.object(c, n.o[0])
		if n.o[1] != none {
			e.Object += " or " + t.object(c, n.o[1])
		}
	}
	if n.prev >= 0 && int(n.prev) != p.id {
		e.Why = c.why(c.threads[n.prev], n)
	}
	if notes := t.later[p.id]; len(notes) > 0 {
		t.noteAll(p.id, e.Why)
		e.Why = ""
	}
	t.events = append(t.events, e)
	t.pending = true
}

// noteAll records the notes that have been waiting for the thread to go on.
func (t *tracer) noteAll(thread int, why string) {
	for _, text := range t.later[thread] {
		t.events = append(t.events, Event{Thread: thread, Kind: Note, Text: text, Why: why})
		why = ""
	}
	delete(t.later, thread)
}

// why says why the thread does not go on at n.
func (c *control) why(t *thread, n *node) string {
	switch {
	case t.state == finished:
		return c.called(t) + " has ended"
	case t.state == cut:
		return c.called(t) + " spins"
	case t.state == stalled:
		return c.called(t) + " is stalled"
	case n.enabled.has(t.id):
		return c.called(t) + " is preempted"
	default:
		return c.called(t) + " waits"
	}
}

// values records what the step under way did.
func (t *tracer) values(c *control, did bool, before, after uint64, ref bool) {
	if !t.pending {
		return
	}
	t.pending = false
	e := &t.events[len(t.events)-1]
	e.Wrote = did
	e.Old, e.New = t.value(before, ref), t.value(after, ref)
	if did && ref && after != 0 {
		t.find(c, nil) // what has been put there may soon be found nowhere
	}
}

// value shows a value: an address by its number, others as numbers.
func (t *tracer) value(v uint64, ref bool) string {
	switch {
	case !ref:
		return fmt.Sprint(int64(v))
	case v == 0:
		return "nil"
	}
	if t.refs == nil {
		t.refs = map[uint64]int{}
	}
	if t.refs[v] == 0 {
		t.refs[v] = len(t.refs) + 1
	}
	return fmt.Sprintf("ptr %d", t.refs[v])
}

// note records a note. If it is about a call that begins with the next operation, it belongs there.
func (t *tracer) note(c *control, p *thread, text string) {
	if p.beginAt != nil || p.count == 0 && c.at < 0 || c.startee == p {
		if t.later == nil {
			t.later = map[int][]string{}
		}
		t.later[p.id] = append(t.later[p.id], text)
		return
	}
	t.events = append(t.events, Event{Thread: p.id, Kind: Note, Text: text})
	t.pending = false
}

func (t *tracer) choice(p *thread, n, value int) {
	t.events = append(t.events, Event{Thread: p.id, Kind: Choice, Text: fmt.Sprintf("%d of 0..%d", value, n-1)})
}

// object returns the name of an object: its path from a root, if it has been found by one.
func (t *tracer) object(c *control, o int32) string {
	if t.objects == nil {
		t.objects = map[int32]string{}
	}
	if t.objects[o] == "" {
		t.objects[o] = t.find(c, c.objects[o].w)
	}
	if t.objects[o] == "" {
		if by := c.objects[o].by; by != nil {
			return fmt.Sprintf("object %d of %s", o, c.called(by))
		}
		return fmt.Sprintf("object %d", o)
	}
	return t.objects[o]
}

// find looks for the name of the object that w belongs to, and at all others that are there; w may be nil.
func (t *tracer) find(c *control, w *Word) string {
	if t.finder == nil {
		t.finder = newFinder(&c.run)
	}
	p := c.cur
	c.cur = nil
	defer func() { c.cur = p }()
	return t.finder.look(w)
}

// end records who waits in the terminal state.
func (t *tracer) end(c *control) {
	t.lines, t.threads = c.lines(), len(c.threads)
	t.find(c, nil)
	for o, name := range t.objects { // what had no name before may have one now
		if name == "" {
			t.objects[o] = t.finder.met[c.objects[o].w]
		}
	}
	for _, p := range c.threads {
		t.noteAll(p.id, "")
		switch p.state {
		case announced:
			s := c.called(p) + " waits"
			if o := p.op.o; o[0] != none {
				s += " for " + t.object(c, o[0])
				if o[1] != none {
					s += " or " + t.object(c, o[1])
				}
			}
			t.blocked = append(t.blocked, s)
		case cut:
			t.blocked = append(t.blocked, c.called(p)+" spins")
		case stalled:
			t.blocked = append(t.blocked, c.called(p)+" is stalled")
		}
	}
}

// trace returns what has been recorded.
func (t *tracer) trace(c *control) *Trace {
	tr := &Trace{Events: slices.Clone(t.events), Blocked: slices.Clone(t.blocked), Lines: slices.Clone(t.lines)}
	for i := range tr.Events { // names found later hold for earlier events too
		e := &tr.Events[i]
		var o int32
		if n, err := fmt.Sscanf(e.Object, "object %d", &o); n == 1 && err == nil && t.objects[o] != "" {
			e.Object = t.objects[o]
		}
	}
	for _, p := range c.threads[:t.threads] {
		tr.Threads = append(tr.Threads, c.called(p))
	}
	return tr
}
