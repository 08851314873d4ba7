package model

import (
	"testing"

	"github.com/veritask/veritask/spec"
)

var (
	cond      = Condition{MaxPasses: 2}.Model()
	condwait  = spec.Op{Kind: spec.CondWait}
	waitfirst = spec.Op{Kind: spec.CondWaitFirst}
	given     = spec.Result{Status: spec.Cancelled}
)

func notifyAll(n int) spec.Op { return spec.Op{Kind: spec.CondNotifyAll, N: n} }
func notifyOne(n int) spec.Op { return spec.Op{Kind: spec.CondNotifyOne, N: n} }
func failAll(n int) spec.Op   { return spec.Op{Kind: spec.CondFailAll, N: n} }
func failOne(n int) spec.Op   { return spec.Op{Kind: spec.CondFailOne, N: n} }

// sleeps: a client takes the lock and waits for the condition.
func sleeps(client, call int, op spec.Op) []*Step {
	return seq(by(client, now(call, lock)), by(client, parks(call+1, op)))
}

// holding: steps of client 0 while it has the lock.
func holding(steps ...*Step) []*Step {
	return all(seq(now(100, lock)), steps, seq(now(101, unlock)))
}

// all joins sequences of steps.
func all(parts ...[]*Step) []*Step {
	var whole []*Step
	for _, p := range parts {
		whole = append(whole, p...)
	}
	return whole
}

