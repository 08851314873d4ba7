package linearizability

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/veritask/veritask/spec"
)

// crowd is how many callers stress tests have, and how often each does it.
func crowd() (callers, rounds int) {
	if testing.Short() {
		return 100, 200
	}
	return 300, 2000
}

func TestSemaphoreMonitor(t *testing.T) {
	s := &refSemaphore{size: 5}
	m := NewSemaphoreMonitor(5)
	stressSemaphore(t, s, m)
	if err := m.Check(s, 5); err != nil {
		t.Error(err)
	}
	t.Logf("%d grants, at most %d at once", m.Grants(), m.Most())
	if m.Grants() == 0 || m.Most() > 5 {
		t.Errorf("%d grants, at most %d at once", m.Grants(), m.Most())
	}
}

func TestSemaphoreMonitorFindsLostPermits(t *testing.T) {
	s := &refSemaphore{size: 1, reference: reference{bug: bugLostPermit}}
	m := NewSemaphoreMonitor(1)
	for range 1000 {
		if !s.TryAcquire() {
			break // it has happened
		}
		m.Acquired()
		ctx, cancel := context.WithCancel(t.Context())
		waiter := make(chan error)
		go func() { waiter <- s.Acquire(ctx) }()
		for waiting := false; !waiting; runtime.Gosched() {
			s.mu.Lock()
			waiting = len(s.line) == 1
			s.mu.Unlock()
		}
		m.Releasing()
		s.mu.Lock() // hand over after the cancellation and before the waiter can act on it
		cancel()
		s.taken--
		s.serve()
		s.mu.Unlock()
		if <-waiter == nil {
			m.Acquired()
			m.Releasing()
			s.Release()
		}
	}
	if err := m.Check(s, 1); err == nil {
		t.Errorf("nothing found in %d grants", m.Grants())
	}
}

// stressSemaphore is a crowd of callers, some of them impatient.
func stressSemaphore(t *testing.T, s spec.Semaphore, m *SemaphoreMonitor) {
	callers, rounds := crowd()
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			for range rounds / 10 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(r.IntN(1000))*time.Microsecond)
				ok := r.IntN(4) == 0 && s.TryAcquire() || s.Acquire(ctx) == nil
				cancel()
				if ok {
					m.Acquired()
					runtime.Gosched()
					m.Releasing()
					s.Release()
				}
			}
		})
	}
	wg.Wait()
}

func TestSemaphoreMonitorFindsTooMany(t *testing.T) {
	s := &refSemaphore{size: 3}
	m := NewSemaphoreMonitor(2)
	for range 3 {
		if err := s.Acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
		m.Acquired()
	}
	if err := m.Check(s, 2); err == nil {
		t.Error("3 permits of 2 are all right?")
	}
	m = NewSemaphoreMonitor(2)
	m.Resizing(3)
	m.Resizing(1)
	for range 3 {
		m.Acquired()
	}
	if err := m.Check(s, 3); err != nil {
		t.Error(err)
	}
	m.Releasing()
	if err := m.Check(s, 3); err == nil {
		t.Error("a permit that was not given back is all right?")
	}
}

func TestEventMonitor(t *testing.T) {
	e := &refEvent{auto: true}
	var m EventMonitor
	callers, rounds := crowd()
	var wg sync.WaitGroup
	turns := make(chan struct{}) // a notify for each wait that is ready, so that no two coalesce
	for range callers {
		wg.Go(func() {
			for range rounds / 10 {
				turns <- struct{}{}
				if e.Wait(t.Context()) == nil {
					m.Woken()
				}
			}
		})
	}
	wg.Go(func() {
		for range callers * (rounds / 10) {
			<-turns
			m.Notifying()
			e.Notify()
			for e.IsSet() { // the wait comes after its notify: let it take the signal before the next one
				runtime.Gosched()
			}
		}
	})
	wg.Wait()
	if err := m.Check(e, 0); err != nil {
		t.Error(err)
	}
	m.Notifying() // and do not
	if err := m.Check(e, 0); err == nil {
		t.Error("a lost signal is all right?")
	}
	m.Woken()
	m.Woken()
	if err := m.Check(e, 0); err == nil {
		t.Error("a wake-up without a signal is all right?")
	}
}

func TestTaskMonitor(t *testing.T) {
	callers, _ := crowd()
	for i := range 20 {
		task := &refTask{}
		var m TaskMonitor
		want := spec.Result{Value: i}
		var err error
		if i%2 == 1 {
			err = errors.New("e1")
			want = spec.Failure("e1")
		}
		var wg sync.WaitGroup
		for range callers {
			wg.Go(func() {
				m.Waiting()
				v, err := task.Fetch(t.Context())
				m.Got(spec.Outcome(t.Context(), v, err), want)
			})
		}
		task.finish(i, err)
		wg.Wait()
		if err := m.Check(); err != nil {
			t.Fatal(err)
		}
		m.Waiting()
		if err := m.Check(); err == nil {
			t.Error("a wait that has not ended is all right?")
		}
		m.Got(spec.Result{Value: -1}, want)
		if err := m.Check(); err == nil {
			t.Error("a wrong result is all right?")
		}
	}
}
