package explore

// Loop is a loop that waits or retries, whose iterations depend on nothing but what they read from objects:
//
//	for l := explore.NewLoop(); ; l.Again() {
//
// Loops may be nested, and called functions may have loops of their own: each knows what its own iteration has written.
type Loop struct{ from int }

// NewLoop is the beginning of a loop.
func NewLoop() Loop { return Loop{Here()} }

// Again is the loop's back edge. If this iteration has written nothing, the thread takes no further step in this run.
func (l *Loop) Again() { l.from = AgainFrom(l.from) }

// Here returns a number for the present moment, at which a loop begins, for code that keeps it in a type of its own.
func Here() int {
	if c := current.Load(); c != nil {
		return int(c.decisions)
	}
	return 0
}

// AgainFrom is the back edge of a loop whose iteration began at the moment from. It returns when the next one begins.
func AgainFrom(from int) int {
	c := current.Load()
	if c == nil {
		return 0
	}
	if c.cur == nil {
		c.outside(nil)
		return 0
	}
	if t := c.cur; c.free || !c.options.NoAwait && int(t.wroteAt) <= from {
		t.from, t.state = int32(from), cut
		c.give(t)
	}
	return int(c.decisions)
}
