package linearizability

import (
	"math"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// A call that waits for one of several things gets into each of their lines by a step of its own, whose operation says by its
// number which line. The rest is as with other calls.
//
//	call                            request                           then
//	pick, not stamped               [begin, end]  immediate                                               strict
//	                                [begin, end]  any, where it won   follow-up [begin, end]              relaxed
//	stamped                         [begin, park] suspended, each     follow-up [park, end]
//	stamped and cancelled           [begin, park] suspended, each     cancel [park or later cancellation, end]
//	not ended, asleep or stamped    [begin, park or quiet] suspended, each
//	not ended, not stamped          [begin, -]    any, each

// pickSteps adds the steps of a pick, and reports whether it was one.
func (s steps) pickSteps(h *History, c *Call, add addStep) bool {
	if c.Op.Kind != spec.SelectPick {
		return false
	}
	enlist := func(line int, mode model.Mode, to int64) {
		one := *c
		one.Op.N = line
		add(&one, model.Request, mode, c.Begin, to)
	}
	each := func(mode model.Mode, to int64) {
		enlist(model.PickPermit, mode, to)
		enlist(model.PickEvent, mode, to)
	}
	asked := c.Timed || c.Cancel != 0 && c.Cancel < c.End
	cancelled := c.Result.Status == spec.Cancelled
	switch {
	case s.awake && (c.End == 0 || cancelled && asked):
	case c.End == 0:
		if slept := max(c.Park, h.sleptAt(c.ID)); slept != 0 {
			each(model.Suspended, slept)
		} else {
			each(model.Any, math.MaxInt64)
		}
		if c.Timed || c.Cancel != 0 { // it may have left
			add(c, model.Cancel, model.Any, c.mayLeaveAfter(), math.MaxInt64)
		}
	case cancelled && !asked: // WAIT-05
		add(c, model.Cancel, model.Immediate, c.Begin, c.End)
	case cancelled && c.Park != 0:
		each(model.Suspended, c.Park)
		add(c, model.Cancel, model.Suspended, c.leftAfter(), c.End)
	case cancelled:
	case c.Park != 0:
		each(model.Suspended, c.Park)
		add(c, model.FollowUp, model.Suspended, c.Park, c.End)
	case s.relaxed:
		enlist(c.Result.Value, model.Any, c.End)
		add(c, model.FollowUp, model.Any, c.Begin, c.End)
	default:
		add(c, model.Request, model.Immediate, c.Begin, c.End)
	}
	return true
}
