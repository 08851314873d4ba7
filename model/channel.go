package model

import (
	"fmt"
	"math"

	"github.com/veritask/veritask/spec"
)

// Inf is the capacity of a channel that always has room.
const Inf = math.MaxInt

// Channel is the model of a channel, of whatever capacity, that serves both sides first come first served, by hand-off.
//
//	puts that wait ──▶ buffer, up to Cap values ──▶ takes that wait
//
// A value moves as far as it can in the very step that makes room for it, so at most one of the two sides waits, and an
// unbuffered channel is the case of a buffer without places. There is one exception: who waits to see a value, and not
// to take it, stands in no line. It may return at any moment at which there is something to see.
type Channel struct {
	Cap int // 0: unbuffered; or Inf
}

// ChannelState is what is in the channel, and who waits for what.
//
//	Takers != ""  =>  Buffer == "" and Putters == "" and not Closed
//	Putters != "" =>  the buffer is full and not Closed
type ChannelState struct {
	Buffer  Row
	Putters Pairs // who waits to put, the first comes first, each with its value
	Takers  IDs   // who waits to take, the first comes first
	Peekers IDs   // who waits to see a value, ascending
	Granted Pairs // who was let go and has not returned yet, ascending, each with its outcome
	Closed  bool
	Err     int32 // number of the error that it was closed with last
}

// Model returns the model for judges.
func (m Channel) Model() Model {
	switch m.Cap {
	case 0:
		return hide("unbuffered channel", ChannelState{}, m.Step)
	case Inf:
		return hide("unbounded channel", ChannelState{}, m.Step)
	default:
		return hide("buffered channel", ChannelState{}, m.Step)
	}
}

// Step returns the state after a step, and whether the step is legal.
func (m Channel) Step(s ChannelState, in *Step) (ChannelState, bool) {
	switch in.Phase {
	case FollowUp:
		return m.goOn(s, in)
	case Cancel:
		return s.leave(in)
	case Quiesce: // WAIT-03
		blind := s.Peekers == "" || !s.Closed && !s.ready()
		return s, s.Granted == "" && blind && s.asleep() == in.Asleep
	}
	switch in.Op.Kind {
	case spec.ChanPut:
		next, r, now := m.put(s, in.Op.N)
		return next.request(in, s, r, now)
	case spec.ChanTake:
		next, r, now := s.take()
		return next.request(in, s, r, now)
	case spec.ChanFetch, spec.ChanWait:
		return m.peek(s, in)
	case spec.ChanTryPut:
		next, r, now := m.put(s, in.Op.N) // CH-16
		if now && !r.failed() {
			return next, in.Result == spec.Bool(true)
		}
		return s, !now && in.Result == spec.Bool(false) || now && in.Result == r.result()
	case spec.ChanTryTake:
		next, r, now := s.take() // CH-17; nothing is 0
		return next, in.Result == r.result() && (now || r == 0)
	case spec.ChanClose:
		return s.close(in.Op.N), in.Result == done
	case spec.ChanEndBound: // CH-22
		if !s.Closed {
			s = s.close(in.Op.N)
		}
		return s, in.Result == done
	default:
		return s, m.observe(s, in)
	}
}

// observe reports whether a call that changes nothing gives what it should.
func (m Channel) observe(s ChannelState, in *Step) bool {
	switch in.Op.Kind {
	case spec.ChanIsReady:
		return in.Result == spec.Bool(s.ready()) // CH-18
	case spec.ChanIsFull:
		return in.Result == spec.Bool(s.Buffer.len() >= m.Cap) // CH-19
	case spec.ChanIsOpen:
		return in.Result == spec.Bool(!s.Closed) // CH-20
	case spec.ChanLen:
		return in.Result == number(s.Buffer.len()) // CH-21
	default:
		return false
	}
}

// ready reports whether there is a value to take.
func (s ChannelState) ready() bool { return s.Buffer != "" || s.Putters != "" }

// put puts a value, and returns with what outcome; not now: it would have to wait.
func (m Channel) put(s ChannelState, v int) (next ChannelState, r outcome, now bool) {
	switch {
	case s.Closed: // CH-09
		return s, failure(int(s.Err)), true
	case s.Takers != "": // CH-01
		s.Granted = s.Granted.insert(s.Takers.At(0), v)
		s.Takers = s.Takers[2:]
		return s, 0, true
	case s.Buffer.len() < m.Cap: // CH-02; with room nobody waits to put, so nobody is passed: CH-08
		s.Buffer = s.Buffer.push(v)
		return s, 0, true
	default: // CH-03
		return s, 0, false
	}
}

// take takes a value, and returns it as the outcome; not now: it would have to wait.
func (s ChannelState) take() (next ChannelState, r outcome, now bool) {
	switch {
	case s.Buffer != "": // CH-04, CH-10
		rest, v := s.Buffer.oldest()
		s.Buffer = rest
		if s.Putters != "" { // CH-05
			var waited int
			s, waited = s.letPut()
			s.Buffer = s.Buffer.push(waited)
		}
		return s, outcome(v), true
	case s.Putters != "": // CH-06
		s, v := s.letPut()
		return s, outcome(v), true
	case s.Closed: // CH-10
		return s, failure(int(s.Err)), true
	default: // CH-07
		return s, 0, false
	}
}

