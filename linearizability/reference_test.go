package linearizability

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/veritask/veritask/spec"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bugs that the reference implementations can be made to have.
const (
	bugLIFO        = "serves the last waiter first"
	bugLostPermit  = "a cancelled waiter keeps a permit that was handed to it meanwhile"
	bugBarging     = "a released permit is free before the waiter runs"
	bugLostWakeup  = "every third wake-up goes nowhere"
	bugSilentLimit = "resize grants nothing"
	bugRelease     = "release without acquire is taken"
	bugTryFails    = "tryacquire fails if anybody holds a permit"
	bugPulse       = "reset takes back what notify gave"
	bugEagerReturn = "a wait returns when its context has not ended, as if it had"
	bugLatch       = "notify latches even if it has handed over"
	bugResult      = "a fetch sees no result now and then"
	bugJoinOrder   = "a join reports failures in another order"
	bugLateCheck   = "a wait that need not wait does not look at its context"
	bugDeaf        = "a wait does not hear its context"
)

// reference is a mutex, a list of waiters and perhaps a bug: the plainest implementation that can be right.
type reference struct {
	mu     sync.Mutex
	line   []*sleeper
	bug    string
	silent bool // stamps nothing
	count  int  // of wake-ups, for bugs that come now and then
}

type sleeper struct{ ready chan struct{} }

// sleep waits as a member of the line; mu is held and released. Those who are let go return nil even if ctx ends.
func (r *reference) sleep(ctx context.Context) error {
	w := &sleeper{ready: make(chan struct{})}
	if r.bug == bugLIFO {
		r.line = slices.Insert(r.line, 0, w)
	} else {
		r.line = append(r.line, w)
	}
	r.mu.Unlock()
	if !r.silent {
		Parked(ctx)
	}
	if r.bug == bugDeaf {
		<-w.ready
		return nil
	}
	select {
	case <-w.ready:
		return nil
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.Index(r.line, w)
	switch {
	case i >= 0:
		r.line = slices.Delete(r.line, i, i+1)
		return context.Cause(ctx)
	case r.bug == bugLostPermit:
		return context.Cause(ctx)
	default:
		<-w.ready
		return nil
	}
}

// wake lets the first waiter go; mu is held and there is one.
func (r *reference) wake() {
	w := r.line[0]
	r.count++
	if r.bug == bugLostWakeup && r.count%3 == 0 {
		return
	}
	r.line = r.line[1:]
	close(w.ready)
}

type refSemaphore struct {
	reference
	size, taken int
}

func (s *refSemaphore) Acquire(ctx context.Context) error {
	if ctx.Err() != nil && s.bug != bugLateCheck {
		return context.Cause(ctx)
	}
	s.mu.Lock()
	for s.taken >= s.size {
		if err := s.sleep(ctx); err != nil || s.bug != bugBarging {
			return err
		}
		s.mu.Lock()
	}
	s.taken++
	s.mu.Unlock()
	return nil
}

func (s *refSemaphore) TryAcquire() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken >= s.size || s.bug == bugTryFails && s.taken > 0 {
		return false
	}
	s.taken++
	return true
}

func (s *refSemaphore) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken == 0 {
		if s.bug == bugRelease {
			return
		}
		panic(&spec.MisuseError{Msg: spec.MsgReleaseMismatch})
	}
	s.taken--
	s.serve()
}

