package linearizability

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// Judge looks for an order of the calls in which each takes effect between its beginning and its end and the model of
// the object gives the same results, with the same calls asleep. If timeout passes first, the verdict is Unknown, which
// is a failure to judge and not a success.
func Judge(h *History, timeout time.Duration) Verdict {
	if h.stuck() {
		return Stuck
	}
	how := steps{}
	verdict := explain(h, how, timeout)
	if verdict == Illegal && h.Stamps != Exact {
		how.relaxed = true // rarely needed, and more work
		verdict = explain(h, how, timeout)
	}
	if verdict == Illegal {
		how.awake = true
		if explain(h, how, timeout) == Linearizable {
			return LostWakeup
		}
	}
	return verdict
}

// stuck reports whether a call did not end that nobody takes for asleep.
func (h *History) stuck() bool {
	for i := range h.Calls {
		if h.Calls[i].End == 0 && h.sleptAt(h.Calls[i].ID) == 0 {
			return true
		}
	}
	return false
}

// sleptAt returns the last moment at which a call was asleep for sure, or 0.
func (h *History) sleptAt(id int) int64 {
	for i := len(h.Quiets) - 1; i >= 0; i-- {
		for _, a := range h.Quiets[i].Asleep {
			if a == id {
				return h.Quiets[i].At
			}
		}
	}
	return 0
}

// steps says how calls become steps of the model.
//
//	call                       request                     then
//	does not block             [begin, end]  immediate
//	blocks, not stamped        [begin, end]  immediate                         strict
//	                           [begin, end]  any           follow-up [begin, end]   relaxed
//	stamped                    [begin, park] suspended     follow-up [park, end]
//	stamped and cancelled      [begin, park] suspended     cancel [park or later cancellation, end]
//	cancelled, not stamped     -  it has changed nothing; cancelled beforehand, it must be     strict
//	the same, a put            [begin, end]  any           cancel [begin, end]      relaxed
//	not ended, asleep          [begin, park or quiet] suspended
//	not ended, stamped         [begin, park] suspended     if cancelled, it may have left by now
//	not ended, not stamped     [begin, -]    any
//	context ended beforehand   [begin, end or never]  illegal, unless it was cancelled
//	quiet                      [at, at]      quiesce
//
// An immediate request is a special case of any, so what strict explains, relaxed explains as well, with more work.
// Strict is wrong only where a call that was not stamped has waited.
type steps struct {
	relaxed bool
	awake   bool // leave out what only says who slept: tells lost wake-ups from other failures
}

// operations returns the steps as porcupine wants them.
func (s steps) operations(h *History) []porcupine.Operation {
	ops := make([]porcupine.Operation, 0, 3*len(h.Calls)+len(h.Quiets))
	all := make([]model.Step, 0, cap(ops))
	add := func(c *Call, phase model.Phase, mode model.Mode, from, to int64) {
		all = append(all, model.Step{Phase: phase, Mode: mode, Call: c.ID, Client: c.Client, Op: c.Op, Result: c.Result})
		ops = append(ops, porcupine.Operation{ClientId: c.Client, Input: &all[len(all)-1], Call: from, Return: to})
	}
	for i := range h.Calls {
		c := &h.Calls[i]
		switch {
		case !c.Op.Kind.Blocks():
			add(c, model.Request, model.Immediate, c.Begin, c.End)
		case c.endedBefore():
			if end := c.endOrNever(); end == math.MaxInt64 || c.Result.Status != spec.Cancelled {
				add(c, model.Cancel, model.Immediate, c.Begin, end) // WAIT-04: illegal in every model
			}
		case h.Scenario.Object != LocalCondition && s.lockSteps(h, c, add):
		case s.pickSteps(h, c, add):
		case c.End == 0 || c.Result.Status == spec.Cancelled:
			s.gaveUp(h, c, add)
		case c.Park != 0:
			add(c, model.Request, model.Suspended, c.Begin, c.Park)
			add(c, model.FollowUp, model.Suspended, c.Park, c.End)
		case s.relaxed:
			add(c, model.Request, model.Any, c.Begin, c.End)
			add(c, model.FollowUp, model.Any, c.Begin, c.End)
		default:
			add(c, model.Request, model.Immediate, c.Begin, c.End)
		}
	}
	if !s.awake {
		for _, q := range h.Quiets {
			all = append(all, model.Step{Phase: model.Quiesce, Asleep: model.MakeIDs(q.Asleep...)})
			ops = append(ops, porcupine.Operation{
				ClientId: h.lanes(), Input: &all[len(all)-1], Call: q.At, Return: q.At,
			})
		}
	}
	return ops
}

