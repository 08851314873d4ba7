package fuzz

import (
	"fmt"
	"slices"
	"strings"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// oracle asks the model, step by step, whether what happened is legal. It knows no rule of any object.
type oracle struct {
	model model.Model
	state any
	calls int
}

func (o *oracle) nextID() int {
	o.calls++
	return o.calls
}

// take takes a step of the model.
func (o *oracle) take(in *model.Step, format string, args ...any) error {
	next, legal := o.model.Step(o.state, in)
	if !legal {
		return fmt.Errorf("%s: state {%v} does not explain %s", o.model.Name, o.state, fmt.Sprintf(format, args...))
	}
	o.state = next
	return nil
}

func (k *call) step(p model.Phase, m model.Mode) *model.Step {
	return &model.Step{Phase: p, Mode: m, Call: k.id, Client: k.client, Op: k.op, Result: k.result}
}

// begin judges a call that began in this step: it has returned, or waits.
func (o *oracle) begin(k *call, over bool) error {
	switch {
	case k.asked && over && k.result.Status == spec.Cancelled:
		return nil // it came to nothing
	case k.asked:
		return fmt.Errorf("%s: %v did not return the cause of its context, which had ended before", o.model.Name, k)
	case over:
		return o.take(k.step(model.Request, model.Immediate), "that %v returned at once", k)
	default:
		return o.take(k.step(model.Request, model.Suspended), "that %v waits", k)
	}
}

// relocks reports whether a call returns in two steps; see [model.Condition].
func (k *call) relocks() bool { return k.op.Kind == spec.CondWait || k.op.Kind == spec.CondWaitFirst }

// cancel judges the end of the context of a call that waits.
func (o *oracle) cancel(k *call) error {
	mode := model.Suspended
	if k.relocks() { // it may have been let go, and wait for the lock
		mode = model.Any
	}
	return o.take(k.step(model.Cancel, mode), "that the context of %v ended", k)
}

// end judges the return of a call that has waited.
func (o *oracle) end(k *call) error {
	if k.result.Status == spec.Cancelled && !k.asked {
		return fmt.Errorf("%s: %v returned, though its context had not ended", o.model.Name, k)
	}
	if k.result.Status == spec.Cancelled && !k.relocks() {
		return nil // it is in no line any more
	}
	return o.take(k.step(model.FollowUp, model.Suspended), "that %v returned", k)
}

// quiet judges who is blocked.
func (o *oracle) quiet(blocked []*call) error {
	ids := make([]int, len(blocked))
	for i, k := range blocked {
		ids[i] = k.id
	}
	slices.Sort(ids)
	in := &model.Step{Phase: model.Quiesce, Asleep: model.MakeIDs(ids...)}
	return o.take(in, "that these and no others are blocked: %s", o.names(blocked))
}

func (o *oracle) names(calls []*call) string {
	if len(calls) == 0 {
		return "none"
	}
	var names []string
	for _, k := range calls {
		names = append(names, k.String())
	}
	return strings.Join(names, ", ")
}

// String describes the call for people.
func (k *call) String() string {
	return fmt.Sprintf("#%d %s of client %d", k.id, k.op.Describe(k.result), k.client+1)
}
