package explore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// TestStall: a thread that stops for ever holds up who waits for it, and nobody else.
func TestStall(t *testing.T) {
	lockFree := func(r *explore.Run) {
		s := &stack{}
		each(r, func() { s.push(1); s.pop() }, func() { s.push(2); s.pop() })
	}
	spinLock := func(r *explore.Run) {
		var held shared.Bool
		f := func() {
			for l := explore.NewLoop(); !held.CompareAndSwap(false, true); l.Again() {
			}
			held.Store(false)
		}
		each(r, f, f)
	}
	for k := 0; ; k++ {
		o := explore.Options{Stall: "A", StallAfter: k}
		r := explore.Explore(explore.Program{Name: "stack", Setup: lockFree}, o)
		if r.Failure != nil {
			t.Fatalf("after %d steps: %v", k, r.Failure)
		}
		if r.Stalled == 0 {
			if k < 4 {
				t.Errorf("A has made no more than %d steps", k)
			}
			break
		}
	}
	f := fails(t, "spin lock", spinLock, explore.Options{Stall: "A", StallAfter: 1}, explore.Livelock)
	if !strings.Contains(f.Error(), "A is stalled, B spins") {
		t.Error(f)
	}
	fails(t, "deadlock", func(r *explore.Run) {
		var m shared.Mutex
		n := 0
		f := func() {
			m.Lock()
			n++
			m.Unlock()
		}
		each(r, f, f)
		r.Check(func(o *explore.Outcome) error {
			if waits := o.Blocked(); len(waits) > 0 {
				return fmt.Errorf("%v wait for %v", waits, o.Stalled())
			}
			return nil
		})
	}, explore.Options{Stall: "A", StallAfter: 1}, explore.Checked)
}

// TestStallAsleep: who was stopped just before it would have slept goes on, when the run is brought to its end, as soon
// as it is let go and not before.
func TestStallAsleep(t *testing.T) {
	r := explore.Explore(explore.Program{Name: "asleep", Setup: func(r *explore.Run) {
		var x shared.Int32
		a, b := shared.NewGate(), shared.NewGate()
		ctx := context.Background()
		passed := false
		r.Go("A", func() {
			x.Add(1)
			passed = b.Pass(ctx)
		})
		r.Go("B", func() {
			a.Pass(ctx)
			b.Open()
		})
		r.Drain(func() { a.Open() })
		r.AllEnd()
		r.After(func() error {
			if !passed {
				return errors.New("A has not come through the gate")
			}
			return nil
		})
	}}, explore.Options{Stall: "A", StallAfter: 1})
	if r.Failure != nil || r.Stalled == 0 {
		t.Errorf("%v, stalled in %d runs", r.Failure, r.Stalled)
	}
}
