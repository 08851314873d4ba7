package model

import (
	"strings"

	"github.com/veritask/veritask/spec"
)

// LocalCondition is the model of a condition without a lock, all of whose callers take turns.
//
//	condwait             notify, fail             follow-up
//	─────────▶ in the line ─────────▶ with a result ─────────▶ back
//	                      cancel
type LocalCondition struct{}

// LocalConditionState is who waits, and who was let go.
type LocalConditionState struct {
	Line IDs   // the next to be let go comes first
	Back Pairs // ascending, each with its outcome
}

// Model returns the model for judges.
func (m LocalCondition) Model() Model { return hide("local condition", LocalConditionState{}, m.Step) }

// Step returns the state after a step, and whether the step is legal.
func (m LocalCondition) Step(s LocalConditionState, in *Step) (LocalConditionState, bool) {
	switch in.Phase {
	case Quiesce: // WAIT-03
		return s, s.Back == "" && s.Line.Sorted() == in.Asleep
	case FollowUp:
		rest, o, there := s.Back.without(in.Call)
		s.Back = rest
		return s, there && in.Result == outcome(o).result() // CO-03
	case Cancel: // WAIT-01, WAIT-02
		rest, there := s.Line.Without(in.Call)
		s.Line = rest
		return s, there || in.Mode == Any && s.Back.index(in.Call) >= 0
	}
	switch in.Op.Kind {
	case spec.CondWait: // CO-01: it remembers nothing, so every wait waits
		s.Line = s.Line.Append(in.Call)
		return s, in.Mode != Immediate
	case spec.CondWaitFirst: // CO-04
		s.Line = MakeIDs(in.Call) + s.Line
		return s, in.Mode != Immediate
	case spec.CondNotifyAll:
		return s.letGo(in, s.Line.Len(), outcome(in.Op.N))
	case spec.CondNotifyOne:
		return s.letGo(in, 1, outcome(in.Op.N))
	case spec.CondFailAll:
		return s.letGo(in, s.Line.Len(), failure(in.Op.N))
	case spec.CondFailOne:
		return s.letGo(in, 1, failure(in.Op.N))
	default:
		return s, false
	}
}

// letGo gives up to most waiters an outcome and says how many: CO-03, CO-06. Who gave up is not in the line any more and
// does not count: CO-07.
func (s LocalConditionState) letGo(in *Step, most int, o outcome) (LocalConditionState, bool) {
	n := min(most, s.Line.Len())
	for i := range n {
		s.Back = s.Back.insert(s.Line.At(i), int(o))
	}
	s.Line = s.Line[2*n:]
	return s, in.Result == number(n)
}

// String describes the state for people.
func (s LocalConditionState) String() string {
	var parts []string
	if s.Line != "" {
		parts = append(parts, "in wait "+s.Line.String())
	}
	if s.Back != "" {
		parts = append(parts, "let go "+s.Back.text(func(o int) string { return outcome(o).String() }))
	}
	return strings.Join(parts, ", ")
}
