package museum

import (
	"context"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

var earlyDoneExhibit = Exhibit{
	Name:     "early-done",
	Object:   lin.Tasks,
	Bug:      "a task is published as done before its result, and a reader gets the result of nobody",
	Origin:   "two stores in the wrong order; the reason why a task's word is the last thing its end writes",
	Verdicts: []lin.Verdict{lin.Illegal},
	subject:  tasks(newEarlyDone),
}

// earlyDone is the completion of a task: a result, and a word that says that the result is there. The bug: the word is
// published first, so that a reader who finds the task done takes the result that it did not have yet.
type earlyDone struct {
	env
	name   string
	word   shared.Uint32
	value  shared.Int64
	err    shared.Pointer[error]
	closed *shared.Latch
}

// The values of the word.
const (
	taskRunning uint32 = iota
	taskDone
)

func (t *earlyDone) finish(v int, err error) {
	if t.broken {
		t.word.Store(taskDone) // the bug: done, of what?
		t.maybeYield()
		t.setResult(v, err)
	} else {
		t.setResult(v, err)
		t.maybeYield()
		t.word.Store(taskDone)
	}
	t.closed.Open()
}

func (t *earlyDone) setResult(v int, err error) {
	t.value.Store(int64(v))
	if err != nil {
		t.err.Store(&err)
	}
}

func (t *earlyDone) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if t.IsDone() {
		return t.failure()
	}
	t.park(ctx)
	if !t.closed.Wait(ctx) && !t.IsDone() {
		return context.Cause(ctx)
	}
	return t.failure()
}

func (t *earlyDone) Fetch(ctx context.Context) (int, error) {
	if err := t.Wait(ctx); err != nil {
		return 0, err
	}
	return int(t.value.Load()), nil
}

// failure is what a wait for t returns once t is done.
func (t *earlyDone) failure() error {
	if err := t.Err(); err != nil {
		return &spec.TaskFailedError{Task: t, Cause: err}
	}
	return nil
}

func (t *earlyDone) Name() string { return t.name }

func (t *earlyDone) Err() error {
	if err := t.err.Load(); err != nil {
		return *err
	}
	return nil
}

func (t *earlyDone) IsDone() bool          { return t.word.Load() == taskDone }
func (t *earlyDone) IsFailed() bool        { return t.IsDone() && t.Err() != nil }
func (t *earlyDone) Done() <-chan struct{} { return t.closed.Done() }

// newEarlyDone returns n running tasks and the means to end them.
func newEarlyDone(e env, n int) lin.TaskSet {
	tasks := make([]*earlyDone, n)
	handles := make([]lin.TaskHandle, n)
	for i := range tasks {
		tasks[i] = &earlyDone{env: e, name: string(rune('a' + i)), closed: shared.NewLatch()}
		handles[i] = tasks[i]
	}
	finish := func(i, v int, err error) { tasks[i].finish(v, err) }
	return lin.TaskSet{Handles: handles, Finish: finish}
}
