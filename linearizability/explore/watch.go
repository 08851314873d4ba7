package explore

import "slices"

// Watch has traces show what f returns, who waits in which line, say: whenever a call has got in line (see Waits) or a
// thread goes to sleep, if it has changed, and at the end. f may look at whatever it likes; it is called while nobody
// runs, and empty text is not shown.
func (r *Run) Watch(f func() string) { r.watched = append(r.watched, f) }

// FirstUser returns the name of the thread that was the first to perform an operation on the object of w, empty if
// nobody has, or Setup did: of what belongs to one call, that is the caller.
func FirstUser(w *Word) string {
	c := current.Load()
	if c == nil || w[0] != c.epoch || c.objects[w[1]].by == nil {
		return ""
	}
	return c.called(c.objects[w[1]].by)
}

// lines asks those who watch. Their operations are nobody's.
func (c *control) lines() []string {
	t := c.cur
	c.cur = nil
	defer func() { c.cur = t }()
	var all []string
	for _, f := range c.run.watched {
		if text := f(); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// watch notes who waits, now that p has got in line or goes to sleep.
func (t *tracer) watch(c *control, p *thread) {
	if t == nil || c.free {
		return
	}
	lines := c.lines()
	if slices.Equal(lines, t.shown) {
		return
	}
	t.shown = lines
	for _, text := range lines {
		t.events = append(t.events, Event{Thread: p.id, Kind: Note, Text: "line " + text})
	}
	t.pending = false
}
