package impl

import (
	"context"

	"github.com/veritask/veritask/impl/internal/sched"
)

// Yield lets the tasks run that are queued in the caller's pool now, then goes on; at once if there are none. Outside
// tasks it is runtime.Gosched. It returns the cause if ctx has ended, and an error of ScheduleError. Source: Julia's yield().
func Yield(ctx context.Context) error { return sched.Yield(ctx) }

// Park blocks the calling task until Unpark, or Schedule and its kin, and returns the value given to it. If that came before
// it is not lost: one permit is kept, with the latest value of Unpark. Schedule, which gives none, leaves the value that the
// task was first scheduled with (ScheduleValue). It returns the cause if ctx ends first, an error of ScheduleError, and a
// *MisuseError outside tasks. Unpark synchronizes before the return of the Park that it ends. Source: Julia's wait().
func Park(ctx context.Context) (any, error) { return sched.Park(ctx) }

// Unpark ends t's current Park or the next one. It never blocks and disturbs no other blocking call of t. Source:
// Julia's schedule(t, v) of a task suspended by wait().
func Unpark(t AnyTask, v any) { t.sched().Unpark(v) }

// Blocking runs f on a goroutine of its own while the calling task is parked, and returns f's error: for calls that
// block in the operating system or in C for long, so that the caller's worker goes on at once, sticky tasks included.
// Inside f the caller is a plain goroutine. Panic and Goexit in f happen to the task. f is not interrupted when ctx
// ends. What the task did before synchronizes before f, and f before the return. Outside tasks f is just called.
func Blocking(ctx context.Context, f func() error) error { return sched.Blocking(ctx, f) }
