package linearizability

import (
	"fmt"
	"slices"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec"
)

// ExploreStalled explores a scenario once for each client and each of its steps, with that client stopped for ever
// after the step: the others must go on. It is what lock-free means, for a bounded number of steps: whoever runs alone
// comes to the end of his call (obstruction-freedom), and so does everybody whom only the stopped client is in the way
// of.
//
// The stopped call may have taken effect or not. If it lets waiters go, at most one of them may sleep on for ever: the
// one that it was about to wake. Whoever waits for anything but its place in a line, or spins, waits for the stopped
// client, and is a violation unless the target's MayHold allows it.
func ExploreStalled(target Target, s Scenario, o explore.Options) (Exploration, error) {
	sum := Exploration{Scenario: s}
	sum.Report.Complete = true
	o.Probes = 0 // each of many explorations is small
	for i := range s.Clients {
		o.Stall = clientName(i)
		for o.StallAfter = 1; ; o.StallAfter++ {
			e, err := Explore(target, s, o)
			if err != nil {
				return sum, err
			}
			sum.add(&e)
			if e.Failure != nil || e.Report.Stalled == 0 {
				break // a client that cannot make so many steps
			}
		}
		if sum.Failure != nil {
			break
		}
	}
	return sum, nil
}

// add adds what another exploration of the same scenario has given.
func (e *Exploration) add(f *Exploration) {
	e.Histories += f.Histories
	e.Calls += f.Calls
	e.Failure = f.Failure
	r, s := &e.Report, &f.Report
	r.Schedules += s.Schedules
	r.Redundant += s.Redundant
	r.Cut += s.Cut
	r.Stalled += s.Stalled
	r.Steps += s.Steps
	r.Longest = max(r.Longest, s.Longest)
	r.Complete = r.Complete && s.Complete
	r.Elapsed += s.Elapsed
	r.Failure = s.Failure
	for _, b := range s.Bounds {
		if !slices.Contains(r.Bounds, b) {
			r.Bounds = append(r.Bounds, b)
		}
	}
}

func clientName(i int) string { return fmt.Sprintf("c%d", i+1) }

// checkStalled judges a run in which a client was stopped.
func (x *explored) checkStalled(client string) error {
	h := x.history()
	quiet := &h.Quiets[0]
	for i := range h.Calls {
		c := &h.Calls[i]
		if c.End != 0 || clientName(c.Client) == client {
			continue
		}
		if c.Park == 0 && x.mayHold(client, c.Op) {
			return nil
		}
		if c.Park == 0 {
			return fmt.Errorf("%v of %s waits for %s, which was stopped", c.Op, clientName(c.Client), client)
		}
	}
	at := slices.IndexFunc(h.Calls, func(c Call) bool { return c.End == 0 && clientName(c.Client) == client })
	if at < 0 { // between two calls
		return x.judge(h)
	}
	quiet.Asleep = without(quiet.Asleep, h.Calls[at].ID)
	if err := x.once(h, "stalled", func() Verdict { return judgeStalled(h, at) }); err != nil {
		return fmt.Errorf("%w, whatever %s did before it was stopped", err, client)
	}
	return nil
}

// mayHold reports whether the call that the stopped client is in may hold up another one.
func (x *explored) mayHold(client string, other spec.Op) bool {
	for i, records := range x.calls {
		for k := range records {
			if r := &records[k]; clientName(i) == client && r.begin != 0 && !r.ended {
				return x.target.MayHold != nil && x.target.MayHold(r.op, other)
			}
		}
	}
	return false
}

// judgeStalled judges a history in which the call at was stopped: one of those that it may stand for must be explained.
func judgeStalled(h *History, at int) Verdict {
	for _, v := range stalledVariants(h, at) {
		if Judge(v, judgeTimeout) == Linearizable {
			return Linearizable
		}
	}
	return Illegal
}

func without(ids []int, id int) []int {
	return slices.DeleteFunc(slices.Clone(ids), func(i int) bool { return i == id })
}

// stalledVariants returns the histories that a run with the call at stopped may stand for: the call has had no effect;
// it has had one; it stands in the line; and each of these with one waiter that it has let go and not woken.
func stalledVariants(h *History, at int) []*History {
	call := h.Calls[at]
	quiet := h.Quiets[0]
	var all []*History
	add := func(change func(v *History)) {
		v := *h
		v.Calls = slices.Clone(h.Calls)
		v.Quiets = []Quiet{{At: quiet.At, Asleep: slices.Clone(quiet.Asleep)}}
		change(&v)
		all = append(all, &v)
	}
	ends := func(v *History, id int, r spec.Result) {
		i := slices.IndexFunc(v.Calls, func(c Call) bool { return c.ID == id })
		v.Calls[i].End, v.Calls[i].Result = quiet.At-1, r
		v.Quiets[0].Asleep = without(v.Quiets[0].Asleep, id)
	}
	add(func(v *History) { v.Calls = slices.Delete(v.Calls, at, at+1) })
	if call.Op.Kind.Blocks() {
		add(func(v *History) {
			if call.Park == 0 { // it may have got there at any moment
				v.Calls[at].Park = quiet.At - 1
			}
			v.Quiets[0].Asleep = append(v.Quiets[0].Asleep, call.ID)
			slices.Sort(v.Quiets[0].Asleep)
		})
	}
	for _, r := range possibleResults(h.Scenario, call.Op) {
		add(func(v *History) { ends(v, call.ID, r) })
		for _, sleeper := range quiet.Asleep {
			for _, given := range wakeResults(h, sleeper) {
				add(func(v *History) {
					ends(v, call.ID, r)
					ends(v, sleeper, given)
				})
			}
		}
	}
	return all
}

// wakeResults are those that a waiter may have been let go with.
func wakeResults(h *History, id int) []spec.Result {
	i := slices.IndexFunc(h.Calls, func(c Call) bool { return c.ID == id })
	if h.Scenario.Object == Channel {
		return channelResults(h.Scenario, h.Calls[i].Op)
	}
	return []spec.Result{{}}
}
