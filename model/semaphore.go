package model

import (
	"fmt"

	"github.com/veritask/veritask/spec"
)

// Semaphore is the model of a semaphore that serves waiters first come first served, by hand-off: a released permit
// belongs to the first waiter at once and is never free in between. So there is no free permit while somebody waits,
// and TryAcquire, which needs a free one, cannot pass anybody.
type Semaphore struct {
	Size int // at the beginning
}

// SemaphoreState is how many permits there are, how many are taken, and a line. After shrinking more may be taken
// than there are.
type SemaphoreState struct {
	Size, Taken int
	Line        Line
}

// Model returns the model for judges.
func (m Semaphore) Model() Model {
	return hide("semaphore", SemaphoreState{Size: m.Size}, m.Step)
}

// Step returns the state after a step, and whether the step is legal.
func (m Semaphore) Step(s SemaphoreState, in *Step) (SemaphoreState, bool) {
	if in.Phase != Request {
		var ok bool
		s.Line, ok = s.Line.step(in)
		return s, ok
	}
	switch in.Op.Kind {
	case spec.SemAcquire:
		return s.acquire(in)
	case spec.SemTryAcquire:
		free := s.free()
		if free {
			s.Taken++
		}
		return s, in.Result == spec.Bool(free) // SEM-06
	case spec.SemRelease:
		if s.Taken == 0 {
			return s, in.Result == spec.Failure(spec.MsgReleaseMismatch) // SEM-05
		}
		s.Taken-- // whoever took it: SEM-11
		return s.serve(), in.Result == done
	case spec.SemResize:
		if in.Op.N <= 0 {
			return s, in.Result == spec.Failure(spec.MsgSemaphoreSize) // SEM-09
		}
		s.Size = in.Op.N // SEM-08: Taken stays
		return s.serve(), in.Result == done
	default:
		return s, false
	}
}

// free reports whether a permit can be taken at once. With permits to spare nobody waits, see serve.
func (s SemaphoreState) free() bool { return s.Taken < s.Size } // SEM-10

func (s SemaphoreState) acquire(in *Step) (SemaphoreState, bool) {
	line, took, legal := s.Line.request(in, s.free()) // SEM-01, SEM-02
	s.Line = line
	if took {
		s.Taken++
	}
	return s, legal && (in.Mode != Immediate || in.Result == done)
}

// serve hands free permits to the line, first come first served, in the very step that freed them: SEM-03, SEM-04,
// SEM-07.
func (s SemaphoreState) serve() SemaphoreState {
	for s.free() && s.Line.Waiting != "" {
		s.Taken++
		s.Line = s.Line.grant()
	}
	return s
}

// String describes the state for people.
func (s SemaphoreState) String() string {
	return fmt.Sprintf("%d of %d taken%s", s.Taken, s.Size, s.Line)
}
