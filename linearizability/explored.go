package linearizability

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

// Exploration is what exploring one scenario has given.
type Exploration struct {
	Scenario  Scenario
	Report    explore.Report
	Histories int // different ones; each was judged once
	Calls     int64
	Failure   *ExploredFailure // nil: none
}

// ExploredFailure is an interleaving that no model explains, or that fails in another way.
type ExploredFailure struct {
	Verdict Verdict // empty: the failure is the engine's own, a panic, say
	History *History
	*explore.Failure
}

// Reason says what in the history has no explanation; empty if there is no history.
func (f *ExploredFailure) Reason() string {
	if f.History == nil {
		return ""
	}
	return f.History.reason()
}

// Explore runs a scenario in every order of its atomic steps and judges the history of each run. The target must be
// instrumented for package explore: what its calls share, and how they sleep.
//
// Each client is a thread. Actions without deadlines only; a cancellation names the call that it cancels, and is a
// client's last action. Target.Start is not asked. When no thread can go on, everybody who has not returned is asleep, and the judge is told so;
// then all contexts are ended, and whoever does not return then is stuck.
func Explore(target Target, s Scenario, o explore.Options) (Exploration, error) {
	if err := explorable(s); err != nil {
		return Exploration{}, err
	}
	x := &explored{target: &target, scenario: s, verdicts: map[string]Verdict{}}
	x.nameContexts()
	e := Exploration{Scenario: s}
	o.StallHolds = target.MayHold != nil
	e.Report = explore.Explore(explore.Program{Name: target.Name + " " + s.String(), Setup: x.setup}, o)
	e.Histories = len(x.verdicts)
	e.Calls = x.judged
	if f := e.Report.Failure; f != nil {
		e.Failure = &ExploredFailure{Failure: f}
		if f.Kind == explore.Checked {
			e.Failure.Verdict, e.Failure.History = x.verdict, x.last
		}
	}
	return e, nil
}

func explorable(s Scenario) error {
	if err := s.validate(); err != nil {
		return err
	}
	for _, script := range s.Clients {
		for _, a := range script {
			switch {
			case a.Timeout > 0:
				return fmt.Errorf("linearizability: %v: the explorer knows no time; cancel the call instead", a)
			case a.Op.Kind == spec.NoOp && a.Call == 0:
				return fmt.Errorf("linearizability: %v: the explorer must be told which call, as in cancel(1.1)", a)
			}
		}
	}
	return nil
}

// judgeTimeout bounds what one history may take; they are small.
const judgeTimeout = 10 * time.Second

// explored is a scenario under exploration.
type explored struct {
	target   *Target
	scenario Scenario
	verdicts map[string]Verdict // of histories, by their order of events
	judged   int64              // calls of all runs
	key      []byte
	ticks    []int64
	contexts [][]string // their names, by client

	// The run under way.
	run     *explore.Run
	calls   [][]exploredCall // by client
	cancels []exploredCancel

	verdict Verdict // of the last history
	last    *History
}

// exploredCall is the record of one call. It is a stampable.
type exploredCall struct {
	x                *explored
	op               spec.Op
	ctx              context.Context
	stop             context.CancelCauseFunc
	begin, park, end int64
	result           spec.Result
	ended            bool
	tooLate          bool // its context has ended before everything
}

// exploredCancel is the record of one cancellation.
type exploredCancel struct {
	client, call int
	begin, end   int64
}

func (c *exploredCall) parked() {
	if c.park == 0 {
		c.x.run.Mark(explore.Waits, &c.park)
	}
}

// setup makes the object and declares a thread for each client.
func (x *explored) setup(r *explore.Run) {
	x.run = r
	x.calls = x.calls[:0]
	x.cancels = slices.Grow(x.cancels[:0], x.scenario.cancellations()) // marks point into it, so it must not move
	env := Env{Ctx: context.Background(), Setup: x.scenario.Setup}
	subject := x.target.New(env)
	r.Name(string(x.scenario.Object), subject)
	if d, ok := subject.(interface{ Describe(r *explore.Run) }); ok { // what to call what is found in it
		d.Describe(r)
	}
	in, looksInside := subject.(Inside)
	if looksInside {
		r.Watch(func() string { return label(string(x.scenario.Object), in.Line()) })
		r.Invariant(func() error { return in.Check(false) })
		r.After(func() error { return in.Check(true) })
		r.AllEnd()
	}
	for _, script := range x.scenario.Clients {
		records := make([]exploredCall, calls(script))
		n := 0
		for _, a := range script {
			if a.Op.Kind != spec.NoOp {
				x.prepare(&records[n], env.Ctx, a)
				n++
			}
		}
		x.calls = append(x.calls, records)
	}
	for i, script := range x.scenario.Clients {
		for j := range x.calls[i] {
			r.Name(x.contexts[i][j], &x.calls[i][j].ctx)
		}
		r.Go(clientName(i), func() { x.play(subject, i, script) })
	}
	r.Check(x.check)
	r.Drain(func() {
		for _, records := range x.calls {
			for i := range records {
				if records[i].stop != nil {
					records[i].stop(errCancelled)
				}
			}
		}
		if c, ok := subject.(interface{ Close() }); ok {
			c.Close()
		}
	})
}

// nameContexts says what the contexts of calls are called, once for all runs.
func (x *explored) nameContexts() {
	for i, script := range x.scenario.Clients {
		var names []string
		for j := range calls(script) {
			names = append(names, fmt.Sprintf("context of %d.%d", i+1, j+1))
		}
		x.contexts = append(x.contexts, names)
	}
}

