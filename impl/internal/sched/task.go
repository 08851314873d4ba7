package sched

import (
	"context"
	"log/slog"
	"runtime"
	"runtime/debug"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/waitq"
	"github.com/veritask/veritask/spec"
)

// Body is what a task runs.
type Body interface {
	// RunBody runs the function that t was made from and keeps its value.
	RunBody(ctx context.Context, t *Task) error
	// Where returns the program counter of that function, for dumps.
	Where() uintptr
	// Handle returns t as those know it who made it.
	Handle(t *Task) spec.TaskIdentity
}

// Task is one task, without the type of its value.
//
// Its state is one word:
//
//	 63           3 2     0
//	[   numbers    | phase ]
//
//	          schedule          claim                return, panic, Goexit
//	  fresh ───────────▶ queued ───────▶ running ──────────────────────────▶ done | failed
//	    │   └▶ posted ──────▲ │
//	    └─────────────────────┴ ScheduleError, Close: running (claimed, never run) ▶ failed
//
// Queued is zero, so that spawning a task writes no state; fresh is only where NewTask was used, and posted, for a few
// instructions, where ScheduleValue was.
//
// Laws. The phase only moves to the right. Exactly one party claims a queued task: a worker that took its entry from a
// queue, or a task that waits for it and runs it in place, or who fails it; the entry that those leave behind is dead. numbers is
// how many have been drawn in the waiter queue (package waitq); the compare-and-swap that ends the task lets all of
// them go.
//
// Linearization points: completion at that compare-and-swap; a wait that did not block at its load of a final phase.
type Task struct {
	run   Runnable           // first: see Runnable
	flags atom.Owned[flag]   // written before it is queued
	locks atom.Owned[uint16] // how many it holds; by itself
	depth atom.Owned[int16]  // how many tasks it stands on in its coroutine
	bound atom.Owned[bool]   // to the worker that is its home, since it began; by itself
	state atom.Uint64
	ctx   atom.Owned[*Context] // what its body gets; shared by all tasks spawned with it
	body  atom.Owned[Body]     // nil once it has returned
	extra atom.Pointer[extra]  // what few tasks have
	next  atom.Owned[*Task]    // in the group that it belongs to
}

// extra is what few tasks have. Most tasks are small because they have none.
type extra struct {
	name      atom.Owned[string]
	home      atom.Owned[*worker]     // sticky: the worker it is bound to; written before it is queued
	own       atom.Owned[*Coroutine]  // on a goroutine of its own; written before it is queued
	first     atom.Owned[*waitq.Cell] // where somebody waits for it to leave its worker; written before it is queued
	failure   atom.Owned[error]       // written before the phase becomes failed
	done      atom.Pointer[doneChan]
	permit    atom.Pointer[permit]
	mail      atom.Owned[any]         // for the first suspension; by who queues the task, then its own
	interrupt atom.Pointer[interrupt] // scheduled, not met yet
	locals    atom.Owned[map[any]any] // the task's own
	atEnd     atom.Pointer[atEnd]     // the latest one
	waiters   waitq.Queue             // used once a call has to wait
}

type flag uint8

const (
	flagSticky       flag = 1 << iota
	flagOwnGoroutine      // asked for by the spawner
	flagTells             // when it has left its worker for the first time
	flagHasGoroutine      // also under the race detector, where every task has one
)

const (
	phaseQueued  uint64 = 0
	phaseRunning uint64 = 1
	phaseDone    uint64 = 2
	phaseFailed  uint64 = 3
	phaseFresh   uint64 = 4
	phasePosted  uint64 = 5 // for a moment: its mail is being written

	phaseMask = 7
	oneNumber = phaseMask + 1
)

func phase(state uint64) uint64 { return state & phaseMask }

func over(state uint64) bool { return phase(state)&^1 == phaseDone }