// letPut lets the first of those who wait to put go, and returns its value.
func (s ChannelState) letPut() (ChannelState, int) {
	call, v := s.Putters.at(0)
	s.Putters = s.Putters[4:]
	s.Granted = s.Granted.insert(call, 0)
	return s, v
}

// close ends the channel, with error number n for all who wait, and for those who come later: CH-11, CH-12. What is in
// the buffer stays.
func (s ChannelState) close(n int) ChannelState {
	s.Closed, s.Err = true, int32(n)
	for ; s.Putters != ""; s.Putters = s.Putters[4:] {
		call, _ := s.Putters.at(0)
		s.Granted = s.Granted.insert(call, int(failure(n)))
	}
	for ; s.Takers != ""; s.Takers = s.Takers[2:] {
		s.Granted = s.Granted.insert(s.Takers.At(0), int(failure(n)))
	}
	return s
}

// request is the first step of a put or a take that goes on now, with outcome r, or has to wait. s is the state if it
// goes on, old the one before.
func (s ChannelState) request(in *Step, old ChannelState, r outcome, now bool) (ChannelState, bool) {
	switch {
	case in.Mode == Immediate:
		return s, now && in.Result == r.result()
	case now && in.Result.Status == spec.Cancelled: // it has not waited, and came to nothing
		old.Granted = old.Granted.insert(in.Call, int(outcomeNone))
		return old, in.Mode == Any
	case in.Mode == Any && now:
		s.Granted = s.Granted.insert(in.Call, int(r))
		return s, true
	case now: // it says that it waited, and had no reason to
		return s, false
	case in.Op.Kind == spec.ChanPut:
		s.Putters = s.Putters.append(in.Call, in.Op.N)
		return s, true
	default:
		s.Takers = s.Takers.Append(in.Call)
		return s, true
	}
}

// peek is the first step of a fetch or a wait. If nobody knows whether it has waited, it may well have.
func (m Channel) peek(s ChannelState, in *Step) (ChannelState, bool) {
	r, now := m.seen(s, in.Op.Kind)
	switch {
	case in.Mode == Immediate:
		return s, now && in.Result == r
	case in.Mode == Suspended && now:
		return s, false
	default:
		s.Peekers = s.Peekers.Insert(in.Call)
		return s, true
	}
}

// seen is what a fetch or a wait would return now, if it need not wait: CH-13, CH-14, CH-15.
func (m Channel) seen(s ChannelState, kind spec.Kind) (r spec.Result, now bool) {
	switch {
	case kind == spec.ChanFetch && m.Cap == 0:
		return spec.Failure(spec.MsgFetchUnbuffered), true
	case s.ready() && kind == spec.ChanFetch:
		return number(s.Buffer.at(0)), true
	case s.ready():
		return done, true
	case s.Closed:
		return failure(int(s.Err)).result(), true
	default:
		return done, false
	}
}

// goOn is the return of a call that has waited.
func (m Channel) goOn(s ChannelState, in *Step) (ChannelState, bool) {
	var there bool
	if in.Op.Kind == spec.ChanFetch || in.Op.Kind == spec.ChanWait {
		r, now := m.seen(s, in.Op.Kind)
		s.Peekers, there = s.Peekers.Without(in.Call)
		return s, there && now && in.Result == r
	}
	var n int
	s.Granted, n, there = s.Granted.without(in.Call)
	return s, there && in.Result == outcome(n).result()
}

// leave is the end of a wait by a context: WAIT-01, and not of the granted: WAIT-02. A peeker was granted nothing.
func (s ChannelState) leave(in *Step) (ChannelState, bool) {
	var put, take, peek bool
	s.Putters, _, put = s.Putters.without(in.Call)
	s.Takers, take = s.Takers.Without(in.Call)
	s.Peekers, peek = s.Peekers.Without(in.Call)
	if put || take || peek {
		return s, true
	}
	rest, n, let := s.Granted.without(in.Call)
	switch {
	case !let || in.Mode != Any:
		return s, false
	case outcome(n) == outcomeNone:
		s.Granted = rest
		return s, true
	default:
		return s, in.Result.Status != spec.Cancelled
	}
}

// asleep returns all who wait, ascending.
func (s ChannelState) asleep() IDs {
	all := s.Takers + s.Peekers
	for i := range s.Putters.len() {
		call, _ := s.Putters.at(i)
		all = all.Append(call)
	}
	return all.Sorted()
}

// String describes the state for people.
func (s ChannelState) String() string {
	text := s.Buffer.String()
	if s.Closed {
		text += fmt.Sprintf(", closed with %q", failure(int(s.Err)).result().Text)
	}
	if s.Putters != "" {
		text += ", waiting to put " + s.Putters.text(func(v int) string { return fmt.Sprint(v) })
	}
	if s.Takers != "" {
		text += ", waiting to take " + s.Takers.String()
	}
	if s.Peekers != "" {
		text += ", waiting to see " + s.Peekers.String()
	}
	if s.Granted != "" {
		text += ", let go " + s.Granted.text(func(n int) string { return outcome(n).String() })
	}
	return text
}
