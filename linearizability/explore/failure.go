package explore

import "fmt"

// FailureKind says in what way a run failed.
type FailureKind uint8

// The kinds.
const (
	Checked        FailureKind = iota // a check returned an error
	Panicked                          // a thread panicked
	Livelock                          // threads spin, and nobody will change what they read
	StepLimit                         // a run was longer than Options.MaxSteps
	Stuck                             // a thread has not ended, even after Drain
	Nondeterminism                    // the same schedule did something else the second time
	Limit                             // the program is too large
	Diverged                          // the program does not fit the schedule that was to be replayed
	LeftBehind                        // something is left when all threads have come to their end; see Run.After
	Broken                            // the structure of an object is not what it should be; see Run.Invariant
)

var failureNames = [...]string{
	"check failed", "panic", "livelock", "too many steps", "stuck", "nondeterminism", "too large", "replay diverged",
	"left behind", "invariant broken",
}

func (k FailureKind) String() string { return failureNames[k] }

// Failure is a run that failed.
type Failure struct {
	Kind    FailureKind
	Program string
	Text    string
	Replay  string // for Options.Replay
	Trace   *Trace // nil: the run could not be repeated
}

// Error makes a Failure an error; it is the whole report.
func (f *Failure) Error() string {
	s := fmt.Sprintf("FAIL %s: %s: %s\n", f.Program, f.Kind, f.Text)
	if f.Trace != nil {
		s += f.Trace.String()
	}
	if f.Replay != "" {
		s += fmt.Sprintf("  replay : %s\n", f.Replay)
	}
	return s
}

// fail notes that the run has failed; the first reason counts.
func (c *control) fail(k FailureKind, text string) {
	if c.failure == nil {
		c.failure = &Failure{Kind: k, Program: c.program.Name, Text: text}
	}
}

// diverged notes that the program does not do what it did when the path was made.
func (c *control) diverged(what string) {
	c.fail(Nondeterminism, fmt.Sprintf("step %d of the same schedule differs: %s", c.steps+1, what))
}

func panicText(t *thread, trace string) string {
	return fmt.Sprintf("%s: %v\n%s", t.name, t.base.value, trace)
}

// count adds the run to the report.
func (c *control) count() {
	r := &c.report
	r.Schedules++
	r.Steps += int64(c.depth)
	r.Longest = max(r.Longest, c.depth)
	if c.stalled {
		r.Stalled++
	}
	switch {
	case c.redundant:
		r.Redundant++
	case c.cutShort:
		r.Cut++
	case r.Traces != nil && c.failure == nil:
		r.Traces[c.traceHash()] = struct{}{}
	}
}

// traceHash is the same for equivalent runs, and for no others: a sum over the events, whose clocks say what came
// before each.
func (c *control) traceHash() uint64 {
	var sum uint64
	for i := range c.path {
		n := &c.path[i]
		if n.options > 0 && n.value == 0 {
			continue // whether another thread had used up the choices makes no difference then
		}
		h := uint64(n.thread)<<32 | uint64(n.index)<<16 | uint64(n.kind)<<8 | uint64(n.effect)
		if n.options > 0 {
			h ^= uint64(n.value)<<56 | uint64(n.options)<<48
		}
		sum += n.clock.hash(mix(h), len(c.threads))
	}
	return sum
}

// sampled reports whether the run is one of those that are repeated.
func (c *control) sampled() bool {
	n := c.report.Schedules
	return n <= 10 || n%97 == 0
}

// repeat makes the same run again and compares. Each later run compares what it shares with the one before it anyway.
func (c *control) repeat() {
	length, redundant := len(c.path), c.redundant
	prefix, fresh := c.prefix, c.fresh
	c.prefix, c.fresh = length, length
	c.once()
	c.prefix, c.fresh = prefix, fresh
	switch {
	case c.failure != nil && c.failure.Kind != Nondeterminism:
		text := c.failure.Text
		c.failure = nil
		c.diverged("it fails the second time only: " + text)
	case c.failure == nil && (c.depth != length || c.redundant != redundant):
		c.diverged("it does not end where it ended")
	}
}