// claim wins the right to run a queued task.
func (t *Task) claim() bool {
	for l := atom.NewLoop(); ; l.Again() {
		s := t.state.Load()
		if phase(s) != phaseQueued {
			return false
		}
		if t.state.CompareAndSwap(s, s&^phaseMask|phaseRunning) {
			return true
		}
	}
}

// finish ends the task: store the failure, cancel the task's Scope with it, then store the phase, then wake whoever waits, in
// order. So whoever sees that the task has failed, the Scope's join first of all, sees what this has led to: SY-13.
func (t *Task) finish(err error) {
	end := phaseDone
	if err != nil {
		end = phaseFailed
		failure := &spec.TaskFailedError{Task: t.Handle(), Cause: err}
		t.extras().failure.Set(failure)
		if g := t.ctx.Get().group; g != nil {
			g.failing(failure)
		}
	}
	t.body.Set(nil)
	raced.Merge(unsafe.Pointer(t))        // last instruction of the body before whoever sees it done
	s := phaseRunning                     // most often nobody has drawn a number
	for !t.state.CompareAndSwap(s, end) { // LP(completion)
		s = t.state.Load()
	}
	if x := t.extra.Load(); x != nil {
		x.runAtEnd()
		x.waiters.ResumeAll(s / oneNumber)
		x.closeDone()
	}
}

// Enlist gets the caller in line for the end of the task, unless it is over.
func (t *Task) Enlist() (number uint64, granted bool) {
	for l := atom.NewLoop(); ; l.Again() {
		s := t.state.Load()
		if over(s) {
			return 0, true
		}
		if t.state.CompareAndSwap(s, s+oneNumber) { // LP(request)
			return s / oneNumber, false
		}
	}
}

// Granted reports whether the task is over, which lets everybody go.
func (t *Task) Granted() bool { return over(t.state.Load()) }

// DescribeWait says what a task that waits for this one waits for.
func (t *Task) DescribeWait() string { return "task " + t.Name() }

// execute runs the body of a claimed task on the calling coroutine and ends the task, however the body ends.
func (t *Task) execute(c *Coroutine) {
	below := c.top.Get()
	c.top.Set(t)
	returned := false
	defer func() {
		if !returned {
			t.finishAbnormal(recover())
		}
		c.top.Set(below)
	}()
	err := t.body.Get().RunBody(t.ctx.Get(), t)
	if t.locks.Get() != 0 {
		t.keepsLocks()
	}
	returned = true
	t.finish(err)
}

// finishAbnormal ends a task whose body panicked with v, or, v being nil, called runtime.Goexit.
func (t *Task) finishAbnormal(v any) {
	if t.locks.Get() != 0 {
		t.keepsLocks()
	}
	if v == nil {
		t.finish(spec.ErrGoexit)
		return
	}
	t.finish(&spec.PanicError{Value: v, Stack: debug.Stack()})
}

// IsStarted reports whether the body has begun or never will. What the body did is visible only after IsDone.
func (t *Task) IsStarted() bool {
	p := phase(t.state.Load())
	return p != phaseQueued && p < phaseFresh
}

// IsDone reports whether the task is over.
func (t *Task) IsDone() bool {
	if !over(t.state.Load()) {
		return false
	}
	raced.Acquire(unsafe.Pointer(t))
	return true
}

// IsFailed reports whether the task is over and failed.
func (t *Task) IsFailed() bool { return t.Err() != nil }

// Err returns the failure, nil while the task runs and after it succeeded.
func (t *Task) Err() error {
	if phase(t.state.Load()) != phaseFailed {
		return nil
	}
	raced.Acquire(unsafe.Pointer(t))
	return t.extra.Load().failure.Get()
}

type doneChan struct{ c atom.Owned[chan struct{}] }

var doneAlready = func() *doneChan {
	d := &doneChan{}
	d.c.Set(make(chan struct{}))
	close(d.c.Get())
	return d
}()

