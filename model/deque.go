package model

import "github.com/veritask/veritask/spec"

// Deque is the model of a work-stealing deque: its owner pushes and pops at the bottom, where the newest entry is, and
// anybody steals from the top, where the oldest is. Nothing is what both give exactly if there is no entry: a thief that
// loses against another one tries again. That only one client pushes and pops is a matter of the scenario.
type Deque struct {
	Size int // entries at the beginning: the numbers 1 to Size
}

// Model returns the model for judges.
func (m Deque) Model() Model { return hide("deque", firstRow(m.Size), m.Step) }

// Step returns the state after a step, and whether the step is legal.
func (Deque) Step(s Row, in *Step) (Row, bool) {
	if in.Phase != Request {
		return s.otherwise(in)
	}
	var n int
	switch in.Op.Kind {
	case spec.Push:
		return s.push(in.Op.N), in.Result == done
	case spec.Pop:
		s, n = s.newest()
		return s, in.Result == number(n)
	case spec.Steal:
		s, n = s.oldest()
		return s, in.Result == number(n)
	default:
		return s, false
	}
}
