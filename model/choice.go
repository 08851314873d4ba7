package model

import (
	"fmt"

	"github.com/veritask/veritask/spec"
)

// Choice is the model of calls that wait for one of two things, among others that wait for either: a permit, of which there is
// one, taken in the beginning, and an event.
//
//	permits   ... #1 #4 #2       #4 stands in both lines; whichever lets it go,
//	event     ... #3 #4          it is in the other one no more
//
// It gets into the two lines one after the other, each a step of its own: others may come in between.
type Choice struct {
	Auto bool // the event is an autoreset one
}

// ChoiceState is both of them.
type ChoiceState struct {
	Permits SemaphoreState
	Event   EventState
}

// The lines of a pick, which are also its results.
const (
	PickPermit = 1
	PickEvent  = 2
)

// Model returns the model for judges.
func (m Choice) Model() Model {
	name := "select"
	if m.Auto {
		name = "select, autoreset event"
	}
	return hide(name, ChoiceState{Permits: SemaphoreState{Size: 1, Taken: 1}}, m.Step)
}

// Step returns the state after a step, and whether the step is legal.
func (m Choice) Step(s ChoiceState, in *Step) (next ChoiceState, ok bool) {
	switch {
	case in.Phase == Quiesce:
		return s, s.quiet(in)
	case in.Op.Kind == spec.SelectPick:
		s, ok = m.pick(s, in)
	case in.Op.Kind >= spec.SemAcquire && in.Op.Kind <= spec.SemRelease:
		s.Permits, ok = Semaphore{}.Step(s.Permits, in)
	default:
		s.Event, ok = Event(m).Step(s.Event, in)
	}
	s.Permits.Line.Waiting = s.Permits.Line.Waiting.lessThose(s.Event.Line.Granted) // SL-03
	s.Event.Line.Waiting = s.Event.Line.Waiting.lessThose(s.Permits.Line.Granted)
	return s, ok
}

func (m Choice) pick(s ChoiceState, in *Step) (ChoiceState, bool) {
	switch in.Phase {
	case Request:
		return m.request(s, in)
	case FollowUp:
		plain := *in
		plain.Result = spec.Result{Status: in.Result.Status}
		var ok bool
		if in.Result.Value == PickPermit {
			s.Permits.Line, ok = s.Permits.Line.step(&plain)
		} else {
			s.Event.Line, ok = s.Event.Line.step(&plain)
		}
		return s, ok
	default: // SL-05
		var a, b bool
		s.Permits.Line, a = s.Permits.Line.step(in)
		s.Event.Line, b = s.Event.Line.step(in)
		return s, a && b || in.Mode == Any && (a || b)
	}
}

// request is the whole of a pick that did not wait, or its getting into the line that in.Op.N says: SL-01, SL-04.
func (m Choice) request(s ChoiceState, in *Step) (ChoiceState, bool) {
	line := in.Op.N
	if in.Mode == Immediate {
		line = in.Result.Value
		if in.Result != (spec.Result{Value: line}) {
			return s, false
		}
	}
	if s.granted(in.Call) { // while it gets in line somewhere else
		return s, in.Mode == Any
	}
	var took, ok bool
	if line == PickPermit {
		s.Permits.Line, took, ok = s.Permits.Line.request(in, s.Permits.free())
		if took {
			s.Permits.Taken++
		}
		return s, ok
	}
	s.Event.Line, took, ok = s.Event.Line.request(in, s.Event.Set)
	if took && m.Auto {
		s.Event.Set = false
	}
	return s, ok
}

// granted reports whether a call has been let go.
func (s ChoiceState) granted(call int) bool {
	return s.Permits.Line.Granted.Index(call) >= 0 || s.Event.Line.Granted.Index(call) >= 0
}

// quiet reports whether exactly those wait who are asleep, and who has been let go has returned.
func (s ChoiceState) quiet(in *Step) bool {
	both := s.Permits.Line.Waiting.lessThose(s.Event.Line.Waiting) + s.Event.Line.Waiting
	return s.Permits.Line.Granted == "" && s.Event.Line.Granted == "" && both.Sorted() == in.Asleep
}

// lessThose returns the list without those of another one.
func (l IDs) lessThose(others IDs) IDs {
	for i := range others.Len() {
		l, _ = l.Without(others.At(i))
	}
	return l
}

// String describes the state for people.
func (s ChoiceState) String() string { return fmt.Sprintf("%v; %v", s.Permits, s.Event) }