var conditionRules = []rule{
	{"CO-01", cond, all(sleeps(1, 1, condwait), holding(), seq(quiet(2))), false},
	{"CO-01", cond, all(seq(by(1, now(3, lock))), sleeps(1, 1, condwait), seq(gives(4, trylock, yes))), false},
	{"CO-01", cond, all(sleeps(1, 1, condwait), seq(gives(3, trylock, no))), true},
	{"CO-01", cond, seq(now(1, lock), gives(2, condwait, number(1))), true},
	{"CO-02", cond, all(seq(by(1, now(3, lock))), sleeps(1, 1, condwait), holding(gives(4, notifyOne(7), number(1))), seq(
		by(1, backWith(2, condwait, number(7))), by(1, now(5, unlock)), gives(6, trylock, no), by(1, now(7, unlock)), gives(8, trylock, yes))), false},
	{"CO-02", cond, all(seq(by(1, now(3, lock))), sleeps(1, 1, condwait), holding(gives(4, notifyOne(7), number(1))), seq(
		by(1, backWith(2, condwait, number(7))), by(1, now(5, unlock)), gives(6, trylock, yes))), true},
	{"CO-02", cond, all(sleeps(1, 1, condwait), seq(now(3, lock), gives(4, notifyOne(7), number(1)), by(1, backWith(2, condwait, number(7))))), true},
	{"CO-02", cond, all(sleeps(1, 1, condwait), seq(now(3, lock), by(1, leaves(2, condwait)), by(1, backWith(2, condwait, given)))), true},
	{"CO-02", cond, all(seq(by(1, now(3, lock))), sleeps(1, 1, condwait), seq(by(1, leaves(2, condwait)), by(1, backWith(2, condwait, given)), by(1, now(5, unlock)), gives(6, trylock, no))), false},
	{"CO-03", cond, all(sleeps(1, 1, condwait), sleeps(2, 3, condwait), holding(gives(5, notifyAll(7), number(2))), seq(
		by(2, backWith(4, condwait, number(7))), by(2, now(6, unlock)), by(1, backWith(2, condwait, number(7))))), false},
	{"CO-03", cond, all(sleeps(1, 1, condwait), sleeps(2, 3, condwait), holding(gives(5, notifyOne(7), number(1))), seq(by(2, backWith(4, condwait, number(7))))), true},
	{"CO-03", cond, all(sleeps(1, 1, condwait), holding(gives(5, failOne(3), number(1))), seq(by(1, backWith(2, condwait, failed("e3"))))), false},
	{"CO-03", cond, all(sleeps(1, 1, condwait), holding(gives(5, failAll(3), number(1))), seq(by(1, backWith(2, condwait, number(3))))), true},
	{"CO-04", cond, all(sleeps(1, 1, condwait), sleeps(2, 3, waitfirst), sleeps(3, 5, waitfirst), sleeps(4, 7, condwait), holding(
		gives(9, notifyOne(1), number(1)), gives(10, notifyOne(2), number(1)), gives(11, notifyOne(3), number(1))), seq(
		by(3, backWith(6, waitfirst, number(1))), by(3, now(12, unlock)), by(2, backWith(4, waitfirst, number(2))), by(2, now(13, unlock)),
		by(1, backWith(2, condwait, number(3))), by(1, now(14, unlock)), quiet(8))), false},
	{"CO-04", cond, all(sleeps(1, 1, condwait), sleeps(2, 3, waitfirst), holding(gives(9, notifyOne(1), number(1))), seq(by(1, backWith(2, condwait, number(1))))), true},
	{"CO-05", cond, seq(gives(1, condwait, notHeld), gives(2, notifyAll(1), notHeld), now(3, lock), by(1, gives(4, failOne(1), notHeld)), by(1, gives(5, waitfirst, notHeld)), quiet()), false},
	{"CO-05", cond, seq(parks(1, condwait)), true},
	{"CO-05", cond, all(sleeps(1, 1, condwait), seq(gives(3, notifyOne(1), number(1)))), true},
	{"CO-06", cond, all(holding(gives(1, notifyAll(1), number(0))), sleeps(1, 2, condwait), seq(quiet(3))), false},
	{"CO-06", cond, all(sleeps(1, 1, condwait), seq(now(3, lock), gives(4, notifyAll(1), number(0)))), true},
	{"CO-06", cond, all(sleeps(1, 1, condwait), sleeps(2, 3, condwait), seq(now(5, lock), gives(6, notifyOne(1), number(2)))), true},
	{"CO-07", cond, all(sleeps(1, 1, condwait), seq(now(3, lock), by(1, leaves(2, condwait)), gives(4, notifyAll(1), number(1)))), true},
	{"CO-07", cond, all(sleeps(1, 1, condwait), sleeps(2, 3, condwait), holding(by(1, leaves(2, condwait)), gives(5, notifyOne(1), number(1))), seq(
		by(2, backWith(4, condwait, number(1))), by(2, now(6, unlock)), by(1, backWith(2, condwait, given)))), false},
	{"WAIT-02", cond, all(sleeps(1, 1, condwait), holding(gives(3, notifyOne(7), number(1))), seq(by(1, leaves(2, condwait)))), true},
	{"WAIT-03", cond, all(sleeps(1, 1, condwait), holding(gives(3, notifyOne(7), number(1))), seq(quiet(2))), true},
	{"WAIT-03", cond, all(sleeps(1, 1, condwait), seq(by(1, leaves(2, condwait)), quiet(2))), true},
	{"LK-06", cond, all(sleeps(1, 1, condwait), seq( // who returns may be ahead of client 2
		now(3, lock), gives(4, notifyOne(7), number(1)), by(2, parks(5, lock)), now(6, unlock), now(7, lock), now(8, unlock), now(9, lock), now(10, unlock),
		now(11, lock), now(12, unlock), by(1, backWith(2, condwait, number(7))))), false},
	{"", cond, all(sleeps(1, 1, condwait), holding(gives(3, notifyOne(7), number(1))), seq(by(1, maybe(2, condwait)), gives(4, trylock, no))), false},
	{"", cond, all(sleeps(1, 1, condwait), seq(by(1, maybe(2, condwait)), gives(4, trylock, yes))), false},
	{"", cond, all(seq(by(1, now(1, lock)), by(1, perhaps(2, condwait))), holding(gives(3, notifyOne(7), number(1))), seq(by(1, backWith(2, condwait, number(7))))), false},
	{"", cond, seq(perhaps(2, condwait), backWith(2, condwait, notHeld)), false},
}

func TestConditionRules(t *testing.T) { follow(t, conditionRules) }

func TestConditionIsReadable(t *testing.T) {
	state := cond.Init
	for _, in := range all(sleeps(1, 1, condwait), sleeps(2, 3, waitfirst), seq(now(5, lock), now(6, lock), gives(7, notifyOne(1), number(1)))) {
		state, _ = cond.Step(state, in)
	}
	want := "held by client 1, 2 deep, in wait [#2 1 deep], #4 is to return"
	if got := state.(ConditionState).String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
