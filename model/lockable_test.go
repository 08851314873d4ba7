package model

import (
	"testing"

	"github.com/veritask/veritask/spec"
)

var (
	lockable = Lockable{MaxPasses: 2}.Model()
	get      = spec.Op{Kind: spec.LockableGet}
)

func setTo(n int) spec.Op { return spec.Op{Kind: spec.LockableSet, N: n} }

var lockableRules = []rule{
	{"LK-18", lockable, seq(now(1, lock), gives(2, get, number(0)), now(3, setTo(7)), gives(4, get, number(7)), now(5, unlock), by(1, now(6, lock)), by(1, gives(7, get, number(7)))), false},
	{"LK-18", lockable, seq(now(1, lock), now(2, setTo(7)), gives(3, get, number(0))), true},
	{"LK-19", lockable, seq(gives(1, get, notHeld), gives(2, setTo(7), notHeld), now(3, lock), by(1, gives(4, get, notHeld)), gives(5, get, number(0))), false},
	{"LK-19", lockable, seq(gives(1, get, number(0))), true},
	{"LK-19", lockable, seq(now(1, lock), by(1, now(2, setTo(7)))), true},
	{"LK-20", lockable, seq(now(1, lock), by(1, parks(2, lock)), now(3, lock), now(4, unlock), now(5, unlock), by(1, back(2, lock)), gives(6, unlock, notYours), by(1, now(7, unlock)), gives(8, trylock, yes)), false},
	{"LK-20", lockable, seq(now(1, lock), by(1, now(2, lock))), true},
	{"", lockable, seq(now(1, lock), gives(2, islocked, yes), gives(3, condwait, number(1))), true},
}

func TestLockableRules(t *testing.T) { follow(t, lockableRules) }

func TestLockableIsReadable(t *testing.T) {
	state := lockable.Init
	for _, in := range seq(now(1, lock), now(2, setTo(7))) {
		state, _ = lockable.Step(state, in)
	}
	if text := state.(LockableState).String(); text != "7, held by client 1" {
		t.Errorf("%q", text)
	}
}
