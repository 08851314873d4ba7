package linearizability

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// LocalCondition is a condition without a lock. Its clients take turns: a target runs them so that none of them goes on while
// another one is at work.
const LocalCondition Object = "localcondition"

// LocalConditionSubject adapts a condition whose Wait frees no lock.
func LocalConditionSubject(c NumberCondition) Subject { return localSubject{c} }

type localSubject struct{ cond NumberCondition }

func (s localSubject) Do(ctx context.Context, op spec.Op) spec.Result {
	if op.Kind < spec.CondWait || op.Kind > spec.CondFailOne {
		return notMine(op)
	}
	return conditionSubject{cond: s.cond}.Do(ctx, op)
}

var localWeights = []weight{
	{spec.CondWait, 42},
	{spec.CondWaitFirst, 13},
	{spec.CondNotifyOne, 20},
	{spec.CondNotifyAll, 11},
	{spec.CondFailOne, 7},
	{spec.CondFailAll, 7},
}

// localOps is the alphabet.
func localOps() []spec.Op { return conditionOps()[len(lockOps()):] }
