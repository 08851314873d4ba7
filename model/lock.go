package model

import (
	"fmt"

	"github.com/veritask/veritask/spec"
)

// Lock is the model of a reentrant lock. The owner is the client that made the call.
//
//	        lock, trylock: take            lock by others: waits
//	free ────────────────────────▶ held ──────────────────────────▶ first ... last
//	  ▲ ◀──────────────────────────  │                                │
//	        unlock at depth 1        │ lock, unlock: depth            │ follow-up, when free
//
// It is not handed over. An unlock frees it, and whoever comes next may have it: a waiter takes it in its FollowUp, which
// is possible only while it is free and only for the first of the line. So between an unlock and the waiter's return
// somebody else can take it, which is a pass, and there is no end to who may be first; that there is an end to how
// often is MaxPasses. An implementation that hands over sooner is explained as well: there the follow-up comes right
// after the unlock.
//
// Since a waiter has the lock from its follow-up on, and not from somebody else's step on, nothing is ever granted here but to
// calls of which nobody knows whether they waited.
type Lock struct {
	MaxPasses int // how often the first waiter may be passed

	// others: calls wait for the lock that are not in the line here, and nobody knows where in the real one they are.
	// Then passes do not count, since whoever is passed may not be the first.
	others bool
}

// LockState is who has the lock and who waits for it.
type LockState struct {
	Owner   int // the client, from 1; 0: it is free
	Depth   int
	Passes  int // how often the first waiter has been passed since it is the first
	Waiting IDs // the first comes first
	Granted IDs // asked in mode Any, had no reason to wait, and have not returned; ascending
}

// Model returns the model for judges.
func (m Lock) Model() Model { return hide("lock", LockState{}, m.Step) }

// Step returns the state after a step, and whether the step is legal.
func (m Lock) Step(s LockState, in *Step) (LockState, bool) {
	switch in.Phase {
	case FollowUp:
		return s.takeTurn(in)
	case Cancel:
		return s.leave(in)
	case Quiesce: // WAIT-03, LK-07
		free := s.Owner == 0 && s.Waiting != ""
		return s, s.Granted == "" && !free && s.Waiting.Sorted() == in.Asleep
	}
	switch in.Op.Kind {
	case spec.LockLock:
		return m.lock(s, in)
	case spec.LockTryLock: // LK-03
		mine := s.Owner == 0 || s.Owner == in.owner()
		switch {
		case mine && !m.mayTake(s, in): // LK-06
			return s, false
		case mine:
			s = m.take(s, in)
		}
		return s, in.Result == spec.Bool(mine)
	case spec.LockUnlock:
		return s.unlock(in)
	case spec.LockIsLocked: // LK-08
		return s, in.Result == spec.Bool(s.Owner != 0)
	default:
		return s, false
	}
}

// owner is the caller as an owner.
func (in *Step) owner() int { return in.Client + 1 }

// mayTake reports whether the caller can have the lock without waiting.
func (m Lock) mayTake(s LockState, in *Step) bool {
	switch s.Owner {
	case in.owner():
		return true
	case 0:
		return m.others || s.Waiting == "" || s.Passes < m.MaxPasses // LK-06
	default:
		return false
	}
}

// take gives the caller the lock, once more if it has it.
func (m Lock) take(s LockState, in *Step) LockState {
	if s.Owner == in.owner() {
		s.Depth++ // LK-02
		return s
	}
	if s.Waiting != "" && !m.others {
		s.Passes++ // LK-06
	}
	s.Owner, s.Depth = in.owner(), 1
	return s
}

func (m Lock) lock(s LockState, in *Step) (LockState, bool) {
	free := m.mayTake(s, in)
	switch {
	case in.Mode == Immediate: // LK-01, LK-02
		if !free {
			return s, false
		}
		return m.take(s, in), in.Result == done
	case in.Mode == Any && free:
		s = m.take(s, in)
		s.Granted = s.Granted.Insert(in.Call)
		return s, true
	case s.Owner == in.owner(), s.Owner == 0 && s.Waiting == "" && !m.others:
		return s, false // it says that it waited, and had no reason to
	default: // LK-05: it waits, behind others even if it could pass them
		s.Waiting = s.Waiting.Append(in.Call)
		return s, true
	}
}

// takeTurn is the return of a call that waited: it takes the lock, and must be the first. In mode Perhaps nothing
// happens if it cannot.
func (s LockState) takeTurn(in *Step) (LockState, bool) {
	if rest, there := s.Granted.Without(in.Call); there {
		s.Granted = rest
		return s, in.Result == done || in.Mode == Perhaps
	}
	if s.Owner != 0 || s.Waiting.Index(in.Call) != 0 { // LK-01, LK-05
		return s, in.Mode == Perhaps
	}
	s.Owner, s.Depth, s.Passes, s.Waiting = in.owner(), 1, 0, s.Waiting[2:]
	return s, in.Result == done || in.Mode == Perhaps
}

// leave takes a waiter out of the line: WAIT-01. Who has the lock does not come this way: WAIT-02.
func (s LockState) leave(in *Step) (LockState, bool) {
	first := s.Waiting.Index(in.Call) == 0
	var there bool
	if s.Waiting, there = s.Waiting.Without(in.Call); first {
		s.Passes = 0
	}
	return s, there || in.Mode == Any
}

func (s LockState) unlock(in *Step) (LockState, bool) {
	switch {
	case s.Owner == 0:
		return s, in.Result == spec.Failure(spec.MsgUnlockCount) // LK-04
	case s.Owner != in.owner():
		return s, in.Result == spec.Failure(spec.MsgUnlockOther) // LK-04
	}
	if s.Depth--; s.Depth == 0 {
		s.Owner = 0
	}
	return s, in.Result == done
}

// String describes the state for people.
func (s LockState) String() string {
	text := "free"
	if s.Owner != 0 {
		text = fmt.Sprintf("held by client %d", s.Owner)
	}
	if s.Depth > 1 {
		text += fmt.Sprintf(", %d deep", s.Depth)
	}
	if s.Passes > 0 {
		text += fmt.Sprintf(", first passed %d times", s.Passes)
	}
	return text + Line{Waiting: s.Waiting, Granted: s.Granted}.String()
}