// label puts a name before a line that is not empty.
func label(name, line string) string {
	if line == "" {
		return ""
	}
	return name + ": " + line
}

// prepare makes c the record of an action that is a call.
func (x *explored) prepare(c *exploredCall, parent context.Context, a Action) {
	c.x, c.op = x, a.Op
	c.ctx = context.WithValue(parent, recordKey{}, stampable(c))
	if !a.Op.Kind.Cancellable() {
		return
	}
	if x.target.Context != nil {
		c.ctx, c.stop = x.target.Context(c.ctx)
	} else {
		c.ctx, c.stop = shared.NewContext(c.ctx)
	}
	if c.tooLate = a.Timeout == Ended; c.tooLate {
		c.stop(errCancelled)
	}
}

// play is what the thread of a client does.
func (x *explored) play(subject Subject, client int, script []Action) {
	n := 0
	for _, a := range script {
		if a.Op.Kind == spec.NoOp {
			x.cancel(a)
			continue
		}
		x.call(subject, &x.calls[client][n])
		n++
	}
}

// call makes one call.
func (x *explored) call(subject Subject, c *exploredCall) {
	explore.Notef("%v ...", c.op)
	x.run.Mark(explore.Begins, &c.begin)
	c.result = subject.Do(c.ctx, c.op)
	x.run.Mark(explore.Ends, &c.end)
	c.ended = true
	explore.Notef("%s", c.op.Describe(c.result))
}

// cancel ends the context of a call.
func (x *explored) cancel(a Action) {
	x.cancels = append(x.cancels, exploredCancel{client: a.Cancel - 1, call: a.Call - 1})
	k := &x.cancels[len(x.cancels)-1]
	target := &x.calls[k.client][k.call]
	explore.Notef("%v", a)
	if target.stop == nil {
		return
	}
	x.run.Mark(explore.Begins, &k.begin)
	target.stop(errCancelled)
	x.run.Mark(explore.Ends, &k.end)
}

// check judges the run, which has come to its terminal state.
func (x *explored) check(o *explore.Outcome) error {
	if s := o.Stalled(); len(s) > 0 {
		return x.checkStalled(s[0])
	}
	return x.judge(x.history())
}

// judge judges a history, unless it has judged one like it.
func (x *explored) judge(h *History) error {
	x.judged += int64(len(h.Calls))
	return x.once(h, "", func() Verdict { return Judge(h, judgeTimeout) })
}

// once returns the verdict as an error, nil if it is Linearizable. Of histories with the same order of events the first
// alone is judged; kind tells apart those that are judged in different ways.
func (x *explored) once(h *History, kind string, judge func() Verdict) error {
	key := append(x.orderOf(h), kind...)
	verdict, known := x.verdicts[string(key)]
	if !known {
		verdict = judge()
		x.verdicts[string(key)] = verdict
	}
	if verdict == Linearizable {
		return nil
	}
	x.verdict, x.last = verdict, h
	return errors.New(string(verdict))
}

// history is what the run has done. Whoever has begun a call that waits, and not ended it, is asleep; another call that has
// not ended is stuck.
func (x *explored) history() *History {
	h := &History{Target: x.target.Name, Stamps: x.target.Stamps, Scenario: x.scenario}
	quiet := Quiet{At: x.run.Step() + 1}
	for client, records := range x.calls {
		for i := range records {
			r := &records[i]
			if r.begin == 0 { // not begun
				continue
			}
			c := Call{ID: len(h.Calls) + 1, Client: client, Op: r.op, Begin: r.begin, Park: r.park}
			if r.ended {
				c.Result, c.End = r.result, r.end
			} else if r.op.Kind.Blocks() {
				quiet.Asleep = append(quiet.Asleep, c.ID)
			}
			c.Cancel = x.cancelled(client, i, r)
			h.Calls = append(h.Calls, c)
		}
	}
	h.Quiets = []Quiet{quiet}
	return h
}

// cancelled returns the moment after which the context of a call was ended, 0 if it was not; the first, if it was ended
// more than once. A cancellation that has begun before the call and ended after its beginning may have come before or
// after it: it was asked to leave from its beginning on, which is its end too if it is a single step.
func (x *explored) cancelled(client, call int, r *exploredCall) int64 {
	if r.tooLate {
		return 1
	}
	first := int64(0)
	for _, k := range x.cancels {
		at := int64(0)
		switch {
		case k.client != client || k.call != call || k.begin == 0:
			continue
		case k.end != 0 && k.end < r.begin:
			at = k.end
		default:
			at = max(k.begin, r.begin)
		}
		if first == 0 || at < first {
			first = at
		}
	}
	return first
}

// orderOf returns what the judge sees of a history, with the ticks replaced by their ranks: runs that differ in steps
// inside of calls only are alike.
func (x *explored) orderOf(h *History) []byte {
	x.ticks = x.ticks[:0]
	for i := range h.Calls {
		c := &h.Calls[i]
		x.ticks = append(x.ticks, c.Begin, c.Park, c.Cancel, c.End)
	}
	slices.Sort(x.ticks)
	x.ticks = slices.Compact(x.ticks)
	rank := func(at int64) byte {
		i, _ := slices.BinarySearch(x.ticks, at)
		return byte(i)
	}
	x.key = x.key[:0]
	for i := range h.Calls {
		c := &h.Calls[i]
		x.key = append(x.key, byte(c.Client), rank(c.Begin), rank(c.Park), rank(c.Cancel), rank(c.End), byte(c.Result.Status))
		x.key = binary.AppendVarint(x.key, int64(c.Result.Value))
		x.key = append(x.key, c.Result.Text...)
		x.key = append(x.key, 0)
	}
	return x.key
}
