//go:build veritask_explore

package seam_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/veritask/veritask/impl/internal/seam"
	"github.com/veritask/veritask/impl/internal/seamtest"
)

// kinds are the kinds of the operations on w.
func kinds(r *seamtest.Recorder, w *seam.Word) (out []seam.Kind) {
	for _, e := range r.Events {
		if e.W == w {
			out = append(out, e.Kind)
		}
	}
	return out
}

func TestContextEndsInOneStep(t *testing.T) {
	r := seamtest.Install(t, 0)
	type key struct{}
	c, cancel := seam.NewContext(context.WithValue(context.Background(), key{}, 7))
	if c.Err() != nil || c.Value(key{}) != 7 {
		t.Error("a new context has ended, or lost a value")
	}
	if d, ok := c.Deadline(); ok {
		t.Errorf("deadline %v", d)
	}
	why := errors.New("why")
	cancel(why)
	cancel(errors.New("too late"))
	select {
	case <-c.Done():
	default:
		t.Error("the channel is open")
	}
	if c.Err() != context.Canceled || context.Cause(c) != why { //nolint:errorlint // identity
		t.Errorf("Err %v, Cause %v", c.Err(), context.Cause(c))
	}
	w := seam.WordOf(c.Done())
	want := []seam.Kind{seam.Load, seam.Swap, seam.Swap, seam.Load, seam.Load}
	if got := kinds(r, w); w == nil || !slices.Equal(got, want) {
		t.Errorf("operations %v, want %v", got, want)
	}
	if e := r.Events[2]; e.Wrote {
		t.Error("the second cancel wrote")
	}
}

func TestContextAfterFunc(t *testing.T) {
	r := seamtest.Install(t, 0)
	c, cancel := seam.NewContext(context.Background())
	var ran []string
	note := func(s string) func() { return func() { ran = append(ran, s) } }
	c.AfterFunc(note("first"))
	stop := c.AfterFunc(note("stopped"))
	c.AfterFunc(note("second"))
	if !stop() || stop() {
		t.Error("stop must succeed once")
	}
	cancel(nil)
	if ran != nil {
		t.Error("a function ran on the thread of the canceller")
	}
	late := c.AfterFunc(note("late"))
	if late() {
		t.Error("stop of a function that was started")
	}
	if blocked := r.Run(); blocked != nil || !slices.Equal(ran, []string{"first", "second", "late"}) {
		t.Errorf("ran %v, blocked %v", ran, blocked)
	}
}

func TestContextsBelow(t *testing.T) {
	seamtest.Install(t, 0)
	top, cancel := seam.NewContext(context.Background())
	type key struct{}
	wrapped := context.WithValue(top, key{}, 1)
	below, _ := seam.NewContext(wrapped)
	left, leave := seam.NewContext(top)
	leave(nil)
	if top.Err() != nil || left.Err() == nil {
		t.Error("the end went up")
	}
	why := errors.New("why")
	cancel(why)
	if below.Err() != context.Canceled || context.Cause(below) != why { //nolint:errorlint // identity
		t.Errorf("Err %v, Cause %v", below.Err(), context.Cause(below))
	}
	late, _ := seam.NewContext(top)
	if late.Err() == nil {
		t.Error("a context below one that has ended has not")
	}
}

func TestForeignContext(t *testing.T) {
	seamtest.Install(t, 0)
	foreign, cancel := context.WithCancel(context.Background())
	defer cancel()
	if seam.WordOf(foreign.Done()) != nil {
		t.Error("a word for a context that nobody knows")
	}
	defer func() {
		if recover() == nil {
			t.Error("a context below one that nobody knows")
		}
	}()
	seam.NewContext(foreign)
}

func TestUntil(t *testing.T) {
	seamtest.Install(t, 0)
	c, _ := seam.NewContext(context.Background())
	soon := time.Unix(100, 0)
	c.Until(soon)
	c.Until(soon.Add(1))
	below, _ := seam.NewContext(c)
	if d, ok := below.Deadline(); !ok || !d.Equal(soon) {
		t.Errorf("deadline %v, %v", d, ok)
	}
}

// Timers fire as often as the run allows, and never after they were stopped.
func TestTimers(t *testing.T) {
	r := seamtest.Install(t, 2)
	fired := 0
	fire := func() { fired++ }
	stopped := seam.NewTimer(fire)
	if !stopped.Stop() || stopped.Stop() {
		t.Error("Stop must succeed once")
	}
	timers := []*seam.Timer{seam.NewTimer(fire), seam.NewTimer(fire), seam.NewTimer(fire)}
	if blocked := r.Run(); fired != 2 || len(blocked) != 2 {
		t.Errorf("%d fired, blocked %v", fired, blocked)
	}
	if timers[0].Stop() || !timers[2].Stop() {
		t.Error("Stop of a timer that fired succeeds, or of one that did not fails")
	}
	seam.Drain() // stopped ones end as well
	seam.NewTimer(fire)
	if blocked := r.Run(); fired != 3 || len(blocked) != 0 {
		t.Errorf("draining: %d fired, blocked %v", fired, blocked)
	}
}

func TestNoTimers(t *testing.T) {
	r := seamtest.Install(t, 0)
	seam.NewTimer(func() { t.Error("fired") })
	if r.Run(); r.Started != nil || seam.Moves() {
		t.Error("a thread for a timer that cannot fire")
	}
}
