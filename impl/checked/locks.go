package checked

import (
	"context"

	"github.com/veritask/veritask/impl"
	lin "github.com/veritask/veritask/linearizability"
)

// ConditionSubject adapts a condition and its lock.
func ConditionSubject(l *impl.ReentrantLock, c *impl.Condition[int]) lin.Subject {
	return lin.ConditionSubject(l, numbers{c})
}

// numbers is a condition as a lin.NumberCondition.
type numbers struct{ c *impl.Condition[int] }

// Wait is the condition's.
func (n numbers) Wait(ctx context.Context, first bool) (int, error) {
	if first {
		return n.c.Wait(ctx, impl.First())
	}
	return n.c.Wait(ctx)
}

// Notify is the condition's.
func (n numbers) Notify(ctx context.Context, v int, one bool, err error) int {
	return n.c.Notify(ctx, v, notifyOptions(one, err)...)
}

func notifyOptions(one bool, err error) []impl.NotifyOption {
	var opts []impl.NotifyOption
	if one {
		opts = append(opts, impl.One())
	}
	if err != nil {
		opts = append(opts, impl.WithError(err))
	}
	return opts
}
