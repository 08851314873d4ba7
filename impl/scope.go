package impl

import (
	"context"

	"github.com/veritask/veritask/impl/internal/sched"
)

// Sync runs body in the caller and then waits for the tasks spawned with body's context or below it, grandchildren
// too, unless they opened a Sync or Scope of their own, in the order in which they were spawned. If any failed, Sync
// returns a *CompositeError with their *TaskFailedErrors in that order. No failure cancels or hurries the others. If
// body itself returns an error, Sync returns it at once and the tasks go on unobserved.
//
// The end of ctx does not end the wait: the tasks have the same context. A task spawned after the last one ended, by
// somebody who kept body's context, fails unrun with a *ScheduledAfterSyncError. What ends the body other than by returning
// nil, a panic too, leaves the tasks to themselves, and then those that they spawn run as well.
//
// The end of each task synchronizes before the return. Tasks that have not started may run on the caller's stack, and one
// that ended by Goexit takes a caller that is a task along, after all have ended. Source: Julia's @sync. Differs: there
// membership is a matter of the text, and a task that is spawned just as the block ends may run unobserved.
func Sync(ctx context.Context, body func(ctx context.Context) error) error {
	return sched.Sync(ctx, body)
}

// Scope is Sync that leaves nothing running: the first failure, of body or of a task, cancels body's context with
// that failure as its cause, and all tasks are joined on every path, also when body fails, panics or calls Goexit. It
// returns body's error if that is all, else a *CompositeError with body's error first, if any, and the tasks'
// failures in the order of their spawning, without those that are only the cancellation's echo: that are made of its cause, or of
// context.Canceled. Nothing ends the wait before the tasks, not even Close. Ours; Julia has no such thing.
func Scope(ctx context.Context, body func(ctx context.Context) error) error {
	return sched.Scope(ctx, body)
}
