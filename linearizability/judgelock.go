package linearizability

import (
	"math"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// Calls that end by taking a lock are let go by nobody: they take it when it is free, and that may be long before they
// return, or have happened when they have not returned. So their follow-up is a step like any other.
//
//	call                            request                     then
//	lock, condwait: not ended       as any                      cancel, if its context has ended, any     perhaps follow-up [taken, -]
//	lock, stamped                   [begin, park] suspended     follow-up [taken, end]
//	condwait, not stamped           [begin, end]  any           follow-up [begin, end]
//	condwait, stamped, cancelled    [begin, park] suspended     cancel, follow-up [begin or later cancellation, end]
//	condwait, not stamped, cancelled
//	                                -  nothing                                                       strict
//	                                [begin, end]  any           cancel, follow-up [as above]         relaxed
//	condwait without the lock       [begin, end]  immediate
//
// Taken is when it may have had the lock at the earliest: when it parked, or, of a lock whose stamps are not exact, when
// it began, since it may have been handed the lock just before it parked. A condwait must have woken first.
//
// A cancelled condwait may be stamped when it waits for the lock, after it has left the line: the stamp does not say when
// it left.

// addStep adds a step of a call with the time in which it must happen.
type addStep func(c *Call, phase model.Phase, mode model.Mode, from, to int64)

// takesLock reports whether calls of this kind have the lock when they return.
func takesLock(k spec.Kind) bool { return k == spec.LockLock || waitsForNotify(k) }

// lockSteps adds the steps of a call of which there is more to say than of others, and reports whether it was one.
func (s steps) lockSteps(h *History, c *Call, add addStep) bool {
	asked := c.Timed || c.Cancel != 0 && c.Cancel < c.End
	waits := waitsForNotify(c.Op.Kind)
	switch {
	case !takesLock(c.Op.Kind):
		return false
	case c.End == 0:
		notEnded(h, c, add)
	case !waits && c.Park != 0 && c.Result.Status == spec.OK:
		add(c, model.Request, model.Suspended, c.Begin, c.Park)
		add(c, model.FollowUp, model.Suspended, h.takenAfter(c), c.End)
	case !waits, c.Result == spec.Failure(spec.MsgLockNotHeld):
		return false
	case c.Result.Status == spec.Cancelled && !asked:
		return false
	case c.Result.Status == spec.Cancelled:
		s.wokenByContext(c, add)
	case c.Park == 0:
		add(c, model.Request, model.Any, c.Begin, c.End)
		add(c, model.FollowUp, model.Any, c.Begin, c.End)
	default:
		return false
	}
	return true
}

// notEnded adds the steps of a call that may have the lock already.
func notEnded(h *History, c *Call, add addStep) {
	slept := max(c.Park, h.sleptAt(c.ID))
	switch {
	case c.Park != 0:
		add(c, model.Request, model.Suspended, c.Begin, c.Park)
	case slept != 0:
		add(c, model.Request, model.Suspended, c.Begin, slept)
	default:
		add(c, model.Request, model.Any, c.Begin, math.MaxInt64)
	}
	if c.Timed || c.Cancel != 0 {
		add(c, model.Cancel, model.Any, c.mayLeaveAfter(), math.MaxInt64)
	}
	add(c, model.FollowUp, model.Perhaps, h.takenAfter(c), math.MaxInt64)
}

// takenAfter returns the tick after which a call may have taken the lock for which it waited.
func (h *History) takenAfter(c *Call) int64 {
	if h.Stamps != Exact && !waitsForNotify(c.Op.Kind) {
		return c.Begin
	}
	return max(c.Begin, c.Park)
}

// wokenByContext adds the steps of a wait for a condition that was cancelled: it has left the line, and come back to the lock.
func (s steps) wokenByContext(c *Call, add addStep) {
	mode, left := model.Suspended, c.mayLeaveAfter()
	if s.awake {
		mode = model.Any
	}
	switch {
	case c.Park != 0:
		add(c, model.Request, model.Suspended, c.Begin, c.Park)
	case s.awake || s.relaxed:
		add(c, model.Request, model.Any, c.Begin, c.End)
	default:
		return
	}
	add(c, model.Cancel, mode, left, c.End)
	add(c, model.FollowUp, mode, left, c.End)
}

// mayLeaveAfter returns the tick after which a cancelled call may have left the line. When its deadline passed is not known.
func (c *Call) mayLeaveAfter() int64 {
	if c.Timed {
		return c.Begin
	}
	return max(c.Begin, c.Cancel)
}
