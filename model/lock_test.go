package model

import (
	"math/rand/v2"
	"testing"

	"github.com/veritask/veritask/spec"
)

var (
	mutex     = Lock{MaxPasses: 2}.Model()
	fair      = Lock{}.Model() // nobody is passed
	lock      = spec.Op{Kind: spec.LockLock}
	trylock   = spec.Op{Kind: spec.LockTryLock}
	unlock    = spec.Op{Kind: spec.LockUnlock}
	islocked  = spec.Op{Kind: spec.LockIsLocked}
	notYours  = spec.Failure(spec.MsgUnlockOther)
	notLocked = spec.Failure(spec.MsgUnlockCount)
)

// by says which client makes a step.
func by(client int, s *Step) *Step {
	s.Client = client
	return s
}

// maybe: a call that has not ended has got so far, or not.
func maybe(call int, op spec.Op) *Step {
	return &Step{Phase: FollowUp, Mode: Perhaps, Call: call, Op: op}
}

var lockRules = []rule{
	{"LK-01", mutex, seq(now(1, lock), by(1, now(2, lock))), true},
	{"LK-01", mutex, seq(now(1, lock), by(1, parks(2, lock)), by(1, back(2, lock))), true},
	{"LK-01", mutex, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), by(2, now(4, lock)), by(1, back(2, lock))), true},
	{"LK-02", mutex, seq(now(1, lock), now(2, lock), now(3, unlock), by(1, gives(4, trylock, no)), now(5, unlock), by(1, gives(6, trylock, yes))), false},
	{"LK-02", mutex, seq(now(1, lock), gives(2, trylock, no)), true},
	{"LK-02", mutex, seq(now(1, lock), parks(2, lock)), true},
	{"LK-02", mutex, seq(now(1, lock), by(1, parks(2, lock)), now(3, lock), now(4, unlock), now(5, unlock), by(1, back(2, lock))), false},
	{"LK-03", mutex, seq(gives(1, trylock, yes), by(1, gives(2, trylock, no)), by(1, gives(3, unlock, notYours))), false},
	{"LK-03", mutex, seq(gives(1, trylock, no)), true},
	{"LK-03", mutex, seq(now(1, lock), by(1, gives(2, trylock, yes))), true},
	{"LK-04", mutex, seq(gives(1, unlock, notLocked), now(2, lock), by(1, gives(3, unlock, notYours)), now(4, unlock), gives(5, unlock, notLocked)), false},
	{"LK-04", mutex, seq(now(1, lock), by(1, now(2, unlock))), true},
	{"LK-04", mutex, seq(now(1, lock), now(2, unlock), now(3, unlock)), true},
	{"LK-05", mutex, seq(now(1, lock), by(1, parks(2, lock)), by(2, parks(3, lock)), now(4, unlock), by(2, back(3, lock))), true},
	{"LK-05", mutex, seq(now(1, lock), by(1, parks(2, lock)), by(2, parks(3, lock)), now(4, unlock), by(1, back(2, lock)), by(1, now(5, unlock)), by(2, back(3, lock)), quiet()), false},
	{"LK-05", mutex, seq(now(1, lock), by(1, parks(2, lock)), by(2, parks(3, lock)), now(4, unlock), by(1, leaves(2, lock)), by(2, back(3, lock))), false},
	{"LK-06", mutex, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), now(4, lock), now(5, unlock), gives(6, trylock, yes), now(7, unlock), by(1, back(2, lock))), false},
	{"LK-06", mutex, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), now(4, lock), now(5, unlock), now(6, lock), now(7, unlock), now(8, lock)), true},
	{"LK-06", mutex, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), now(4, lock), now(5, unlock), now(6, lock), now(7, unlock), gives(8, trylock, yes)), true},
	{"LK-06", fair, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), parks(4, lock), by(1, back(2, lock)), by(1, now(5, unlock)), back(4, lock)), false},
	{"LK-06", fair, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), now(4, lock)), true},
	{"LK-07", mutex, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), quiet(2)), true},
	{"LK-07", mutex, seq(now(1, lock), by(1, parks(2, lock)), by(2, parks(3, lock)), now(4, unlock), by(1, leaves(2, lock)), quiet(3)), true},
	{"LK-07", mutex, seq(now(1, lock), by(1, parks(2, lock)), quiet(2)), false},
	{"LK-07", mutex, seq(parks(1, lock)), true},
	{"LK-08", mutex, seq(gives(1, islocked, no), now(2, lock), by(1, gives(3, islocked, yes)), now(4, unlock), gives(5, islocked, no)), false},
	{"LK-08", mutex, seq(now(1, lock), now(2, lock), now(3, unlock), by(1, gives(4, islocked, no))), true},

	{"WAIT-01", mutex, seq(now(1, lock), by(1, parks(2, lock)), by(1, leaves(2, lock)), now(3, unlock), by(1, gives(4, unlock, notLocked))), false},
	{"WAIT-02", mutex, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), by(1, back(2, lock)), by(1, leaves(2, lock))), true},

	// What is known of calls of which little is known.
	{"", mutex, seq(perhaps(1, lock), by(1, perhaps(2, lock)), back(1, lock), now(3, unlock), by(1, back(2, lock)), by(1, now(4, unlock)), quiet()), false},
	{"", mutex, seq(now(1, lock), by(1, perhaps(2, lock)), by(1, back(2, lock))), true},
	{"", mutex, seq(now(1, lock), by(1, parks(2, lock)), by(1, maybe(2, lock)), now(3, unlock), gives(4, trylock, yes)), false},
	{"", mutex, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), by(1, maybe(2, lock)), gives(4, trylock, no)), false},
	{"", mutex, seq(now(1, lock), by(1, parks(2, lock)), now(3, unlock), by(1, maybe(2, lock)), by(1, mayLeave(2, lock)), by(2, gives(4, trylock, no))), false},
}

