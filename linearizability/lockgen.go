package linearizability

import "github.com/veritask/veritask/spec"

// What clients do that have the lock and that do not. Misuse is rare, and changes nothing.
var (
	lockless = []weight{{spec.LockLock, 62}, {spec.LockTryLock, 22}, {spec.LockIsLocked, 12}, {spec.LockUnlock, 4}}
	locked   = []weight{{spec.LockUnlock, 60}, {spec.LockLock, 15}, {spec.LockTryLock, 10}, {spec.LockIsLocked, 15}}

	condless = []weight{
		{spec.LockLock, 78},
		{spec.LockTryLock, 10},
		{spec.LockIsLocked, 2},
		{spec.LockUnlock, 3},
		{spec.CondWait, 2},
		{spec.CondWaitFirst, 1},
		{spec.CondNotifyAll, 2},
		{spec.CondNotifyOne, 1},
		{spec.CondFailOne, 1},
	}
	condlocked = []weight{
		{spec.LockUnlock, 33},
		{spec.CondWait, 22},
		{spec.CondWaitFirst, 8},
		{spec.CondNotifyOne, 12},
		{spec.CondNotifyAll, 9},
		{spec.CondFailOne, 4},
		{spec.CondFailAll, 4},
		{spec.LockLock, 8},
	}
)

// lockOp leans to unlocking what the client has.
func (g *generator) lockOp() spec.Op {
	weights := [2][]weight{lockless, locked}
	switch g.scenario.Object {
	case Condition:
		weights = [2][]weight{condless, condlocked}
	case Lockable:
		weights = [2][]weight{lockableless, lockablefull}
	}
	op := spec.Op{Kind: g.pick(weights[min(g.held, 1)])}
	switch op.Kind {
	case spec.LockLock, spec.LockTryLock:
		g.held++
	case spec.LockUnlock:
		g.held = max(0, g.held-1)
	}
	return op
}

// unlockAll makes clients unlock at the end what they may have; one in eight clients of a plain lock leaves with it.
func (g *generator) unlockAll() {
	s := g.scenario
	for i := range s.Clients {
		if s.Object != Condition && g.chance(12) {
			continue
		}
		for range depth(s.Clients[i]) {
			s.Clients[i] = append(s.Clients[i], Action{Op: spec.Op{Kind: spec.LockUnlock}})
		}
	}
	s.numberNotifies()
	s.numberSets()
}
