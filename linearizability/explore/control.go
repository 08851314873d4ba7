package explore

import "time"

// control is one exploration. Everything in it is used by the one stack that runs, or by the trampoline.
type control struct {
	program Program
	options Options
	prober  *prober
	search  search // what the engine is
	report  Report
	began   time.Time
	run     Run

	// The run under way.
	epoch     uint32
	cur       *thread // who runs; nil: the trampoline
	threads   []*thread
	enabled   mask // threads that have announced what is always enabled
	waiting   mask // threads that have announced something with a predicate
	objects   []object
	begins    clock // of all events with which calls begin
	ends      clock // and end
	lastMark  int32 // position of the last such event
	at        int   // position of the event under way; none: there is none
	before    int   // position of the last event; none: there is none
	effect    effect
	live      int   // threads that have to end
	steps     int   // of the run
	decisions int32 // so far
	chosen    int   // choices other than 0
	free      bool  // free-running: no decisions are recorded
	cutShort  bool  // threads that have been cut could go on
	stalled   bool  // the thread of Options.Stall has been stopped
	redundant bool  // all that could go on was asleep
	freeSteps int
	born      *thread // started in this step
	startee   *thread // runs to its first operation, for
	starter   *thread // who started it
	failure   *Failure

	// The path, from one run to the next.
	path      []node
	depth     int    // how many nodes of it the run has passed
	prefix    int    // how many nodes come from the run before
	fresh     int    // from which node on events are new
	bounds    bounds // that have been hit
	tracer    *tracer
	casWrites bool      // a compare-and-swap that fails counts as a write: for comparison
	told      time.Time // when Progress was called last
	pace      pace

	pool       []*thread
	idle       []*host // of stacks that have ended
	retired    []*host // left by Goexit or in the middle
	stacks     []*Stack
	madeStacks uintptr
	unwinding  bool
	panicTrace string
}