// Done returns a channel that is closed when the task is over.
func (t *Task) Done() <-chan struct{} {
	x := t.extras()
	if x.done.Load() == nil {
		d := &doneChan{}
		d.c.Set(make(chan struct{}))
		if x.done.CompareAndSwap(nil, d) && t.IsDone() {
			x.closeDone() // pairs with finish: it stores the phase, then looks for the channel
		}
	}
	d := x.done.Load()
	if d == doneAlready {
		raced.Acquire(unsafe.Pointer(t)) // nobody closes this one when the task is over
	}
	return d.c.Get()
}

// closeDone closes the channel if there is one; later callers of Done get one that is closed.
func (x *extra) closeDone() {
	if x.done.Load() == nil {
		return
	}
	if d := x.done.Swap(doneAlready); d != nil && d != doneAlready {
		close(d.c.Get())
	}
}

// atEnd is what is to be done when the task is over.
type atEnd struct {
	f    atom.Owned[func()]
	next atom.Owned[*atEnd]
}

// AtEnd has f called once when the task is over, by whoever ends it and before waiters are woken, or now. f must not
// block.
func (t *Task) AtEnd(f func()) {
	x := t.extras()
	e := &atEnd{}
	e.f.Set(f)
	for l := atom.NewLoop(); ; l.Again() {
		first := x.atEnd.Load()
		e.next.Set(first)
		if x.atEnd.CompareAndSwap(first, e) {
			break
		}
	}
	if over(t.state.Load()) {
		x.runAtEnd() // pairs with finish: it stores the phase, then looks for what is to be done
	}
}

// runAtEnd calls what there is to be called, in the order in which it came. Whoever takes the list calls all of it.
func (x *extra) runAtEnd() {
	if x.atEnd.Load() == nil {
		return
	}
	var first *atEnd
	for e := x.atEnd.Swap(nil); e != nil; {
		next := e.next.Get()
		e.next.Set(first)
		first, e = e, next
	}
	for e := first; e != nil; e = e.next.Get() {
		e.f.Get()()
	}
}

// home returns the worker that a task is bound to, nil if it is to none.
func (t *Task) home() *worker {
	if t.flags.Get()&flagSticky == 0 && !t.bound.Get() {
		return nil
	}
	return t.extra.Load().home.Get()
}

// own returns the coroutine that was made for the task alone, nil if it runs on any.
func (t *Task) own() *Coroutine {
	if t.flags.Get()&flagHasGoroutine == 0 {
		return nil
	}
	return t.extra.Load().own.Get()
}

// Logger returns the logger of the task's runtime.
func (t *Task) Logger() *slog.Logger { return t.pool().rt.logger }

// pool returns the pool that the task was spawned into.
func (t *Task) pool() *Pool { return t.ctx.Get().pool.Get() }

func (t *Task) extras() *extra {
	if x := t.extra.Load(); x != nil {
		return x
	}
	x := &extra{}
	x.waiters.Init(t)
	if t.extra.CompareAndSwap(nil, x) {
		return x
	}
	return t.extra.Load()
}

// Name returns the name given to the task, else its function's.
func (t *Task) Name() string {
	if x := t.extra.Load(); x != nil && x.name.Get() != "" {
		return x.name.Get()
	}
	if f := runtime.FuncForPC(t.where()); f != nil {
		return f.Name()
	}
	return "task"
}

// Handle returns the task as those know it who made it, itself once it is over. By the task itself, or by who ends it.
func (t *Task) Handle() spec.TaskIdentity {
	if b := t.body.Get(); b != nil {
		return b.Handle(t)
	}
	return t
}

// where returns the entry of the task's function, 0 once it has returned, which may happen meanwhile: of an interface
// that is being cleared each half is as it was or nil, and a nil function's entry is 0.
//
//go:norace
func (t *Task) where() uintptr {
	if b := t.body.Get(); b != nil {
		return b.Where()
	}
	return 0
}

// Site returns where the function of the task stands in the source.
func (t *Task) Site() (file string, line int) {
	pc := t.where()
	if f := runtime.FuncForPC(pc); f != nil {
		return f.FileLine(pc)
	}
	return "?", 0
}