func (s *refSemaphore) Resize(n int) error {
	if n <= 0 {
		return &spec.ArgumentError{Msg: spec.MsgSemaphoreSize}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.size = n
	if s.bug != bugSilentLimit {
		s.serve()
	}
	return nil
}

func (s *refSemaphore) serve() {
	for s.taken < s.size && len(s.line) > 0 {
		if s.bug == bugBarging {
			s.wake()
			return
		}
		s.taken++
		s.wake()
	}
}

type refEvent struct {
	reference
	auto, set bool
}

func (e *refEvent) Wait(ctx context.Context) error {
	if ctx.Err() != nil && e.bug != bugLateCheck {
		return context.Cause(ctx)
	}
	e.mu.Lock()
	if !e.set && e.bug == bugEagerReturn {
		e.mu.Unlock()
		return context.Canceled
	}
	if !e.set {
		if err := e.sleep(ctx); err != nil || e.bug != bugPulse {
			return err
		}
		e.mu.Lock()
		for !e.set {
			if err := e.sleep(ctx); err != nil {
				return err
			}
			e.mu.Lock()
		}
	}
	e.set = !e.auto
	e.mu.Unlock()
	return nil
}

func (e *refEvent) Notify() {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.set:
	case !e.auto:
		e.set = true
		for range e.line {
			e.wake()
		}
	case len(e.line) > 0:
		e.wake()
		e.set = e.bug == bugLatch
	default:
		e.set = true
	}
}

func (e *refEvent) Reset() {
	e.mu.Lock()
	e.set = false
	e.mu.Unlock()
}

func (e *refEvent) IsSet() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.set
}

type refTask struct {
	reference
	ended bool
	value int
	err   error
}

func (t *refTask) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	t.mu.Lock()
	if !t.ended {
		if err := t.sleep(ctx); err != nil {
			return err
		}
		t.mu.Lock()
	}
	defer t.mu.Unlock()
	if t.err != nil {
		return &spec.TaskFailedError{Cause: t.err}
	}
	return nil
}

func (t *refTask) Fetch(ctx context.Context) (int, error) {
	if err := t.Wait(ctx); err != nil {
		return 0, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count++
	if t.bug == bugResult && t.count%16 == 0 {
		return 0, nil
	}
	return t.value, nil
}

func (t *refTask) IsDone() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended
}

func (t *refTask) IsFailed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ended && t.err != nil
}

func (t *refTask) finish(v int, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended, t.value, t.err = true, v, err
	for range t.line {
		t.wake()
	}
}

// target returns a reference implementation.
func target(object Object, stamps Stamps, bug string) Target {
	if object == Lock || object == Lockable || object == Condition {
		return lockTarget(object, stamps, bug)
	}
	if object == LocalCondition {
		return localTarget(stamps, bug)
	}
	if object == Select || object == AutoSelect {
		return pickTarget(object, stamps, bug)
	}
	base := reference{bug: bug, silent: stamps == Black}
	return Target{
		Name: "reference", Object: object, Stamps: stamps, Has: HasNoMany,
		New: func(env Env) Subject {
			switch object {
			case Semaphore:
				return SemaphoreSubject(&refSemaphore{reference: copied(&base), size: env.Setup.Size})
			case Channel:
				c := &refChannel{bug: bug, silent: base.silent, size: env.Setup.Size}
				return ChannelSubject(c, c.endBound)
			case Tasks:
				return TasksSubject(refTasks(&base, env.Setup.Tasks))
			default:
				return EventSubject(&refEvent{reference: copied(&base), auto: object == AutoEvent})
			}
		},
	}
}

func copied(r *reference) reference { return reference{bug: r.bug, silent: r.silent} }

func refTasks(base *reference, n int) TaskSet {
	tasks := make([]*refTask, n)
	set := TaskSet{Finish: func(i, v int, err error) { go tasks[i].finish(v, err) }}
	for i := range tasks {
		tasks[i] = &refTask{reference: copied(base)}
		set.Handles = append(set.Handles, tasks[i])
	}
	if base.bug == bugJoinOrder {
		set.Join = func(ctx context.Context, list []int) error {
			var c spec.CompositeError
			for i := len(list) - 1; i >= 0; i-- {
				if err := tasks[list[i]].Wait(ctx); err != nil {
					c.Errs = append(c.Errs, err)
				}
			}
			if c.Errs == nil {
				return nil
			}
			return &c
		}
	}
	return set
}

// has fails the test if text lacks one of the parts.
func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("no %q in\n%s", p, text)
		}
	}
}
