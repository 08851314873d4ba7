package model

import (
	"fmt"
	"testing"
)

// TestQueues: what queues may answer. All steps are legal but the last of a broken rule.
func TestQueues(t *testing.T) {
	deque, queue := Deque{}.Model(), Queue{}.Model()
	threeDeque, threeQueue := Deque{Size: 3}.Model(), Queue{Size: 3}.Model()
	push := func(n int) *Step { return now(0, op(fmt.Sprintf("push(%d)", n))) }
	pop := func(n int) *Step { return gives(0, op("pop"), number(n)) }
	steal := func(n int) *Step { return gives(0, op("steal"), number(n)) }
	for i, r := range []rule{
		{"", deque, seq(push(4), push(5), push(6), steal(4), pop(6), steal(5), pop(0), steal(0)), false},
		{"", deque, seq(push(4), push(5), steal(5)), true},
		{"", deque, seq(push(4), push(5), pop(4)), true},
		{"", deque, seq(push(4), steal(0)), true},
		{"", deque, seq(push(4), pop(0)), true},
		{"", deque, seq(push(4), steal(4), pop(4)), true},
		{"", deque, seq(pop(7)), true},
		{"", deque, seq(gives(0, op("isempty"), yes)), true},
		{"", deque, seq(quiet(), quiet(1)), true},
		{"", deque, seq(leaves(1, op("pop"))), true},
		{"", deque, seq(gives(0, op("push(4)"), yes)), true},
		{"", threeDeque, seq(steal(1), pop(3), pop(2), pop(0)), false},

		{"", queue, seq(push(4), push(5), pop(4), push(6), pop(5), pop(6), pop(0)), false},
		{"", queue, seq(push(4), push(5), pop(5)), true},
		{"", queue, seq(push(4), pop(0)), true},
		{"", queue, seq(push(4), pop(4), pop(4)), true},
		{"", queue, seq(push(4), steal(4)), true},
		{"", queue, seq(gives(0, op("isempty"), yes), gives(0, op("isempty"), no), push(1), gives(0, op("isempty"), no)), false},
		{"", queue, seq(push(4), gives(0, op("isempty"), yes)), true},
		{"", queue, seq(quiet(), quiet(1)), true},
		{"", threeQueue, seq(pop(1), pop(2), pop(3), pop(0)), false},
	} {
		state := r.model.Init
		for k, in := range r.steps {
			next, legal := r.model.Step(state, in)
			if want := !r.broken || k < len(r.steps)-1; legal != want {
				t.Errorf("rule %d, %s: step %d is legal: %v, in state %v", i, r.model.Name, k+1, legal, state)
				break
			}
			state = next
		}
	}
	if text := fmt.Sprint(threeDeque.Init); text != "[1 2 3]" {
		t.Errorf("the state reads %s", text)
	}
}
