package model

import "testing"

var local = LocalCondition{}.Model()

var localConditionRules = []rule{
	{"CO-01", local, seq(parks(1, condwait), quiet(1)), false},
	{"CO-01", local, seq(gives(1, condwait, number(1))), true},
	{"CO-03", local, seq(parks(1, condwait), parks(2, condwait), gives(3, notifyAll(7), number(2)), backWith(2, condwait, number(7)), backWith(1, condwait, number(7))), false},
	{"CO-03", local, seq(parks(1, condwait), parks(2, condwait), gives(3, notifyOne(7), number(1)), backWith(2, condwait, number(7))), true},
	{"CO-03", local, seq(parks(1, condwait), gives(2, failOne(3), number(1)), backWith(1, condwait, failed("e3"))), false},
	{"CO-03", local, seq(parks(1, condwait), gives(2, failAll(3), number(1)), backWith(1, condwait, number(3))), true},
	{"CO-04", local, seq(parks(1, condwait), parks(2, waitfirst), gives(3, notifyOne(7), number(1)), backWith(2, waitfirst, number(7)), quiet(1)), false},
	{"CO-04", local, seq(parks(1, condwait), parks(2, waitfirst), gives(3, notifyOne(7), number(1)), backWith(1, condwait, number(7))), true},
	{"CO-06", local, seq(gives(1, notifyAll(7), number(0)), parks(2, condwait), quiet(2)), false},
	{"CO-06", local, seq(parks(1, condwait), gives(2, notifyAll(7), number(0))), true},
	{"CO-07", local, seq(parks(1, condwait), leaves(1, condwait), gives(2, notifyAll(7), number(1))), true},
	{"CO-07", local, seq(parks(1, condwait), parks(2, condwait), leaves(1, condwait), gives(3, notifyOne(7), number(1)), backWith(2, condwait, number(7)), quiet()), false},
	{"WAIT-02", local, seq(parks(1, condwait), gives(2, notifyOne(7), number(1)), leaves(1, condwait)), true},
	{"WAIT-03", local, seq(parks(1, condwait), gives(2, notifyOne(7), number(1)), quiet(1)), true},
	{"", local, seq(perhaps(1, condwait), gives(2, notifyOne(7), number(1)), quiet()), true},
	{"", local, seq(now(1, lock)), true},
}

func TestLocalConditionRules(t *testing.T) { follow(t, localConditionRules) }

func TestLocalConditionIsReadable(t *testing.T) {
	state := local.Init
	for _, in := range seq(parks(1, condwait), parks(2, waitfirst), gives(3, notifyOne(7), number(1))) {
		state, _ = local.Step(state, in)
	}
	if text := state.(LocalConditionState).String(); text != "in wait [#1], let go [#2 with 7]" {
		t.Errorf("%q", text)
	}
}
