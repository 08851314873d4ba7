package model

import (
	"fmt"

	"github.com/veritask/veritask/spec"
)

// Lockable is the model of a number that only who has its lock gets at.
type Lockable struct {
	MaxPasses int // of the lock
}

// LockableState is the lock and the number.
type LockableState struct {
	Lock  LockState
	Value int
}

// Model returns the model for judges.
func (m Lockable) Model() Model { return hide("lockable", LockableState{}, m.Step) }

// Step returns the state after a step, and whether the step is legal.
func (m Lockable) Step(s LockableState, in *Step) (LockableState, bool) {
	mine := s.Lock.Owner == in.owner()
	switch in.Op.Kind {
	case spec.LockableGet: // LK-19
		if !mine {
			return s, in.Result == notHeld
		}
		return s, in.Result == number(s.Value)
	case spec.LockableSet: // LK-18, LK-19
		if !mine {
			return s, in.Result == notHeld
		}
		s.Value = in.Op.N
		return s, in.Result == done
	}
	var legal bool // LK-20
	s.Lock, legal = Lock{MaxPasses: m.MaxPasses}.Step(s.Lock, in)
	return s, legal
}

// String describes the state for people.
func (s LockableState) String() string { return fmt.Sprintf("%d, %v", s.Value, s.Lock) }
