package model

import "github.com/veritask/veritask/spec"

// Queue is the model of a queue, first in first out, that anybody pushes to and pops from. A pop gives nothing exactly if
// there is no entry. IsEmpty is weaker: that it is false says nothing, since a push that is on its way, or was overtaken,
// may leave traces of an entry that is no longer there.
type Queue struct {
	Size int // entries at the beginning: the numbers 1 to Size
}

// Model returns the model for judges.
func (m Queue) Model() Model { return hide("queue", firstRow(m.Size), m.Step) }

// Step returns the state after a step, and whether the step is legal.
func (Queue) Step(s Row, in *Step) (Row, bool) {
	if in.Phase != Request {
		return s.otherwise(in)
	}
	var n int
	switch in.Op.Kind {
	case spec.Push:
		return s.push(in.Op.N), in.Result == done
	case spec.Pop:
		s, n = s.oldest()
		return s, in.Result == number(n)
	case spec.IsEmpty:
		return s, in.Result == spec.Bool(false) || s == "" && in.Result == spec.Bool(true)
	default:
		return s, false
	}
}
