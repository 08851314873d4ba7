package promela

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Trace is a run of the real code, in the words of a spec.
type Trace struct {
	Steps []Step
	Final string // an expression of the spec that holds when nobody can go on
}

// Step is a step of a spec that the real code has made: IS(Label, Who, With).
type Step struct {
	Label     string
	Who, With int
}

// String is the trace as a text, the same for the same trace.
func (t Trace) String() string {
	var b strings.Builder
	for _, s := range t.Steps {
		fmt.Fprintf(&b, "%s(%d, %d) ", s.Label, s.Who, s.With)
	}
	return b.String() + "| " + t.Final
}

// Doctor returns forgeries of t, none of which a spec can accept whose steps follow from its state: without the first step
// of a process that makes more, and with another answer to a question.
func (t Trace) Doctor() []Trace {
	var all []Trace
	first := map[int]int{}
	for i, s := range t.Steps {
		if f, ok := first[s.Who]; ok {
			all = append(all, Trace{slices.Delete(slices.Clone(t.Steps), f, f+1), t.Final})
			break
		}
		first[s.Who] = i
	}
	if n := len(t.Steps); n > 0 {
		other := slices.Clone(t.Steps)
		other[n-1].With ^= 1
		all = append(all, Trace{other, t.Final})
	}
	return all
}

// Accepts reports which of the traces the spec accepts: there is a run of it that makes their steps, in order, and no other
// step that has a name, and ends in their final state.
func (c *Checker) Accepts(ctx context.Context, s Spec, scene Scene, traces []Trace) ([]bool, error) {
	var is []bool
	for some := range slices.Chunk(traces, tracesAtOnce) {
		these, err := c.accepts(ctx, s, scene, some)
		if err != nil {
			return nil, err
		}
		is = append(is, these...)
	}
	return is, nil
}

// tracesAtOnce is how many traces are replayed in one search, which may use so much memory only.
const tracesAtOnce = 40

func (c *Checker) accepts(ctx context.Context, s Spec, scene Scene, traces []Trace) ([]bool, error) {
	file := s.Name + "-traces.pml"
	o, err := c.search(ctx, search{file: file, text: s.driver(traces), scene: scene, replay: true})
	switch {
	case err != nil:
		return nil, err
	case o.cut != "":
		return nil, fmt.Errorf("%s: not complete: %s", file, o.cut)
	case len(o.errors) > 0:
		return nil, fmt.Errorf("%s: %s", file, strings.Join(o.errors, ", "))
	}
	is := make([]bool, len(traces))
	for i := range is {
		is[i] = o.accepted[i]
	}
	return is, nil
}

// Replay has the spec judge traces of a program, and forgeries of some of them, and adds the verdicts to r.
func (c *Checker) Replay(ctx context.Context, r *Result, program string, scene Scene, traces []Trace) error {
	if len(traces) == 0 {
		r.Problems = append(r.Problems, fmt.Sprintf("%s, %s: no run of the real code was recorded", r.Spec.Name, program))
		return nil
	}
	all := slices.Clone(traces)
	for _, t := range traces[:min(len(traces), 5)] {
		all = append(all, t.Doctor()...)
	}
	is, err := c.Accepts(ctx, r.Spec, scene, all)
	if err != nil {
		return err
	}
	r.Traces += len(traces)
	r.Doctored += len(all) - len(traces)
	for i, accepted := range is {
		switch genuine := i < len(traces); {
		case genuine && accepted:
			r.Accepted++
		case genuine:
			r.Problems = append(r.Problems, fmt.Sprintf("%s, %s: not a run of the spec: %s", r.Spec.Name, program, all[i]))
		case !accepted:
			r.Refused++
		default:
			r.Problems = append(r.Problems, fmt.Sprintf("%s, %s: a doctored trace was accepted: %s", r.Spec.Name, program, all[i]))
		}
	}
	return nil
}

// driver returns the spec with a process that says the steps of one trace or another.
func (s Spec) driver(traces []Trace) string {
	var b strings.Builder
	fmt.Fprintf(&b, "#define REPLAY\n#include \"%s.pml\"\n\nproctype driver() {\n\tif\n", s.Name)
	for i, t := range traces {
		b.WriteString("\t:: true ->\n")
		for _, step := range t.Steps {
			fmt.Fprintf(&b, "\t\tSAY(%s, %d, %d);\n", step.Label, step.Who, step.With)
		}
		fmt.Fprintf(&b, "\t\tatomic { want == 0 && (%s) -> printf(\"accepted %d\\n\") }\n", t.Final, i)
	}
	b.WriteString("\tfi\n}\n")
	return b.String()
}
