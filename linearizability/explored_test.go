package linearizability_test

import (
	"context"
	"strings"
	"testing"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

// sleepy is an event whose notify does not return.
type sleepy struct {
	calls shared.Int32
	gate  *shared.Gate
}

func (s *sleepy) Do(ctx context.Context, op spec.Op) spec.Result {
	s.calls.Add(1)
	if op.Kind == spec.EventNotify {
		s.gate.Pass(context.Background())
	}
	return spec.Bool(false)
}

// A call that has nothing to wait for and sleeps is stuck, and its history can be shown.
func TestExploreStuck(t *testing.T) {
	target := lin.Target{Name: "sleepy", Object: lin.Event, Stamps: lin.Some, New: func(lin.Env) lin.Subject {
		return &sleepy{gate: shared.NewGate()}
	}}
	for _, text := range []string{"event: notify", "event: notify | isset", "event: notify | notify"} {
		s, err := lin.ParseScenario(text)
		if err != nil {
			t.Fatal(err)
		}
		e, err := lin.Explore(target, s, explore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if e.Failure == nil || e.Failure.Verdict != lin.Stuck {
			t.Fatalf("%s: %v", text, e.Failure)
		}
		var page strings.Builder
		if err := e.Failure.History.WriteHTML(&page); err != nil || page.Len() == 0 {
			t.Errorf("%s: %d bytes, %v", text, page.Len(), err)
		}
		if !strings.Contains(e.Failure.Reason(), "stuck") {
			t.Errorf("%s: %s", text, e.Failure.Reason())
		}
	}
}
