package linearizability

import "github.com/veritask/veritask/model"

// Explain calls visit for the steps of an explanation of the history, in its order, with the state after each, and
// returns true. If there is none, it visits the longest beginning of one and returns false. Of the ticks at which a
// step can have happened, at is the first.
func (h *History) Explain(visit func(step *model.Step, at int64, state any)) bool {
	if h.stuck() {
		return false
	}
	a := h.attempt()
	m := h.model()
	state, at := m.Init(), int64(0)
	for _, op := range a.longest {
		_, state = m.Step(state, op.Input, nil)
		at = max(at, op.Call)
		visit(op.Input.(*model.Step), at, state)
	}
	return a.verdict == Linearizable
}