func TestLockRules(t *testing.T) { follow(t, lockRules) }

// follow takes the steps of rules.
func follow(t *testing.T, rules []rule) {
	t.Helper()
	for i, r := range rules {
		if _, ok := spec.ClauseByID(r.clause); !ok && r.clause != "" {
			t.Errorf("no clause %s", r.clause)
		}
		state := r.model.Init
		for k, in := range r.steps {
			next, legal := r.model.Step(state, in)
			if want := !r.broken || k < len(r.steps)-1; legal != want {
				t.Errorf("%d, %s, %s: step %d, %v, is legal: %v, in state %v", i, r.clause, r.model.Name, k+1, in.Op, legal, state)
				break
			}
			if !legal && next != state {
				t.Errorf("%s: an illegal step has changed %v to %v", r.clause, state, next)
			}
			state = next
		}
	}
}

// TestLockStates: whatever happens, depth and owner agree, nobody is in line twice, and passes stay within the bound.
func TestLockStates(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	m := Lock{MaxPasses: 2}
	ops := []spec.Op{lock, trylock, unlock, islocked}
	for range 200 {
		var s LockState
		for call := range 60 {
			in := &Step{Call: call, Client: r.IntN(4), Op: ops[r.IntN(len(ops))]}
			if n := s.Waiting.Len(); n > 0 && r.IntN(3) == 0 {
				in.Phase, in.Op, in.Call = Phase(1+r.IntN(2)), lock, s.Waiting.At(r.IntN(n))
			}
			for _, in.Mode = range []Mode{Immediate, Suspended} {
				for _, in.Result = range []spec.Result{{}, yes, notYours, notLocked} {
					if next, legal := m.Step(s, in); legal {
						s = next
					}
				}
			}
			switch {
			case (s.Owner == 0) != (s.Depth == 0), s.Passes > m.MaxPasses, s.Waiting == "" && s.Passes > 0:
				t.Fatalf("%v after %v", s, in.Op)
			}
		}
	}
}
