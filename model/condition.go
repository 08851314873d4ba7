package model

import (
	"fmt"

	"github.com/veritask/veritask/spec"
)

// Condition is the model of a condition with its lock, whose operations it has, too.
//
//	has the lock                waits                     returning                   has the lock again
//	              condwait                 notify, fail               follow-up,
//	depth n ─────────────────▶ in the line ────────────▶ with a result ─────────────▶ depth n
//	           frees the lock              cancel                     when it is free
//
// A wait returns in two steps that nobody sees apart: it is let go, or gives up, and competes for the lock. Where it stands in
// the lock's line nobody knows, so it may take the lock whenever that is free, and while somebody is returning passes
// do not count.
type Condition struct {
	MaxPasses int // of the lock
}

// ConditionState is a lock, who waits for the condition, and who was let go and wants the lock back.
type ConditionState struct {
	Lock LockState
	Line Pairs     // calls with the depth at which they had the lock; the next to be let go comes first
	Back Returning // ascending
}

// Returning lists calls that were let go, or gave up: each with its depth and its outcome, six bytes.
type Returning string

// gaveUp is the outcome of a call whose context ended.
const gaveUp = ^outcome(0)

// Model returns the model for judges.
func (m Condition) Model() Model { return hide("condition", ConditionState{}, m.Step) }

// Step returns the state after a step, and whether the step is legal.
func (m Condition) Step(s ConditionState, in *Step) (ConditionState, bool) {
	waits := in.Op.Kind == spec.CondWait || in.Op.Kind == spec.CondWaitFirst
	switch {
	case in.Phase == Quiesce:
		return s, s.quiet(in)
	case in.Phase == FollowUp && waits:
		return s.relock(in)
	case in.Phase == Cancel && waits:
		return s.giveUp(in)
	case in.Phase != Request:
		return m.onLock(s, in)
	}
	switch in.Op.Kind {
	case spec.CondWait, spec.CondWaitFirst:
		return s.wait(in)
	case spec.CondNotifyAll:
		return s.letGo(in, s.Line.len(), outcome(in.Op.N))
	case spec.CondNotifyOne:
		return s.letGo(in, 1, outcome(in.Op.N))
	case spec.CondFailAll:
		return s.letGo(in, s.Line.len(), failure(in.Op.N))
	case spec.CondFailOne:
		return s.letGo(in, 1, failure(in.Op.N))
	default:
		return m.onLock(s, in)
	}
}

// onLock takes the steps of the lock's own operations.
func (m Condition) onLock(s ConditionState, in *Step) (ConditionState, bool) {
	var legal bool
	s.Lock, legal = Lock{MaxPasses: m.MaxPasses, others: s.Back != ""}.Step(s.Lock, in)
	return s, legal
}

// wait gets in line and frees the lock, however deep: CO-01, CO-02. A condition remembers nothing, so every wait waits.
func (s ConditionState) wait(in *Step) (ConditionState, bool) {
	if s.Lock.Owner != in.owner() { // CO-05
		if in.Mode == Any {
			s.Lock.Granted = s.Lock.Granted.Insert(in.Call)
			return s, true
		}
		return s, in.Mode == Immediate && in.Result == notHeld
	}
	if in.Mode == Immediate {
		return s, false
	}
	if in.Op.Kind == spec.CondWaitFirst { // CO-04
		s.Line = Pairs("").append(in.Call, s.Lock.Depth) + s.Line
	} else {
		s.Line = s.Line.append(in.Call, s.Lock.Depth)
	}
	s.Lock.Owner, s.Lock.Depth = 0, 0
	return s, true
}

// letGo gives up to most waiters an outcome and says how many: CO-03, CO-06. Who gave up is not in the line any more and
// does not count: CO-07.
func (s ConditionState) letGo(in *Step, most int, o outcome) (ConditionState, bool) {
	if s.Lock.Owner != in.owner() {
		return s, in.Result == notHeld // CO-05
	}
	n := min(most, s.Line.len())
	for i := range n {
		call, depth := s.Line.at(i)
		s.Back = s.Back.insert(call, depth, o)
	}
	s.Line = s.Line[4*n:]
	return s, in.Result == number(n)
}

// giveUp takes a waiter out of the line. It returns when it has the lock: CO-02.
func (s ConditionState) giveUp(in *Step) (ConditionState, bool) {
	rest, depth, there := s.Line.without(in.Call)
	if !there { // WAIT-02; unless it did not have the lock, and does not return more than the end of its context
		return s, in.Mode == Any || s.Lock.Granted.Index(in.Call) >= 0
	}
	s.Line = rest
	s.Back = s.Back.insert(in.Call, depth, gaveUp)
	return s, true
}

// relock is the return of a wait: with the lock, as deep as before, and with what it was let go with: CO-02, CO-03.
func (s ConditionState) relock(in *Step) (ConditionState, bool) {
	if rest, there := s.Lock.Granted.Without(in.Call); there { // it did not have the lock
		s.Lock.Granted = rest
		return s, in.Result == notHeld || in.Result.Status == spec.Cancelled || in.Mode == Perhaps
	}
	rest, depth, o, there := s.Back.without(in.Call)
	if !there || s.Lock.Owner != 0 {
		return s, in.Mode == Perhaps
	}
	s.Back = rest
	s.Lock.Owner, s.Lock.Depth = in.owner(), depth
	return s, in.Mode == Perhaps || in.Mode == Any && in.Result.Status == spec.Cancelled || in.Result == o.returned()
}

// quiet: everybody asleep waits for the condition, or for a lock that somebody has: WAIT-03.
func (s ConditionState) quiet(in *Step) bool {
	asleep := s.Lock.Waiting
	for i := range s.Line.len() {
		call, _ := s.Line.at(i)
		asleep = asleep.Append(call)
	}
	for i := range s.Back.len() {
		asleep = asleep.Append(s.Back.at(i))
	}
	stranded := s.Lock.Owner == 0 && (s.Lock.Waiting != "" || s.Back != "")
	return s.Lock.Granted == "" && !stranded && asleep.Sorted() == in.Asleep
}

// notHeld is how a wait or a notify fails without the lock.
var notHeld = spec.Failure(spec.MsgLockNotHeld)

// returned is what a wait returns with this outcome.
func (o outcome) returned() spec.Result {
	if o == gaveUp {
		return spec.Result{Status: spec.Cancelled}
	}
	return o.result()
}

func (r Returning) len() int { return len(r) / 6 }

// at returns call number i of the list.
func (r Returning) at(i int) int { return IDs(r).At(3 * i) }

func (r Returning) insert(call, depth int, o outcome) Returning {
	i := 0
	for i < r.len() && r.at(i) < call {
		i++
	}
	return r[:6*i] + Returning(MakeIDs(call, depth, int(o))) + r[6*i:]
}

func (r Returning) without(call int) (rest Returning, depth int, o outcome, there bool) {
	for i := range r.len() {
		if r.at(i) == call {
			return r[:6*i] + r[6*i+6:], IDs(r).At(3*i + 1), outcome(IDs(r).At(3*i + 2)), true
		}
	}
	return r, 0, 0, false
}

// String describes the state for people.
func (s ConditionState) String() string {
	text := s.Lock.String()
	if s.Line != "" {
		text += ", in wait " + s.Line.text(func(depth int) string { return fmt.Sprintf("%d deep", depth) })
	}
	for i := range s.Back.len() {
		text += fmt.Sprintf(", #%d is to return", s.Back.at(i))
	}
	return text
}
