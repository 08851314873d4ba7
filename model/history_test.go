package model

import (
	"fmt"
	"testing"
)

// timed is a step with the time in which it must happen.
type timed struct {
	*Step
	from, to int64
}

// histories made by hand: what can be seen, and what cannot.
var histories = []struct {
	name  string
	model Model
	steps []timed
	legal bool
}{
	{"served in the order of the line", one, []timed{
		{now(1, acquire), 1, 2},
		{parks(2, acquire), 3, 4},
		{parks(3, acquire), 5, 6},
		{now(4, release), 7, 8},
		{back(2, acquire), 4, 9},
		{quiet(3), 10, 10},
	}, true},
	{"served against the order of the line", one, []timed{
		{now(1, acquire), 1, 2},
		{parks(2, acquire), 3, 4},
		{parks(3, acquire), 5, 6},
		{now(4, release), 7, 8},
		{back(3, acquire), 6, 9},
		{quiet(2), 10, 10},
	}, false},
	{"who came at the same time may be served in either order", one, []timed{
		{now(1, acquire), 1, 2},
		{parks(2, acquire), 3, 6},
		{parks(3, acquire), 4, 5},
		{now(4, release), 7, 8},
		{back(3, acquire), 5, 9},
		{quiet(2), 10, 10},
	}, true},
	{"against the order, but nobody knows when they came", one, []timed{
		{now(1, acquire), 1, 2},
		{perhaps(2, acquire), 3, 20},
		{perhaps(3, acquire), 5, 9},
		{back(3, acquire), 5, 9},
		{now(4, release), 7, 8},
		{now(5, release), 10, 11},
		{back(2, acquire), 3, 20},
	}, true},
	{"two notifies, two waiters, one wakes: lost", auto, []timed{
		{parks(1, wait), 1, 2},
		{parks(2, wait), 3, 4},
		{now(3, notify), 5, 6},
		{now(4, notify), 7, 8},
		{back(1, wait), 2, 9},
		{quiet(2), 10, 10},
	}, false},
	{"the same, seen by cancelling who sleeps", auto, []timed{
		{parks(1, wait), 1, 2},
		{parks(2, wait), 3, 4},
		{now(3, notify), 5, 6},
		{now(4, notify), 7, 8},
		{back(1, wait), 2, 9},
		{leaves(2, wait), 10, 11},
	}, false},
	{"two notifies at the same time as the second wait: they may have coalesced", auto, []timed{
		{now(3, notify), 1, 6},
		{now(4, notify), 1, 6},
		{perhaps(1, wait), 1, 9},
		{back(1, wait), 1, 9},
		{parks(2, wait), 1, 8},
		{quiet(2), 10, 10},
	}, true},
	{"permit lost to a cancelled waiter", one, []timed{
		{now(1, acquire), 1, 2},
		{parks(2, acquire), 3, 4},
		{parks(3, acquire), 5, 6},
		{now(4, release), 7, 8},
		{leaves(2, acquire), 9, 10},
		{quiet(3), 11, 11},
	}, false},
	{"permit passed on by a waiter cancelled in time", one, []timed{
		{now(1, acquire), 1, 2},
		{parks(2, acquire), 3, 4},
		{parks(3, acquire), 5, 6},
		{now(4, release), 7, 12},
		{leaves(2, acquire), 9, 10},
		{back(3, acquire), 6, 13},
		{quiet(), 14, 14},
	}, true},
	{"both asleep beside a free permit", one, []timed{
		{now(1, acquire), 1, 2},
		{parks(2, acquire), 3, 4},
		{parks(3, acquire), 3, 5},
		{now(4, release), 6, 7},
		{quiet(2, 3), 8, 8},
	}, false},
	{"tryacquire passes a waiter", one, []timed{
		{now(1, acquire), 1, 2},
		{parks(2, acquire), 3, 4},
		{now(3, release), 5, 6},
		{gives(4, tryacquire, yes), 7, 8},
		{quiet(2), 9, 9},
	}, false},
	{"tryacquire between release and wait, while both go on", one, []timed{
		{now(1, acquire), 1, 2}, {now(3, release), 3, 6}, {gives(4, tryacquire, yes), 4, 5}, {parks(2, acquire), 3, 7}, {quiet(2), 9, 9},
	}, true},
	{"a pulse frees who waits and nobody later", manual, []timed{
		{parks(1, wait), 1, 2},
		{now(2, notify), 3, 4},
		{now(3, reset), 5, 6},
		{parks(4, wait), 7, 8},
		{back(1, wait), 2, 9},
		{quiet(4), 10, 10},
	}, true},
	{"a pulse that forgot somebody", manual, []timed{
		{parks(1, wait), 1, 2}, {now(2, notify), 3, 4}, {now(3, reset), 5, 6}, {quiet(1), 10, 10},
	}, false},
	{"one signal wakes two", auto, []timed{
		{parks(1, wait), 1, 2}, {now(2, notify), 3, 6}, {now(3, wait), 4, 7}, {back(1, wait), 2, 8},
	}, false},
	{"growing grants too late", one, []timed{
		{now(1, acquire), 1, 2}, {parks(2, acquire), 3, 4}, {now(3, resize(2)), 5, 6}, {leaves(2, acquire), 7, 8},
	}, false},
	{"a task is done before its value", tasks, []timed{
		{gives(1, op("isdone(a)"), yes), 2, 3},
		{gives(2, op("finish(a,7)"), yes), 1, 6},
		{gives(3, op("isdone(a)"), no), 4, 5},
	}, false},
	{"a join with one child that nobody waited for", tasks, []timed{
		{parks(1, op("join(ab)")), 1, 2},
		{gives(2, op("fail(b,2)"), yes), 3, 4},
		{backWith(1, op("join(ab)"), failed("e2")), 2, 5},
		{gives(3, op("finish(a,1)"), yes), 6, 7},
	}, false},
}

