package linearizability

import "github.com/veritask/veritask/spec"

// History is what one run of a scenario did. Times are ticks of a clock that moves with every event, so no two events
// share one; 0 means never.
type History struct {
	Target   string
	Stamps   Stamps
	Scenario Scenario
	Seed     uint64
	Calls    []Call // in the order of their beginnings
	Quiets   []Quiet
}

// Call is one operation of a history.
type Call struct {
	ID     int // from 1
	Client int // from 0; one more than the scenario has if the coordinator needed a hand
	Op     spec.Op
	Result spec.Result
	Begin  int64 // before the call
	Park   int64 // it had its place in the line before this tick and has waited
	Cancel int64 // its context was ended after this tick
	End    int64 // after the call
	Timed  bool  // its context had a deadline
	Probed bool  // its context was ended to see whether it was asleep
}

// Quiet is a moment at which nothing moved and exactly the calls Asleep were waiting.
type Quiet struct {
	At     int64
	Asleep []int // IDs, ascending
}

// String describes the call with its number: #3 acquire() cancelled.
func (c Call) String() string {
	if c.End == 0 {
		return "#" + itoa(c.ID) + " " + c.Op.String() + " never returned"
	}
	return "#" + itoa(c.ID) + " " + c.Op.Describe(c.Result)
}

// Parks returns how many calls have waited.
func (h *History) Parks() int {
	n := 0
	for i := range h.Calls {
		if h.Calls[i].Park != 0 {
			n++
		}
	}
	return n
}

// Cancelled returns how many calls have been cancelled.
func (h *History) Cancelled() int {
	n := 0
	for i := range h.Calls {
		if h.Calls[i].Result.Status == spec.Cancelled {
			n++
		}
	}
	return n
}
