package linearizability

import (
	"testing"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

func TestExplainVisitsStepsInOrder(t *testing.T) {
	h := &History{
		Stamps:   Exact,
		Scenario: Scenario{Object: Semaphore, Setup: Setup{Size: 1}, Clients: make([][]Action, 2)},
		Calls: []Call{
			{ID: 1, Client: 0, Op: spec.Op{Kind: spec.SemAcquire}, Begin: 1, End: 2},
			{ID: 2, Client: 1, Op: spec.Op{Kind: spec.SemAcquire}, Begin: 3, Park: 4, End: 7},
			{ID: 3, Client: 0, Op: spec.Op{Kind: spec.SemRelease}, Begin: 5, End: 6},
		},
	}
	var calls []int
	var ticks []int64
	var last any
	if !h.Explain(func(step *model.Step, at int64, state any) {
		calls, ticks, last = append(calls, step.Call), append(ticks, at), state
	}) {
		t.Fatal("no explanation")
	}
	for i, want := range []int{1, 2, 3, 2} {
		if calls[i] != want || ticks[i] != []int64{1, 3, 5, 5}[i] {
			t.Fatalf("visited calls %v at %v", calls, ticks)
		}
	}
	if got := last.(model.SemaphoreState); got.Taken != 1 || got.Line != (model.Line{}) {
		t.Errorf("the last state is %v", got)
	}

	h.Calls[0].Result = spec.Failure("no")
	if h.Explain(func(*model.Step, int64, any) {}) {
		t.Error("an explanation of what has none")
	}
}