func TestHistories(t *testing.T) {
	for _, h := range histories {
		if got := explained(h.model, h.model.Init, h.steps); got != h.legal {
			t.Errorf("%s: legal is %v", h.name, got)
		}
	}
}

// explained tries every order of the steps that their times allow: the meaning of linearizable, word by word.
func explained(m Model, state any, steps []timed) bool {
	if len(steps) == 0 {
		return true
	}
	end := steps[0].to // of the first to end; who begins later cannot come first
	for _, s := range steps {
		end = min(end, s.to)
	}
	for i, s := range steps {
		if s.from > end {
			continue
		}
		next, legal := m.Step(state, s.Step)
		if !legal {
			continue
		}
		rest := append(append([]timed(nil), steps[:i]...), steps[i+1:]...)
		if explained(m, next, rest) {
			return true
		}
	}
	return false
}

// TestOrderOfGrantsIsForgotten: states that differ in history only are equal, so that searches end.
func TestOrderOfGrantsIsForgotten(t *testing.T) {
	after := func(m Model, steps ...*Step) any {
		state := m.Init
		for i, s := range steps {
			var ok bool
			if state, ok = m.Step(state, s); !ok {
				t.Fatalf("step %d is illegal", i+1)
			}
		}
		return state
	}
	a := after(manual, parks(1, wait), parks(2, wait), now(3, notify))
	b := after(manual, parks(2, wait), parks(1, wait), now(3, notify))
	if a != b {
		t.Errorf("%v is not %v", a, b)
	}
	a = after(tasks, parks(1, op("wait(a)")), parks(700, op("wait(b)")))
	b = after(tasks, parks(700, op("wait(b)")), parks(1, op("wait(a)")))
	if a != b {
		t.Errorf("%v is not %v", a, b)
	}
}

func TestStatesAreReadable(t *testing.T) {
	show := func(want string, m Model, steps ...*Step) {
		t.Helper()
		state := m.Init
		for _, s := range steps {
			state, _ = m.Step(state, s)
		}
		if got := fmt.Sprint(state); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	show("not set", manual)
	show("not set, waiting [#300 #2], let go [#1]", auto, parks(1, wait), parks(300, wait), parks(2, wait), now(3, notify))
	show("set, let go [#1 #2]", manual, parks(2, wait), parks(1, wait), now(3, notify))
	show("1 of 1 taken, waiting [#2]", one, now(1, acquire), parks(2, acquire))
	show("", tasks)
	show("a = 7, c failed e2, waiting [#1]", tasks, parks(1, op("join(ab)")),
		gives(2, op("finish(a,7)"), yes), gives(3, op("fail(c,2)"), yes))
	show("waiting [#1]", tasks, parks(1, op("join(ab)")))
}