// gaveUp adds the steps of a call that was cancelled or has not returned.
func (s steps) gaveUp(h *History, c *Call, add func(*Call, model.Phase, model.Mode, int64, int64)) {
	asked := c.Timed || c.Cancel != 0 && c.Cancel < c.End
	switch {
	case s.awake && (c.End == 0 || asked):
	case c.End == 0 && c.Park != 0:
		add(c, model.Request, model.Suspended, c.Begin, c.Park)
		if c.Timed || c.Cancel != 0 { // it may have left
			add(c, model.Cancel, model.Any, c.leftAfter(), math.MaxInt64)
		}
	case c.End == 0 && h.sleptAt(c.ID) != 0:
		add(c, model.Request, model.Suspended, c.Begin, h.sleptAt(c.ID))
	case c.End == 0:
		add(c, model.Request, model.Any, c.Begin, math.MaxInt64)
	case !asked: // WAIT-05: a cancellation without a request is illegal in every model
		add(c, model.Cancel, model.Immediate, c.Begin, c.End)
	case c.Park != 0:
		add(c, model.Request, model.Suspended, c.Begin, c.Park)
		add(c, model.Cancel, model.Suspended, c.leftAfter(), c.End)
	case s.relaxed && c.Op.Kind == spec.ChanPut: // others may have seen it wait
		add(c, model.Request, model.Any, c.Begin, c.End)
		add(c, model.Cancel, model.Any, c.Begin, c.End)
	}
}

// leftAfter returns the tick after which a cancelled waiter left the line. When its deadline passed is not known.
func (c *Call) leftAfter() int64 {
	if c.Timed {
		return c.Park
	}
	return max(c.Park, c.Cancel)
}

// endOrNever is the call's end, or the end of time if it has not ended.
func (c *Call) endOrNever() int64 {
	if c.End == 0 {
		return math.MaxInt64
	}
	return c.End
}

// endedBefore reports whether the call's context had ended before the call began.
func (c *Call) endedBefore() bool { return c.Cancel != 0 && c.Cancel < c.Begin }

// lanes returns how many clients the history has.
func (h *History) lanes() int {
	n := len(h.Scenario.Clients)
	for i := range h.Calls {
		n = max(n, h.Calls[i].Client+1)
	}
	return n
}

// explain asks porcupine.
func explain(h *History, s steps, timeout time.Duration) Verdict {
	return verdictOf(porcupine.CheckOperationsTimeout(h.model(), s.operations(h), timeout))
}

func verdictOf(r porcupine.CheckResult) Verdict {
	switch r {
	case porcupine.Ok:
		return Linearizable
	case porcupine.Illegal:
		return Illegal
	default:
		return Unknown
	}
}

// model returns the object's model for porcupine.
func (h *History) model() porcupine.Model {
	m := h.Scenario.Object.model(h.Scenario.Setup)
	return porcupine.Model{
		Init: func() any { return m.Init },
		Step: func(state, input, _ any) (bool, any) {
			next, ok := m.Step(state, input.(*model.Step))
			return ok, next
		},
		DescribeOperation: func(input, _ any) string { return describe(input.(*model.Step)) },
		DescribeState:     func(state any) string { return fmt.Sprint(state) },
	}
}

// describe says what a step is, for people.
func describe(in *model.Step) string {
	call := "#" + itoa(in.Call) + " "
	switch {
	case in.Phase == model.FollowUp:
		return call + in.Op.Describe(in.Result) + ", let go"
	case in.Phase == model.Cancel && in.Mode == model.Immediate && in.Result.Status != spec.Cancelled:
		return call + in.Op.Describe(in.Result) + ", though its context had ended before"
	case in.Phase == model.Cancel && in.Mode == model.Immediate:
		return call + in.Op.String() + " cancelled, though its context had not ended"
	case in.Phase == model.Cancel:
		return call + in.Op.String() + " gives up"
	case in.Phase == model.Quiesce:
		return "asleep: " + in.Asleep.String()
	case in.Mode == model.Suspended:
		return call + in.Op.String() + " gets in line"
	case in.Mode == model.Any:
		return call + in.Op.String() + " asks"
	default:
		return call + in.Op.Describe(in.Result)
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
