package linearizability

import (
	"fmt"
	"html"
	"io"
	"math"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/veritask/veritask/model"
)

// attempt is how far the search for an explanation got.
type attempt struct {
	verdict Verdict
	steps   []porcupine.Operation
	longest []porcupine.Operation // the longest beginning of an explanation, in its order
	info    porcupine.LinearizationInfo
}

// attemptTimeout bounds the search for the longest beginning. The verdict is known by then.
const attemptTimeout = 5 * time.Second

// attempt looks for an explanation and keeps what it found.
func (h *History) attempt() attempt {
	a := h.attemptBy(steps{})
	if a.verdict == Illegal && h.Stamps != Exact {
		a = h.attemptBy(steps{relaxed: true})
	}
	return a
}

func (h *History) attemptBy(how steps) attempt {
	a := attempt{steps: how.operations(h)}
	result, info := porcupine.CheckOperationsVerbose(h.model(), a.steps, attemptTimeout)
	a.verdict, a.info = verdictOf(result), info
	for _, partition := range info.PartialLinearizationsOperations() {
		for _, p := range partition {
			if len(p) > len(a.longest) {
				a.longest = p
			}
		}
	}
	return a
}

// reason says how far an explanation of the history gets, and what has no place after that; empty if it has one.
func (h *History) reason() string {
	if h.stuck() {
		return h.stuckCalls()
	}
	a := h.attempt()
	if a.verdict == Linearizable {
		return ""
	}
	m := h.model()
	state := m.Init()
	placed := make(map[any]bool, len(a.longest))
	for _, op := range a.longest {
		_, state = m.Step(state, op.Input, nil)
		placed[op.Input] = true
	}
	next := int64(math.MaxInt64) // what begins later than this cannot come next
	for _, op := range a.steps {
		if !placed[op.Input] {
			next = min(next, op.Return)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "explained: %d of %d steps; then the state is: %v\n", len(a.longest), len(a.steps), state)
	for _, op := range a.steps {
		if !placed[op.Input] && op.Call <= next {
			fmt.Fprintf(&b, "no place : %s\n", describe(op.Input.(*model.Step)))
		}
	}
	return b.String()
}

// stuckCalls names the calls that did not end.
func (h *History) stuckCalls() string {
	var b strings.Builder
	for i := range h.Calls {
		if c := h.Calls[i]; c.End == 0 {
			fmt.Fprintf(&b, "stuck    : %v\n", c)
		}
	}
	return b.String()
}

// WriteHTML writes the history as an interactive page, with the explanation or the longest beginnings of one. Stamps,
// cancellations and moments of quiet are marked. The page loads nothing from elsewhere.
func (h *History) WriteHTML(w io.Writer) error {
	all := h
	if h.stuck() { // calls without an end have no place in the picture
		whole := *h
		whole.Calls = nil
		for _, c := range h.Calls {
			if c.End != 0 {
				whole.Calls = append(whole.Calls, c)
			}
		}
		h = &whole
	}
	a := h.attempt()
	if len(a.steps) == 0 {
		return all.writePlain(w)
	}
	a.info.AddAnnotations(h.annotations())
	return porcupine.Visualize(h.model(), a.info, w)
}

// writePlain writes the text of a history as a page, for one in which no call ended: there is nothing to draw.
func (h *History) writePlain(w io.Writer) error {
	var text strings.Builder
	if err := h.WriteText(&text); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "<!doctype html>\n<meta charset=\"utf-8\">\n<title>history</title>\n<pre>%s</pre>\n",
		html.EscapeString(text.String()))
	return err
}

// annotations marks what is not a step of its own.
func (h *History) annotations() []porcupine.Annotation {
	var all []porcupine.Annotation
	for _, c := range h.Calls {
		if c.Park != 0 {
			all = append(all, porcupine.Annotation{
				Tag: "parked", Start: c.Park, End: c.End, Description: c.String(), BackgroundColor: "#cfe2f3",
			})
		}
		if c.Cancel != 0 {
			why := "by the scenario"
			if c.Probed {
				why = "to see whether it was asleep"
			}
			all = append(all, porcupine.Annotation{
				Tag: "cancelled", Start: c.Cancel, Description: c.String(), Details: why, BackgroundColor: "#f9cb9c",
			})
		}
	}
	for _, q := range h.Quiets {
		all = append(all, porcupine.Annotation{
			Tag: "quiet", Start: q.At, Description: "asleep: " + model.MakeIDs(q.Asleep...).String(),
			BackgroundColor: "#d9d2e9",
		})
	}
	return all
}
