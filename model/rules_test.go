package model

import (
	"testing"

	"github.com/veritask/veritask/spec"
)

// The steps that rules and histories are made of. Calls have numbers.

func ask(call int, mode Mode, op spec.Op, r spec.Result) *Step {
	return &Step{Phase: Request, Mode: mode, Call: call, Op: op, Result: r}
}

// at once: a call that returns without waiting.
func now(call int, op spec.Op) *Step { return ask(call, Immediate, op, spec.Result{}) }

// gives: a call that returns r without waiting.
func gives(call int, op spec.Op, r spec.Result) *Step { return ask(call, Immediate, op, r) }

// parks: a call gets in line.
func parks(call int, op spec.Op) *Step { return ask(call, Suspended, op, spec.Result{}) }

// perhaps: a call of which nobody knows whether it waits.
func perhaps(call int, op spec.Op) *Step { return ask(call, Any, op, spec.Result{}) }

// back: a call that waited returns.
func back(call int, op spec.Op) *Step { return &Step{Phase: FollowUp, Call: call, Op: op} }

// backWith: a call that waited returns r.
func backWith(call int, op spec.Op, r spec.Result) *Step {
	return &Step{Phase: FollowUp, Call: call, Op: op, Result: r}
}

// leaves: a call that waited gives up.
func leaves(call int, op spec.Op) *Step { return &Step{Phase: Cancel, Call: call, Op: op} }

// mayLeave: a call that waited gives up, or was let go before.
func mayLeave(call int, op spec.Op) *Step { return &Step{Phase: Cancel, Mode: Any, Call: call, Op: op} }

// quiet: nothing moves and these calls are asleep.
func quiet(calls ...int) *Step { return &Step{Phase: Quiesce, Asleep: MakeIDs(calls...)} }

var (
	wait       = spec.Op{Kind: spec.EventWait}
	notify     = spec.Op{Kind: spec.EventNotify}
	reset      = spec.Op{Kind: spec.EventReset}
	isset      = spec.Op{Kind: spec.EventIsSet}
	acquire    = spec.Op{Kind: spec.SemAcquire}
	tryacquire = spec.Op{Kind: spec.SemTryAcquire}
	release    = spec.Op{Kind: spec.SemRelease}
	yes, no    = spec.Bool(true), spec.Bool(false)
	tooMany    = spec.Failure(spec.MsgReleaseMismatch)
	tooSmall   = spec.Failure(spec.MsgSemaphoreSize)
	failed     = spec.Failure
)

func resize(n int) spec.Op { return spec.Op{Kind: spec.SemResize, N: n} }

func op(text string) spec.Op {
	o, err := spec.ParseOp(text)
	if err != nil {
		panic(err)
	}
	return o
}

// rule is a clause with an example: all steps are legal but the last of a broken one.
type rule struct {
	clause string
	model  Model
	steps  []*Step
	broken bool
}

var (
	manual = Event{}.Model()
	auto   = Event{Auto: true}.Model()
	one    = Semaphore{Size: 1}.Model()
	two    = Semaphore{Size: 2}.Model()
	tasks  = Tasks{Count: 3}.Model()

	chosen     = Choice{}.Model()
	autoChosen = Choice{Auto: true}.Model()
	pick       = spec.Op{Kind: spec.SelectPick}
	forPermit  = spec.Op{Kind: spec.SelectPick, N: PickPermit}
	forEvent   = spec.Op{Kind: spec.SelectPick, N: PickEvent}
	permit     = spec.Result{Value: PickPermit}
	notice     = spec.Result{Value: PickEvent}
)

func seq(steps ...*Step) []*Step { return steps }

