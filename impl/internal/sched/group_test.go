package sched

import (
	"context"
	"errors"
	"testing"
)

// SY-13. Whoever sees that a task has failed sees its Scope cancelled with the failure: what is called at the task's end comes
// before all who wait for it.
func TestScopeIsCancelledBeforeItsTaskIsOver(t *testing.T) {
	rt := testRuntime(t, 1)
	boom := errors.New("boom")
	var task Task
	err := spawn(rt, context.Background(), func(ctx context.Context) error {
		return Scope(ctx, func(ctx context.Context) error {
			Spawn(ctx, &task, bodyFunc(func(ctx context.Context) error {
				task.AtEnd(func() {
					if cause := context.Cause(ctx); !errors.Is(cause, boom) {
						t.Errorf("the task has failed, and the cause of its Scope is %v", cause)
					}
				})
				return boom
			}), nil)
			return nil
		})
	}).Wait(context.Background())
	if !errors.Is(err, boom) {
		t.Error(err)
	}
}
