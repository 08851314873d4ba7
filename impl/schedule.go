package impl

import (
	"context"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// Schedule queues a task made by NewTask. A task that has begun it has go on from Park or YieldTo, now or when it comes
// there: one permit is kept for it, as with Unpark. It never blocks, and returns a *MisuseError, "schedule: Task not
// runnable", if the task is over, queued, blocked in any other call, or has a permit already.
//
// What the caller did before synchronizes before what the task does then. Lock-free, and cheap for a task that is fresh or
// suspended; to see that one is blocked it looks at each coroutine of the runtime. Source: Julia's schedule(t).
func Schedule(_ context.Context, t AnyTask) error { return t.sched().Schedule() }

// ScheduleValue is Schedule that gives the task a value, which the Park or YieldTo returns that goes on. A fresh task has it
// in its mailbox: its first suspension by Park, YieldTo or YieldWith returns it, when somebody ends that without a value of
// his own. Source: Julia's schedule(t, v).
func ScheduleValue(_ context.Context, t AnyTask, v any) error { return t.sched().ScheduleValue(v) }

// ScheduleError has a task fail with err, or interrupts it:
//
//   - a task that has not begun fails, and its body is never run;
//   - in one that is blocked, the call in which it is blocked returns err; one that must have a lock back has it first;
//   - in one that runs, the next call returns err that has to wait, Yield included.
//
// A call that was let go before returns normally, with what it was given, and err is left for the next one: no permit,
// value or wake-up is lost. A later error takes the place of an earlier one that has not been returned yet. Who interrupts a
// task should know what it waits for; contexts are the better way to end calls.
//
// It never blocks. It returns a *MisuseError, "schedule: Task not runnable", if the task is over, or is in Wait, Fetch, or the
// join of Sync or Scope: who waits for a task may be running it. Blocking is not interrupted either, nor is a Wait of a
// Condition that is getting its lock back; err is left for later then. It returns *ArgumentError if err is nil.
//
// What the caller did before synchronizes before the return of err. Lock-free, but for the few instructions of somebody
// who schedules the same task at the same time; it looks at each coroutine of the runtime.
// Source: Julia's schedule(t, err; error=true). Differs: there a wake-up that the task was given before is lost, and who
// waits for a task is interrupted as well.
func ScheduleError(_ context.Context, t AnyTask, err error) error {
	if err == nil {
		return &spec.ArgumentError{Msg: "veritask: the error is nil"}
	}
	return t.sched().ScheduleError(err)
}

// YieldWith puts the caller behind what is queued and runs t at once, past all that is queued. t is fresh, and has v in its
// mailbox then (ScheduleValue), or suspended by Park or YieldTo, which returns v. It returns what is in the caller's own
// mailbox when its turn comes, mostly nil.
//
// Errors: a *ConcurrencyViolationError, "Cannot yield to currently running task!" or, if t is over, queued, running or
// blocked, "yield: Task not runnable"; a *MisuseError, "cannot switch to task running on another thread", if t is pinned to
// another worker or is in another pool, and outside of tasks; the cause if ctx has ended; an error of ScheduleError. Then
// nothing has changed, but for the last, which may have come meanwhile.
//
// A fresh sticky task is pinned to the caller's worker. What the caller did before synchronizes before what t does then. Cost:
// a coroutine switch. Source: Julia's yield(t, v).
func YieldWith(ctx context.Context, t AnyTask, v any) (any, error) {
	return sched.YieldWith(ctx, t.sched(), v)
}

// YieldTo suspends the caller, as Park does, and runs t as YieldWith does. It returns the value that the caller is given in
// the end: by Schedule and its kin, Unpark, YieldWith or YieldTo. When t is over control does not come back by itself.
//
// If t is the caller, or over, YieldTo returns at once: with v, or, if t has failed, what it failed with, unwrapped. It returns
// the cause if ctx ends first, ErrRuntimeClosed, an error of ScheduleError, and a *MisuseError: "schedule: Task not
// runnable" if t is queued, running or blocked, "cannot switch to task running on another thread" as YieldWith, and outside
// of tasks. Source: Julia's yieldto(t, v). Differs: there a task that is queued or blocked is run all the same, and
// whoever it waits for may fail.
func YieldTo(ctx context.Context, t AnyTask, v any) (any, error) {
	return sched.YieldTo(ctx, t.sched(), v)
}
