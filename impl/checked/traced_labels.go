//go:build veritask_explore

package checked

import (
	"fmt"
	"slices"
	"strings"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec/promela"
)

// Recorded is a program with traces of its runs.
type Recorded struct {
	Traced
	Traces  []promela.Trace
	Steered int // how many of them, the last ones, are made for the sake of a label
}

// RecordSpec records traces of all programs of a spec: up to n of each in random orders, in which threads keep pace with each
// other. What happens only if one of them lingers is in none of these, so each label of the spec that is missing is looked
// for in runs with one preemption, and the first run that has it is added. It is an error if a label is in no run at all: a
// step that the real code has never been seen to make ties the spec to nothing.
func RecordSpec(s promela.Spec, seed uint64, n int) ([]Recorded, error) {
	programs := slices.DeleteFunc(TracedPrograms(), func(p Traced) bool { return p.Spec != s.Name })
	return recordLabels(s.Name, s.Labels(), programs, seed, n)
}

func recordLabels(spec string, labels []string, programs []Traced, seed uint64, n int) ([]Recorded, error) {
	var all []Recorded
	missing := map[string]bool{}
	for _, l := range labels {
		missing[l] = true
	}
	for _, p := range programs {
		traces, err := p.Record(seed, n)
		if err != nil {
			return nil, err
		}
		for _, t := range traces {
			strike(missing, t)
		}
		all = append(all, Recorded{Traced: p, Traces: traces})
	}
	for i := range all {
		if err := all[i].lookFor(missing); err != nil {
			return nil, err
		}
	}
	if len(missing) > 0 {
		left := slices.DeleteFunc(slices.Clone(labels), func(l string) bool { return !missing[l] })
		return nil, fmt.Errorf("spec %s: no run of the real code makes the step %s", spec, strings.Join(left, ", "))
	}
	return all, nil
}

// strike takes the labels of a trace out of the missing ones, and reports whether there were any.
func strike(missing map[string]bool, t promela.Trace) bool {
	before := len(missing)
	for _, s := range t.Steps {
		delete(missing, s.Label)
	}
	return len(missing) < before
}

// lookFor adds the trace of each run with at most one preemption that has a missing label, until none is missing. Those
// are the run in which a thread goes on until it has to wait, and the lowest then; and those that leave it at one decision,
// for one of the others.
func (r *Recorded) lookFor(missing map[string]bool) error {
	if len(missing) == 0 {
		return nil
	}
	usual, err := r.steered(nil, missing)
	if err != nil || usual == nil {
		return err
	}
	for at := range usual.Events {
		for other := range len(usual.Threads) - 1 {
			if len(missing) == 0 {
				return nil
			}
			if _, err := r.steered(preemption(at, other), missing); err != nil {
				return err
			}
		}
	}
	return nil
}

// steered makes the run that the bytes choose, and adds its trace if it has a missing label.
func (r *Recorded) steered(bytes []byte, missing map[string]bool) (*explore.Trace, error) {
	t, run, err := r.run(explore.Options{Engine: explore.ByBytes, Bytes: bytes})
	if err != nil {
		return nil, fmt.Errorf("%s: bytes %v: %w", r.Name(), bytes, err)
	}
	if t != nil && strike(missing, *t) {
		r.Traces = append(r.Traces, *t)
		r.Steered++
	}
	return run, nil
}

// preemption is the schedule, in bytes, that leaves the usual one at a decision, for another thread.
func preemption(at, other int) []byte {
	const change = 128
	return append(make([]byte, at), byte(change+other))
}
