package report

import (
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/model"
)

// grant says which call let another one go, and when at the earliest.
type grant struct {
	by int
	at int64
}

// grants returns by whom the calls of a history were let go, as far as an explanation of it says.
func grants(h *lin.History) map[int]grant {
	found := map[int]grant{}
	h.Explain(func(step *model.Step, at int64, state any) {
		let := granted(state)
		for i := range let.Len() {
			call := let.At(i)
			if _, known := found[call]; !known && call != step.Call {
				found[call] = grant{step.Call, at}
			}
		}
	})
	return found
}

// granted returns the calls that have been let go and have not returned in a state.
func granted(state any) model.IDs {
	switch s := state.(type) {
	case model.EventState:
		return s.Line.Granted
	case model.SemaphoreState:
		return s.Line.Granted
	case model.TasksState:
		return s.Granted
	default:
		return ""
	}
}
