package shared_test

import (
	"context"
	"errors"
	"testing"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

func TestLatch(t *testing.T) {
	l := shared.NewLatch()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if l.Wait(ctx) {
		t.Error("it was never opened")
	}
	l.Open()
	<-l.Done()
	if !l.Wait(context.Background()) {
		t.Error("it is open")
	}
}

// A wait ends by the latch or by the context, and both happen.
func TestLatchInside(t *testing.T) {
	seen := map[[2]bool]bool{}
	r := explore.Explore(explore.Program{Name: "latch", Setup: func(r *explore.Run) {
		l := shared.NewLatch()
		ctx, cancel := shared.NewContext(context.Background())
		var got [2]bool
		for i := range got {
			r.Go([]string{"A", "B"}[i], func() { got[i] = l.Wait(ctx) })
		}
		r.Go("opener", l.Open)
		r.Go("canceller", func() { cancel(errors.New("enough")) })
		r.Check(func(o *explore.Outcome) error {
			if !o.Ended() {
				return errors.New("somebody sleeps before an open latch")
			}
			seen[got] = true
			return nil
		})
	}}, explore.Options{})
	if r.Failure != nil || !r.Complete || len(seen) != 4 {
		t.Errorf("seen %v; %s", seen, r.String())
	}
}