var rules = []rule{
	{"WAIT-01", auto, seq(parks(1, wait), parks(2, wait), leaves(1, wait), now(3, notify), back(2, wait), quiet()), false},
	{"WAIT-01", one, seq(now(1, acquire), parks(2, acquire), leaves(2, acquire), now(3, release), now(4, acquire)), false},
	{"WAIT-02", auto, seq(parks(1, wait), now(2, notify), leaves(1, wait)), true},
	{"WAIT-02", one, seq(now(1, acquire), parks(2, acquire), now(3, release), leaves(2, acquire)), true},
	{"WAIT-03", auto, seq(parks(1, wait), parks(2, wait), now(3, notify), quiet(1, 2)), true},
	{"WAIT-03", auto, seq(parks(1, wait), parks(2, wait), now(3, notify), quiet(2)), true},
	{"WAIT-03", auto, seq(parks(1, wait), parks(2, wait), now(3, notify), back(1, wait), quiet(2)), false},
	{"WAIT-03", one, seq(parks(1, acquire)), true},
	{"WAIT-05", auto, seq(leaves(1, wait)), true},

	{"EV-01", manual, seq(now(1, notify), now(2, wait), gives(3, isset, yes)), false},
	{"EV-01", manual, seq(now(1, notify), parks(2, wait)), true},
	{"EV-02", manual, seq(parks(1, wait), parks(2, wait), quiet(1, 2)), false},
	{"EV-02", manual, seq(now(1, wait)), true},
	{"EV-03", manual, seq(parks(1, wait), parks(2, wait), now(3, notify), back(2, wait), back(1, wait), quiet()), false},
	{"EV-03", manual, seq(parks(1, wait), parks(2, wait), now(3, notify), back(2, wait), quiet(1)), true},
	{"EV-04", manual, seq(now(1, notify), now(2, notify), now(3, reset), gives(4, isset, no)), false},
	{"EV-05", manual, seq(now(1, notify), now(2, reset), now(3, wait)), true},
	{"EV-05", auto, seq(now(1, notify), now(2, reset), now(3, wait)), true},
	{"EV-06", manual, seq(parks(1, wait), now(2, notify), now(3, reset), back(1, wait), parks(4, wait), quiet(4)), false},
	{"EV-06", auto, seq(parks(1, wait), now(2, notify), now(3, reset), back(1, wait)), false},
	{"EV-07", manual, seq(gives(1, isset, no), now(2, notify), gives(3, isset, yes)), false},
	{"EV-07", auto, seq(now(1, notify), gives(2, isset, no)), true},
	{"EV-07", auto, seq(parks(1, wait), now(2, notify), gives(3, isset, yes)), true},
	{"EV-08", auto, seq(now(1, notify), now(2, wait), gives(3, isset, no), parks(4, wait)), false},
	{"EV-08", auto, seq(now(1, notify), now(2, wait), now(3, wait)), true},
	{"EV-09", auto, seq(parks(1, wait), parks(2, wait), now(3, notify), back(2, wait)), true},
	{"EV-09", auto, seq(parks(1, wait), parks(2, wait), now(3, notify), now(4, notify), back(2, wait), back(1, wait)), false},
	{"EV-10", auto, seq(now(1, notify), now(2, notify), now(3, wait), parks(4, wait), quiet(4)), false},
	{"EV-10", auto, seq(now(1, notify), now(2, notify), now(3, wait), now(4, wait)), true},
	{"EV-11", auto, seq(parks(1, wait), now(2, notify), now(3, wait)), true},

	{"SEM-01", two, seq(now(1, acquire), now(2, acquire), quiet()), false},
	{"SEM-01", two, seq(now(1, acquire), parks(2, acquire)), true},
	{"SEM-02", one, seq(now(1, acquire), parks(2, acquire), parks(3, acquire), now(4, release), back(3, acquire)), true},
	{"SEM-02", one, seq(now(1, acquire), parks(2, acquire), parks(3, acquire), now(4, release), back(2, acquire), quiet(3)), false},
	{"SEM-03", one, seq(now(1, acquire), now(2, release), now(3, acquire)), false},
	{"SEM-03", one, seq(now(1, acquire), parks(2, acquire), now(3, release), quiet(2)), true},
	{"SEM-04", one, seq(now(1, acquire), parks(2, acquire), now(3, release), now(4, acquire)), true},
	{"SEM-04", one, seq(now(1, acquire), parks(2, acquire), now(3, release), gives(4, tryacquire, yes)), true},
	{"SEM-05", one, seq(gives(1, release, tooMany), now(2, acquire)), false},
	{"SEM-05", one, seq(now(1, release)), true},
	{"SEM-05", one, seq(now(1, acquire), gives(2, release, tooMany)), true},
	{"SEM-06", two, seq(gives(1, tryacquire, yes), gives(2, tryacquire, yes), gives(3, tryacquire, no)), false},
	{"SEM-06", one, seq(gives(1, tryacquire, no)), true},
	{"SEM-06", one, seq(now(1, acquire), parks(2, acquire), gives(3, tryacquire, no), leaves(2, acquire)), false},
	{"SEM-07", one, seq(now(1, acquire), parks(2, acquire), parks(3, acquire), now(4, resize(2)), back(2, acquire), quiet(3)), false},
	{"SEM-07", one, seq(now(1, acquire), parks(2, acquire), parks(3, acquire), now(4, resize(2)), back(3, acquire)), true},
	{"SEM-07", one, seq(now(1, acquire), parks(2, acquire), now(3, resize(2)), quiet(2)), true},
	{"SEM-08", two, seq(now(1, acquire), now(2, acquire), now(3, resize(1)), now(4, release), parks(5, acquire), now(6, release), back(5, acquire)), false},
	{"SEM-08", two, seq(now(1, acquire), now(2, acquire), now(3, resize(1)), now(4, release), now(5, acquire)), true},
	{"SEM-09", one, seq(gives(1, resize(0), tooSmall), gives(2, resize(-3), tooSmall), now(3, acquire)), false},
	{"SEM-09", one, seq(now(1, resize(0))), true},
	{"SEM-10", one, seq(now(1, acquire), now(2, acquire)), true},
	{"SEM-11", one, seq(gives(1, tryacquire, yes), now(2, release), now(3, acquire)), false},

	{"TASK-01", tasks, seq(gives(1, op("finish(a,7)"), yes), gives(2, op("fail(a,1)"), no), gives(3, op("isfailed(a)"), no)), false},
	{"TASK-01", tasks, seq(gives(1, op("finish(a,7)"), yes), gives(2, op("fail(a,1)"), yes)), true},
	{"TASK-02", tasks, seq(gives(1, op("isdone(a)"), no), gives(2, op("fail(a,1)"), yes), gives(3, op("isdone(a)"), yes), gives(4, op("isfailed(a)"), yes)), false},
	{"TASK-02", tasks, seq(gives(1, op("finish(a,7)"), yes), gives(2, op("isfailed(a)"), yes)), true},
	{"TASK-03", tasks, seq(now(1, op("wait(a)"))), true},
	{"TASK-03", tasks, seq(gives(1, op("finish(a,7)"), yes), parks(2, op("wait(a)"))), true},
	{"TASK-03", tasks, seq(gives(1, op("finish(a,7)"), yes), parks(2, op("wait(b)")), quiet(2)), false},
	{"TASK-04", tasks, seq(gives(1, op("fail(a,3)"), yes), gives(2, op("wait(a)"), spec.Failure("e3")), gives(3, op("fetch(a)"), spec.Failure("e3"))), false},
	{"TASK-04", tasks, seq(gives(1, op("fail(a,3)"), yes), now(2, op("wait(a)"))), true},
	{"TASK-05", tasks, seq(gives(1, op("finish(a,7)"), yes), gives(2, op("fetch(a)"), spec.Result{Value: 7}), gives(3, op("fetch(a)"), spec.Result{Value: 7})), false},
	{"TASK-05", tasks, seq(gives(1, op("finish(a,7)"), yes), gives(2, op("fetch(a)"), spec.Result{Value: 8})), true},
	{"TASK-06", tasks, seq(parks(1, op("wait(a)")), parks(2, op("fetch(a)")), parks(3, op("wait(b)")), gives(4, op("finish(a,7)"), yes), backWith(2, op("fetch(a)"), spec.Result{Value: 7}), back(1, op("wait(a)")), quiet(3)), false},
	{"TASK-06", tasks, seq(parks(1, op("wait(a)")), gives(2, op("finish(a,7)"), yes), quiet(1)), true},
	{"TASK-07", tasks, seq(parks(1, op("join(ab)")), gives(2, op("fail(a,1)"), yes), quiet(1)), false},
	{"TASK-07", tasks, seq(parks(1, op("join(ab)")), gives(2, op("fail(a,1)"), yes), backWith(1, op("join(ab)"), spec.Failure("e1"))), true},
	{"TASK-08", tasks, seq(gives(1, op("fail(b,2)"), yes), gives(2, op("fail(a,1)"), yes), gives(3, op("join(ab)"), spec.Failure("e1 e2"))), false},
	{"TASK-08", tasks, seq(gives(1, op("fail(b,2)"), yes), gives(2, op("fail(a,1)"), yes), gives(3, op("join(ab)"), spec.Failure("e2 e1"))), true},
	{"TASK-09", tasks, seq(parks(1, op("join(a)")), leaves(1, op("join(a)"))), true},
	{"TASK-09", tasks, seq(parks(1, op("wait(a)")), leaves(1, op("wait(a)"))), false},

	{"WA-01", tasks, seq(parks(1, op("waitany(ab)")), gives(2, op("finish(b,7)"), yes), backWith(1, op("waitany(ab)"), set(2))), false},
	{"WA-01", tasks, seq(gives(1, op("waitany(ab)"), set(0))), true},
	{"WA-01", tasks, seq(parks(1, op("waitany(ab)")), gives(2, op("finish(b,7)"), yes), quiet(1)), true},
	{"WA-06", tasks, seq(parks(1, op("waitall(ab)")), gives(2, op("fail(b,1)"), yes), backWith(1, op("waitall(ab)"), set(2))), false},
	{"WA-06", tasks, seq(parks(1, op("waitall(ab)")), gives(2, op("finish(a,7)"), yes), backWith(1, op("waitall(ab)"), set(1))), true},
	{"WA-06", tasks, seq(gives(1, op("fail(a,1)"), yes), parks(2, op("waitall(ab)"))), true},
	{"SY-13", tasks, seq(gives(1, op("fail(a,1)"), yes), gives(2, op("scope(ab)"), spec.Failure("e1"))), false},
	{"SY-13", tasks, seq(parks(1, op("scope(ab)")), gives(2, op("fail(b,1)"), yes), quiet(1)), true},
	{"SY-14", tasks, seq(parks(1, op("scope(ab)")), gives(2, op("finish(a,7)"), yes), back(1, op("scope(ab)"))), true},
	{"SY-16", tasks, seq(gives(1, op("fail(a,1)"), yes), gives(2, op("fail(b,2)"), yes), gives(3, op("scope(ba)"), spec.Failure("e2 e1"))), false},
	{"SY-16", tasks, seq(gives(1, op("fail(a,1)"), yes), gives(2, op("fail(b,2)"), yes), gives(3, op("scope(ba)"), spec.Failure("e1 e2"))), true},
	{"SY-16", tasks, seq(gives(1, op("fail(a,1)"), yes), gives(2, op("fail(b,2)"), yes), gives(3, op("scope(ab)"), spec.Failure("e2"))), false},
	{"SY-16", tasks, seq(gives(1, op("fail(a,1)"), yes), now(2, op("scope(a)"))), true},
	{"WA-06", tasks, seq(gives(1, op("finish(a,7)"), yes), gives(2, op("finish(b,7)"), yes), gives(3, op("waitall(ba)"), set(3))), false},
	{"WA-13", tasks, seq(parks(1, op("waitany(ab)")), gives(2, op("finish(a,7)"), yes), gives(3, op("finish(b,7)"), yes), backWith(1, op("waitany(ab)"), set(3))), false},
	{"WA-13", tasks, seq(parks(1, op("waitany(ab)")), gives(2, op("finish(a,7)"), yes), gives(3, op("finish(b,7)"), yes), backWith(1, op("waitany(ab)"), set(2))), true},

	{"SL-01", chosen, seq(now(1, release), gives(2, pick, permit), parks(3, acquire)), false},
	{"SL-01", autoChosen, seq(now(1, notify), gives(2, pick, notice), gives(3, isset, no)), false},
	{"SL-01", chosen, seq(now(1, notify), gives(2, pick, permit)), true},
	{"SL-02", chosen, seq(parks(1, forEvent), parks(1, forPermit), quiet(1)), false},
	{"SL-02", chosen, seq(now(1, notify), parks(2, forEvent)), true},
	{"SL-02", chosen, seq(parks(1, forEvent), parks(1, forPermit), now(2, notify), quiet(1)), true},
	{"SL-03", autoChosen, seq(parks(1, forEvent), parks(1, forPermit), now(2, notify), now(3, release), gives(4, tryacquire, yes), backWith(1, pick, notice), quiet()), false},
	{"SL-03", autoChosen, seq(parks(1, forEvent), parks(1, forPermit), now(2, notify), now(3, release), gives(4, tryacquire, no)), true},
	{"SL-03", autoChosen, seq(parks(1, forEvent), parks(1, forPermit), now(2, notify), now(3, release), backWith(1, pick, permit)), true},
	{"SL-04", chosen, seq(parks(1, acquire), parks(2, forEvent), parks(2, forPermit), parks(3, acquire), now(4, release), back(1, acquire), now(5, release), backWith(2, pick, permit), quiet(3)), false},
	{"SL-04", chosen, seq(parks(1, acquire), parks(2, forEvent), parks(2, forPermit), now(3, release), backWith(2, pick, permit)), true},
	{"SL-04", autoChosen, seq(parks(1, forPermit), parks(2, wait), parks(1, forEvent), now(3, notify), back(2, wait), now(4, notify), backWith(1, pick, notice)), false},
	{"SL-05", chosen, seq(parks(1, forEvent), parks(1, forPermit), leaves(1, pick), now(2, release), gives(3, tryacquire, yes), quiet()), false},
	{"SL-05", chosen, seq(parks(1, forEvent), parks(1, forPermit), now(2, notify), leaves(1, pick)), true},
	{"SL-07", autoChosen, seq(perhaps(1, forEvent), perhaps(1, forPermit), now(2, release), mayLeave(1, pick), backWith(1, pick, permit), quiet()), false},
	{"SL-07", autoChosen, seq(parks(1, forEvent), now(2, notify), perhaps(1, forPermit), backWith(1, pick, notice), quiet()), false},
	{"SL-07", autoChosen, seq(parks(1, forEvent), now(2, notify), parks(1, forPermit)), true},
}

