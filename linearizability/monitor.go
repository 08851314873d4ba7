package linearizability

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/veritask/veritask/spec"
)

// Monitors count instead of judging: they are for runs with hundreds of callers and millions of calls, of which no
// history could be kept. They see less than a judge, but every call, for a few nanoseconds each. What they do see is
// conservation: nothing is granted that was not there, and nobody who is entitled to go is left behind.
//
// Their methods may be called concurrently, and order their callers: a run under the race detector had better do
// without. They must be called on the side of the call that the names say: what gives
// is counted before it can take effect, what takes after it has, so that no count ever errs in the other direction.

// SemaphoreMonitor checks that permits are neither made up nor lost.
type SemaphoreMonitor struct {
	held    atomic.Int64 // at least as many permits are taken
	limit   atomic.Int64 // the largest size there has been
	grants  atomic.Int64
	most    atomic.Int64
	trouble atomic.Pointer[string]
}

// NewSemaphoreMonitor returns a monitor of a semaphore with n permits.
func NewSemaphoreMonitor(n int) *SemaphoreMonitor {
	m := &SemaphoreMonitor{}
	m.limit.Store(int64(n))
	return m
}

// Acquired is called after an acquire, or a successful tryacquire, has returned: SEM-10.
func (m *SemaphoreMonitor) Acquired() {
	m.grants.Add(1)
	held := m.held.Add(1)
	raise(&m.most, held)
	if limit := m.limit.Load(); held > limit {
		m.report(fmt.Sprintf("%d permits are held of at most %d", held, limit))
	}
}

// Releasing is called before a release.
func (m *SemaphoreMonitor) Releasing() {
	if m.held.Add(-1) < 0 {
		m.report("more releases than acquires: the caller is at fault")
	}
}

// Resizing is called before a resize. Since shrinking revokes nothing, only growing moves the limit: SEM-08.
func (m *SemaphoreMonitor) Resizing(n int) { raise(&m.limit, int64(n)) }

// Grants returns how many permits have been granted.
func (m *SemaphoreMonitor) Grants() int { return int(m.grants.Load()) }

// Most returns how many permits have been held at the same time, at most.
func (m *SemaphoreMonitor) Most() int { return int(m.most.Load()) }

// Check is called when all callers have left. It takes all permits of s, which must have n, and gives them back: exactly
// those that nobody holds must be there.
func (m *SemaphoreMonitor) Check(s spec.Semaphore, n int) error {
	if t := m.trouble.Load(); t != nil {
		return errors.New("semaphore: " + *t)
	}
	want := n - int(m.held.Load())
	free := 0
	for free <= n && s.TryAcquire() {
		free++
	}
	for range free {
		s.Release()
	}
	if free != want {
		return fmt.Errorf("semaphore: %d permits are free, %d should be", free, want)
	}
	return nil
}

func (m *SemaphoreMonitor) report(text string) { m.trouble.CompareAndSwap(nil, &text) }

// EventMonitor checks an autoreset event: that no signal wakes two, and at the end that none was lost.
type EventMonitor struct {
	notifies atomic.Int64 // at least as many have begun to take effect
	wakes    atomic.Int64
	trouble  atomic.Pointer[string]
}

// Notifying is called before a notify.
func (m *EventMonitor) Notifying() { m.notifies.Add(1) }

// Woken is called after a wait has returned normally: EV-08, EV-09.
func (m *EventMonitor) Woken() {
	wakes := m.wakes.Add(1)
	if notifies := m.notifies.Load(); wakes > notifies {
		text := fmt.Sprintf("%d waits have returned for %d notifies", wakes, notifies)
		m.trouble.CompareAndSwap(nil, &text)
	}
}

// Wakes returns how many waits have returned.
func (m *EventMonitor) Wakes() int { return int(m.wakes.Load()) }

// Check is called when all callers have left. coalesced is how many notifies may have found the event set already, 0 if
// the test sees to it that somebody always waits; then every signal has woken somebody or is still there.
func (m *EventMonitor) Check(e spec.Event, coalesced int) error {
	if t := m.trouble.Load(); t != nil {
		return errors.New("event: " + *t)
	}
	used := m.wakes.Load()
	if e.IsSet() {
		used++
	}
	notifies := m.notifies.Load()
	if used > notifies || used < notifies-int64(coalesced) {
		return fmt.Errorf("event: %d notifies, %d signals used or left, at most %d coalesced", notifies, used, coalesced)
	}
	return nil
}

// TaskMonitor checks that everybody who waits for a task gets its one outcome.
type TaskMonitor struct {
	begun   atomic.Int64
	ended   atomic.Int64
	trouble atomic.Pointer[string]
}

// Waiting is called before a wait or a fetch.
func (m *TaskMonitor) Waiting() { m.begun.Add(1) }

// Got is called after a fetch has returned got, of a task that ends with want: TASK-04, TASK-05.
func (m *TaskMonitor) Got(got, want spec.Result) {
	m.ended.Add(1)
	if got != want {
		text := fmt.Sprintf("a fetch gave %+v, not %+v", got, want)
		m.trouble.CompareAndSwap(nil, &text)
	}
}

// Check is called when all tasks have ended and all callers have left: TASK-06.
func (m *TaskMonitor) Check() error {
	if t := m.trouble.Load(); t != nil {
		return errors.New("task: " + *t)
	}
	if begun, ended := m.begun.Load(), m.ended.Load(); begun != ended {
		return fmt.Errorf("task: %d waits have begun, %d have ended", begun, ended)
	}
	return nil
}

// raise sets n to at least v.
func raise(n *atomic.Int64, v int64) {
	for old := n.Load(); v > old; old = n.Load() {
		if n.CompareAndSwap(old, v) {
			return
		}
	}
}
