//go:build veritask_explore

package checked

import (
	"fmt"

	"github.com/veritask/veritask/impl"
	lin "github.com/veritask/veritask/linearizability"
)

func newExplorableLock() lin.Subject {
	l := impl.NewExploredLock()
	return inside{lin.LockSubject(l), l}
}

func newExplorableLockable() lin.Subject {
	l := impl.NewExploredLockable(0)
	return inside{lin.LockableSubject(l), l}
}

// conditionInside is the subject of a condition and its lock.
type conditionInside struct {
	inside
	condition *impl.Condition[int]
}

func newExplorableCondition() lin.Subject {
	l := impl.NewExploredLock()
	c := impl.NewCondition[int](l)
	return conditionInside{inside{ConditionSubject(l, c), l}, c}
}

// Check is inside's, and over means that nobody waits for the condition either.
func (s conditionInside) Check(over bool) error {
	if n := s.condition.Waiting(); over && n > 0 {
		return fmt.Errorf("all calls are over, and %d are in the condition's list", n)
	}
	return s.inside.Check(over)
}
