package linearizability

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/veritask/veritask/spec"
)

// The objects of this file.
const (
	Lock      Object = "lock"      // reentrant; the owner is the client
	Condition Object = "condition" // with its lock
)

// NumberCondition is a condition on which numbers are handed to those who wait.
type NumberCondition interface {
	// Wait frees the caller's lock, waits, and has the lock again when it returns. first: ahead of all who wait.
	Wait(ctx context.Context, first bool) (int, error)
	// Notify lets all go, or one, with n, or with err if it is not nil, and returns how many it was.
	Notify(ctx context.Context, n int, one bool, err error) int
}

// LockSubject adapts a lock. Each client is an owner of its own.
func LockSubject(l spec.Lock) Subject { return lockSubject{l} }

type lockSubject struct{ lock spec.Lock }

func (s lockSubject) Do(ctx context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	switch op.Kind {
	case spec.LockLock:
		return spec.Outcome(ctx, 0, s.lock.Lock(ctx))
	case spec.LockTryLock:
		return spec.Bool(s.lock.TryLock(ctx))
	case spec.LockUnlock:
		s.lock.Unlock(ctx)
		return spec.Result{}
	case spec.LockIsLocked:
		return spec.Bool(s.lock.IsLocked())
	default:
		return notMine(op)
	}
}

// ConditionSubject adapts a condition and its lock.
func ConditionSubject(l spec.Lock, c NumberCondition) Subject {
	return conditionSubject{lockSubject{l}, c}
}

type conditionSubject struct {
	lockSubject
	cond NumberCondition
}

func (s conditionSubject) Do(ctx context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	one := op.Kind == spec.CondNotifyOne || op.Kind == spec.CondFailOne
	switch op.Kind {
	case spec.CondWait, spec.CondWaitFirst:
		v, err := s.cond.Wait(ctx, op.Kind == spec.CondWaitFirst)
		return spec.Outcome(ctx, v, err)
	case spec.CondNotifyAll, spec.CondNotifyOne:
		return spec.Result{Value: s.cond.Notify(ctx, op.N, one, nil)}
	case spec.CondFailAll, spec.CondFailOne:
		return spec.Result{Value: s.cond.Notify(ctx, 0, one, errors.New(spec.TaskError(op.N)))}
	default:
		return s.lockSubject.Do(ctx, op)
	}
}

// depth returns how deep a client may have the lock at the end of its script. It is no less than the truth, since a call
// that fails takes nothing.
func depth(script []Action) int {
	n := 0
	for _, a := range script {
		switch a.Op.Kind {
		case spec.LockLock, spec.LockTryLock:
			n++
		case spec.LockUnlock:
			n = max(0, n-1)
		}
	}
	return n
}

// validateCondition reports what would make a scenario of a condition impossible to run: nothing but the lock ends a wait
// whose context has ended, so who leaves must not keep it.
func (s Scenario) validateCondition() error {
	for i, script := range s.Clients {
		if depth(script) > 0 {
			return fmt.Errorf("linearizability: client %d of a condition may keep the lock for ever", i+1)
		}
	}
	return s.validateNumbers()
}

// validateNumbers reports a number that a notify cannot give.
func (s Scenario) validateNumbers() error {
	for _, script := range s.Clients {
		for _, a := range script {
			if a.Op.N < 0 || a.Op.N > maxValue {
				return fmt.Errorf("linearizability: %v: numbers are from 0 to %d", a, maxValue)
			}
		}
	}
	return nil
}

// runnable leaves out scenarios that cannot be run.
func runnable(all []Scenario) []Scenario {
	return slices.DeleteFunc(all, func(s Scenario) bool {
		return s.Object == Condition && s.validateCondition() != nil
	})
}

// lockOps is the alphabet of locks.
func lockOps() []spec.Op {
	return []spec.Op{{Kind: spec.LockLock}, {Kind: spec.LockTryLock}, {Kind: spec.LockUnlock}, {Kind: spec.LockIsLocked}}
}

// conditionOps is the alphabet of conditions.
func conditionOps() []spec.Op {
	return append(lockOps(),
		spec.Op{Kind: spec.CondWait}, spec.Op{Kind: spec.CondWaitFirst},
		spec.Op{Kind: spec.CondNotifyAll, N: 1}, spec.Op{Kind: spec.CondNotifyOne, N: 1},
		spec.Op{Kind: spec.CondFailAll, N: 1}, spec.Op{Kind: spec.CondFailOne, N: 1})
}

// conditionBlocks are what scripts of conditions are made of: something that needs the lock, with the lock. Conditions are used
// in no other way, and anything else is a mistake that changes nothing.
func conditionBlocks() [][]Action {
	with := func(kinds ...spec.Kind) []Action {
		block := []Action{{Op: spec.Op{Kind: spec.LockLock}}}
		for _, k := range kinds {
			block = append(block, Action{Op: spec.Op{Kind: k}})
		}
		return append(block, Action{Op: spec.Op{Kind: spec.LockUnlock}})
	}
	return [][]Action{with(spec.CondWait), with(spec.CondWaitFirst), with(spec.CondNotifyOne), with(spec.CondNotifyAll), with(spec.CondFailOne)}
}

// conditionClasses are the classes of a condition. Their calls are counted in blocks.
func conditionClasses() []Class {
	var all []Class
	for _, n := range [][2]int{{2, 1}, {3, 1}} {
		for _, cancels := range []bool{false, true} {
			all = append(all, Class{Object: Condition, Threads: n[0], Calls: n[1], Cancels: cancels})
		}
	}
	return all
}

// conditionScenarios returns the scenarios of a class of conditions. Of those in which nobody waits for it only the lock is
// of interest, and that has classes of its own.
func (c Class) conditionScenarios() []Scenario {
	scripts := [][]Action{nil}
	for range c.Calls {
		var longer [][]Action
		for _, s := range scripts {
			for _, block := range conditionBlocks() {
				longer = append(longer, append(s[:len(s):len(s)], block...))
			}
		}
		scripts = longer
	}
	all := slices.DeleteFunc(c.scenarios(scripts), func(s Scenario) bool { return s.count(waitsForNotify) == 0 })
	for i := range all {
		all[i].numberNotifies()
	}
	return all
}

// waitsForNotify reports whether calls of this kind wait for a condition.
func waitsForNotify(k spec.Kind) bool { return k == spec.CondWait || k == spec.CondWaitFirst }

// numberNotifies makes all notifies give different numbers, so that everybody knows from whom he got his.
func (s *Scenario) numberNotifies() {
	n := 0
	for i, script := range s.Clients {
		script = slices.Clone(script)
		for k := range script {
			if isNotify(script[k].Op.Kind) {
				n++
				script[k].Op.N = n
			}
		}
		s.Clients[i] = script
	}
}

func isNotify(k spec.Kind) bool { return k >= spec.CondNotifyAll && k <= spec.CondFailOne }
