//go:build veritask_explore

package seamtest

import (
	"iter"
	"testing"

	"github.com/veritask/veritask/impl/internal/seam"
)

// Event is one operation.
type Event struct {
	W, W2    *seam.Word
	Kind     seam.Kind
	Wrote    bool
	Old, New uint64
}

// Recorder is an Explorer. The test is its main thread; the others run in Run alone.
type Recorder struct {
	Off     bool // no run is under way
	Events  []Event
	Agains  int
	Started []string // names of threads

	open    bool // between Begin and End
	threads []*thread
	stacks  int    // made, threads included
	running *stack // nil: the main thread
}

type thread struct {
	name   string
	stack  *stack
	cancel func()
}

// Install makes a recorder the explorer until the test ends. Timers fire that many times.
func Install(t *testing.T, fires int) *Recorder {
	r := &Recorder{}
	seam.X = r
	seam.NewRun(fires)
	t.Cleanup(func() {
		r.Off = true
		for _, th := range r.threads {
			th.cancel()
		}
		seam.X = nil
	})
	return r
}

// Active reports whether Off is not set.
func (r *Recorder) Active() bool { return !r.Off }

// Begin starts an event.
func (r *Recorder) Begin(w *seam.Word, k seam.Kind) { r.begin(Event{W: w, Kind: k}) }

func (r *Recorder) begin(e Event) {
	if r.open {
		panic("seamtest: an operation begins within another one")
	}
	r.open = true
	r.Events = append(r.Events, e)
}

// End completes the last event.
func (r *Recorder) End(wrote bool, old, new uint64) {
	if !r.open {
		panic("seamtest: End without Begin")
	}
	r.open = false
	e := &r.Events[len(r.Events)-1]
	e.Wrote, e.Old, e.New = wrote, old, new
}

// Await is Begin of an operation that is ready; a thread that is not ready is set aside.
func (r *Recorder) Await(w, w2 *seam.Word, k seam.Kind, ready func() bool) {
	for !ready() {
		if r.running == nil {
			panic("seamtest: the main thread would block")
		}
		r.running.Yield()
	}
	r.begin(Event{W: w, W2: w2, Kind: k})
}

// Go adds a thread, which begins at the next Run.
func (r *Recorder) Go(name string, _ bool, f func()) {
	r.Started = append(r.Started, name)
	s := r.newStack(f)
	r.threads = append(r.threads, &thread{name, s, s.stop})
}

// Run runs all threads until each has ended or is blocked, and returns the names of those.
func (r *Recorder) Run() (blocked []string) {
	for before := -1; before != len(r.Events); {
		before, blocked = len(r.Events), nil
		for i := 0; i < len(r.threads); i++ {
			if th := r.threads[i]; th.stack.Resume() {
				blocked = append(blocked, th.name)
			}
		}
	}
	return blocked
}

// Choose returns the ordinary outcome.
func (r *Recorder) Choose(int) int { return 0 }

// Here is 0.
func (r *Recorder) Here() int { return 0 }

// Again counts.
func (r *Recorder) Again(int) int {
	r.Agains++
	return 0
}

// Self numbers the stacks, the test's being the first.
func (r *Recorder) Self() uintptr {
	if r.running == nil {
		return 1
	}
	return r.running.id
}

// NewStack returns a stack, on which nothing may block.
func (r *Recorder) NewStack(f func()) seam.Stack { return r.newStack(f) }

type stack struct {
	r     *Recorder
	id    uintptr
	below *stack
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
}

// unwind is what a stack that is never resumed again panics with.
type unwind struct{}

func (r *Recorder) newStack(f func()) *stack {
	r.stacks++
	s := &stack{r: r, id: uintptr(r.stacks + 1)}
	s.next, s.stop = iter.Pull(func(yield func(struct{}) bool) {
		defer func() {
			if v := recover(); v != nil && v != (unwind{}) {
				panic(v)
			}
		}()
		s.yield = yield
		f()
	})
	return s
}

// Resume runs the stack.
func (s *stack) Resume() bool {
	s.below, s.r.running = s.r.running, s
	_, alive := s.next()
	s.r.running = s.below
	return alive
}

// Yield gives control back.
func (s *stack) Yield() {
	if !s.yield(struct{}{}) {
		panic(unwind{})
	}
}
