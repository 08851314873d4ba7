//go:build veritask_explore

package park_test

import (
	"context"
	"slices"
	"testing"

	"github.com/veritask/veritask/impl/internal/park"
	"github.com/veritask/veritask/impl/internal/seam"
	"github.com/veritask/veritask/impl/internal/seamtest"
)

// Under an explorer a coroutine's parker means the same.
func TestExploredCoroutine(t *testing.T) {
	seamtest.Install(t, 0)
	TestCoroutine(t)
}

func TestExploredPark(t *testing.T) {
	r := seamtest.Install(t, 0)
	var p park.Parker
	p.ForGoroutine()
	woken := 0
	r.Go("sleeper", false, func() {
		for range 2 {
			p.Park()
			woken++
		}
	})
	if blocked := r.Run(); woken != 0 || len(blocked) != 1 {
		t.Fatalf("woken %d times, blocked %v", woken, blocked)
	}
	for i := range 2 {
		p.Unpark()
		if r.Run(); woken != i+1 {
			t.Errorf("woken %d times, want %d", woken, i+1)
		}
	}
	var kinds []seam.Kind
	for _, e := range r.Events {
		kinds = append(kinds, e.Kind)
	}
	if want := []seam.Kind{seam.Release, seam.Acquire, seam.Release, seam.Acquire}; !slices.Equal(kinds, want) {
		t.Errorf("told %v, want %v", kinds, want)
	}
}

func TestExploredParkUntil(t *testing.T) {
	r := seamtest.Install(t, 0)
	ctx, cancel := seam.NewContext(context.Background())
	var p park.Parker
	p.ForGoroutine()
	var got []bool
	r.Go("sleeper", false, func() {
		for range 3 {
			got = append(got, p.ParkUntil(ctx.Done()))
		}
	})
	if blocked := r.Run(); len(blocked) != 1 {
		t.Fatal("nothing has come, and it does not sleep")
	}
	p.Unpark()
	r.Run()
	cancel(nil)
	p.Unpark() // both have come: the permit
	if blocked := r.Run(); blocked != nil || !slices.Equal(got, []bool{true, true, false}) {
		t.Errorf("got %v, blocked %v", got, blocked)
	}
	if e := r.Events[len(r.Events)-1]; e.W2 != ctx.Word() || e.Wrote {
		t.Errorf("told %+v of giving up", e)
	}
}

func TestExploredMisuse(t *testing.T) {
	seamtest.Install(t, 0)
	foreign, cancel := context.WithCancel(context.Background())
	defer cancel()
	var p park.Parker
	p.ForGoroutine()
	p.Unpark()
	if !p.ParkUntil(nil) {
		t.Error("no permit")
	}
	mustPanic(t, "a context that nobody knows", func() { p.ParkUntil(foreign.Done()) })
	p.Unpark()
	mustPanic(t, "a second Unpark", p.Unpark)
}

func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("no panic: %s", what)
		}
	}()
	f()
}

func TestExploredLatch(t *testing.T) {
	r := seamtest.Install(t, 0)
	ctx, cancel := seam.NewContext(context.Background())
	var l, other park.Latch
	l.Init()
	other.Init()
	var got []bool
	r.Go("waits", false, func() {
		got = append(got, l.WaitUntil(ctx.Done()), l.WaitOr(&other), l.WaitUntil(nil), l.WaitUntil(ctx.Done()))
		l.Wait()
	})
	var at []int
	for _, step := range []func(){func() {}, func() { cancel(nil) }, other.Open, l.Open} {
		step()
		r.Run()
		at = append(at, len(got))
	}
	if !slices.Equal(got, []bool{false, false, true, true}) {
		t.Errorf("got %v after %v", got, at)
	}
}
