package linearizability_test

import (
	"context"
	"testing"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

// slowEnd is a context whose end takes two steps: it has ended, then whoever waits is told.
type slowEnd struct {
	context.Context
	ended shared.Int32
	told  *shared.Gate
}

func (c *slowEnd) end(error) {
	if c.ended.CompareAndSwap(0, 1) {
		c.told.Open()
	}
}

// heedful is an event that nobody notifies. A wait under a context that has ended is one step.
type heedful struct{}

func (heedful) Do(ctx context.Context, _ spec.Op) spec.Result {
	if c := ctx.(*slowEnd); c.ended.Load() == 0 {
		lin.Parked(c)
		c.told.Pass(context.Background())
	}
	return spec.Result{Status: spec.Cancelled}
}

// A call of one step that begins while its context is being ended was asked to leave.
func TestExploreCallWhileContextEnds(t *testing.T) {
	target := lin.Target{
		Name: "heedful", Object: lin.Event, Stamps: lin.Exact, New: func(lin.Env) lin.Subject { return heedful{} },
		Context: func(parent context.Context) (context.Context, context.CancelCauseFunc) {
			c := &slowEnd{Context: parent, told: shared.NewGate()}
			return c, c.end
		},
	}
	s, err := lin.ParseScenario("event: wait | cancel(1.1)")
	if err != nil {
		t.Fatal(err)
	}
	e, err := lin.Explore(target, s, explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if e.Failure != nil || e.Histories < 3 {
		t.Errorf("%d histories: %v", e.Histories, e.Failure)
	}
}
