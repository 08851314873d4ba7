package impl

import (
	"context"
	"time"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// TimedWait calls ready at once, and then whenever poll has passed, until it reports true, or until more than timeout has
// passed; it reports whether ready did. ready is called by the caller, and always once more before the time is found to
// be up: twice at least, and a true answer at the last moment counts. A negative timeout is like 0. It returns the cause
// if ctx ends first, and *ArgumentError, "pollint must be ≥ 1 millisecond", if poll is less, having called nothing then.
//
// It blocks on the clock of the caller's runtime. What ready sees is for ready to synchronize: a TimedWait adds no
// happens-before of its own. Source: Julia's timedwait.
func TimedWait(ctx context.Context, timeout, poll time.Duration, ready func() bool) (bool, error) {
	if poll < time.Millisecond {
		return false, &spec.ArgumentError{Msg: spec.MsgPollInterval}
	}
	if err := sched.Enter(ctx); err != nil {
		return false, err
	}
	begun := sched.Now(ctx)
	if ready() {
		return true, nil
	}
	for {
		if err := sched.Sleep(ctx, poll); err != nil {
			return false, err
		}
		if ready() {
			return true, nil
		}
		if sched.Now(ctx).Sub(begun) > timeout {
			return false, nil
		}
	}
}