// set is the result of a wait for several: the bits of those that have ended.
func set(bits int) spec.Result { return spec.Result{Value: bits} }

func TestRules(t *testing.T) {
	for _, r := range rules {
		if _, ok := spec.ClauseByID(r.clause); !ok {
			t.Errorf("no clause %s", r.clause)
		}
		state := r.model.Init
		for i, in := range r.steps {
			next, legal := r.model.Step(state, in)
			last := i == len(r.steps)-1
			if want := !r.broken || !last; legal != want {
				t.Errorf("%s, %s: step %d of %v is legal: %v, in state %v", r.clause, r.model.Name, i+1, r.steps[i].Op, legal, state)
				break
			}
			if !legal && next != state {
				t.Errorf("%s: an illegal step has changed %v to %v", r.clause, state, next)
			}
			state = next
		}
	}
}

// TestAny: a request of which nobody knows whether it waited is legal in both cases, and returns by a follow-up.
func TestAny(t *testing.T) {
	for _, r := range []rule{
		{"", auto, seq(perhaps(1, wait), now(2, notify), back(1, wait), quiet()), false},
		{"", auto, seq(now(2, notify), perhaps(1, wait), gives(3, isset, no), back(1, wait), quiet()), false},
		{"", one, seq(perhaps(1, acquire), gives(2, tryacquire, no), back(1, acquire)), false},
		{"", one, seq(now(2, acquire), perhaps(1, acquire), back(1, acquire)), true},
		{"", tasks, seq(gives(2, op("finish(a,7)"), yes), perhaps(1, op("wait(a)")), back(1, op("wait(a)"))), false},
		{"", tasks, seq(perhaps(1, op("wait(a)")), back(1, op("wait(a)"))), true},
		{"", auto, seq(parks(1, wait), mayLeave(1, wait), now(2, notify), gives(3, isset, yes), quiet()), false},
		{"", auto, seq(parks(1, wait), now(2, notify), mayLeave(1, wait), gives(3, isset, no), back(1, wait)), false},
		{"", auto, seq(mayLeave(1, wait)), true},
		{"", tasks, seq(parks(1, op("wait(a)")), gives(2, op("finish(a,7)"), yes), mayLeave(1, op("wait(a)"))), false},
		{"", tasks, seq(parks(1, op("wait(a)")), mayLeave(1, op("wait(a)")), quiet()), false},
	} {
		state := r.model.Init
		for i, in := range r.steps {
			next, legal := r.model.Step(state, in)
			if want := !r.broken || i < len(r.steps)-1; legal != want {
				t.Errorf("%s: step %d, %v: legal is %v in state %v", r.model.Name, i+1, in.Op, legal, state)
			}
			state = next
		}
	}
}

// TestForeignOperations: a model refuses what it does not know.
func TestForeignOperations(t *testing.T) {
	for _, m := range []Model{manual, auto, one, tasks} {
		for _, o := range []spec.Op{{}, op("wait()"), op("release()"), op("wait(a)"), op("finish(f,1)"), {Kind: spec.TaskWait}} {
			mine := m.Name == "event" && o.Kind == spec.EventWait || m.Name == "autoreset event" && o.Kind == spec.EventWait ||
				m.Name == "semaphore" && o.Kind == spec.SemRelease || m.Name == "tasks" && o.Tasks == "a"
			if _, legal := m.Step(m.Init, perhaps(1, o)); legal && !mine {
				t.Errorf("%s takes %v", m.Name, o)
			}
		}
	}
}
