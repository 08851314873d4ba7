//go:build veritask_explore

package seam

// Word is the identity of one shared object for the explorer: each instrumented object has one. Zero is ready.
type Word [2]uint32

// Kind is what an operation may do to its object.
type Kind uint8

// The kinds, in the explorer's order. Those that it uses in its own functions alone are left out.
const (
	Load    Kind = iota
	Store        // writes, whatever was there
	Update       // reads and writes in one step: add, or, and, exchange
	Swap         // reads, and may write, as compare-and-swap does: which it was, End says
	Acquire      // can happen only when a predicate holds: lock, permit, end of a context
	Release      // makes such a predicate hold

	// Ref is added to a kind whose values are addresses: they differ from run to run, and are good for comparing only.
	Ref Kind = 1 << 7
)

// Explorer runs the threads of a small program one at a time and decides at each operation who goes on.
//
// Begin and End, or Await and End, enclose one operation, and nothing else of the explorer is called in between. From
// Begin's return to the next Begin, Await, Go or Choose the caller runs alone. Outside of threads, as in the setup of a
// run and in its verdicts, Begin and End do nothing and Await returns at once.
type Explorer interface {
	// Active reports whether a run is under way, setup and verdicts included.
	Active() bool
	// Begin announces an operation on w and returns when the caller is to perform it.
	Begin(w *Word, k Kind)
	// End tells what the operation just begun did, and the value before and after, for traces.
	End(wrote bool, old, new uint64)
	// Await is Begin of an operation that can happen only when ready says so; w2, if not nil, is a second object that
	// ready depends on. The operation may write the first one only. ready reads these and changes nothing.
	Await(w, w2 *Word, k Kind, ready func() bool)
	// Go starts a thread, from the setup too: to its first operation at once. A daemon may be blocked for ever.
	Go(name string, daemon bool, f func())
	// Choose returns a number below n; 0 is the ordinary outcome.
	Choose(n int) int
	// Here returns the position of the run, at which a loop begins.
	Here() int
	// Again says that a loop, whose present iteration began at a position, starts again because of what it has read,
	// having changed nothing of its own. It returns where the next iteration begins.
	Again(from int) int
	// NewStack returns a stack that runs f between Resume and Yield.
	NewStack(f func()) Stack
	// Self returns a number that identifies the running stack among those of this run, and is the same whenever the
	// run is repeated; 0 outside of threads.
	Self() uintptr
}

// Stack is a coroutine of the program under test, which the explorer switches to, so that operations on it can be
// scheduling points. Any thread may resume it, one after the other.
type Stack interface {
	// Resume runs the stack until it yields (true) or ends (false). A panic or Goexit that ends it goes on in the caller.
	Resume() bool
	// Yield gives control back to the caller of Resume. Called on the stack itself.
	Yield()
}

// X is the explorer. It is set once, before anything runs.
var X Explorer

// On reports whether operations are to be announced.
func On() bool { return X != nil && X.Active() }

// run is what the seams keep for one run.
var run struct {
	contexts []*Context
	allowed  int // how many timers may fire in all; negative: any number
	left     int // of these
	drained  bool
	fires    Word // of left
}

// NewRun forgets the run before and lets timers fire that many times in all, negative: any number of times. An explorer's
// adapter calls it at the beginning of each setup.
func NewRun(fires int) {
	run.contexts = nil
	run.allowed, run.left, run.drained = fires, fires, false
}

// Drain lets all timers fire that are pending or come: for ending a run whose verdict is known.
func Drain() { run.allowed, run.left, run.drained = -1, -1, true }
