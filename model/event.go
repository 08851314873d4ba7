package model

import "github.com/veritask/veritask/spec"

// Event is the model of an event: a flag and a line.
//
//	            notify                      wait             notify
//	manual:     set, lets all go            while set        is idle while set
//	autoreset:  hands over or sets          takes the flag   is idle while set
//
// The flag and the line exclude each other: who is set has nobody waiting.
type Event struct {
	Auto bool // autoreset
}

// EventState is a flag and a line.
type EventState struct {
	Set  bool
	Line Line
}

// Model returns the model for judges.
func (m Event) Model() Model {
	if m.Auto {
		return hide("autoreset event", EventState{}, m.Step)
	}
	return hide("event", EventState{}, m.Step)
}

// Step returns the state after a step, and whether the step is legal.
func (m Event) Step(s EventState, in *Step) (EventState, bool) {
	if in.Phase != Request {
		var ok bool
		s.Line, ok = s.Line.step(in)
		return s, ok
	}
	switch in.Op.Kind {
	case spec.EventWait:
		return m.wait(s, in)
	case spec.EventNotify:
		return m.notify(s), in.Result == done
	case spec.EventReset:
		s.Set = false // EV-05; the granted stay granted: EV-06
		return s, in.Result == done
	case spec.EventIsSet:
		return s, in.Result == spec.Bool(s.Set) // EV-07
	default:
		return s, false
	}
}

func (m Event) wait(s EventState, in *Step) (EventState, bool) {
	line, took, legal := s.Line.request(in, s.Set) // EV-01, EV-02
	s.Line = line
	if took && m.Auto {
		s.Set = false // EV-08
	}
	return s, legal && (in.Mode != Immediate || in.Result == done)
}

func (m Event) notify(s EventState) EventState {
	switch {
	case s.Set: // EV-04
	case !m.Auto:
		s.Set = true
		s.Line = s.Line.grantAll() // EV-03
	case s.Line.Waiting != "":
		s.Line = s.Line.grant() // EV-09; the flag stays down, so nobody else can take it: EV-11
	default:
		s.Set = true // EV-10
	}
	return s
}

// String describes the state for people.
func (s EventState) String() string {
	if s.Set {
		return "set" + s.Line.String()
	}
	return "not set" + s.Line.String()
}
