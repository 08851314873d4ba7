//go:build veritask_explore

package checked

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec/promela"
)

// Traced is a program of the real code whose runs are to be runs of a spec too.
type Traced struct {
	Spec    string        // the spec's name
	Scene   promela.Scene // the same scene in its words
	program explore.Program
	read    func(*explore.Trace) (promela.Trace, error)
}

// Name is the name of the program.
func (p Traced) Name() string { return p.program.Name }

// errTraced fails a run that has ended well, so that its trace is shown.
var errTraced = errors.New("a run to be traced")

// Record makes runs in random orders, and returns the traces of up to n different ones in the words of the spec.
func (p Traced) Record(seed uint64, n int) ([]promela.Trace, error) {
	var all []promela.Trace
	met := map[string]bool{}
	for i := range uint64(2 * n) {
		t, _, err := p.run(explore.Options{Engine: explore.Random, Seed: seed + i, MaxSchedules: 10})
		if err != nil {
			return nil, fmt.Errorf("%s: seed %d: %w", p.Name(), seed+i, err)
		}
		if t != nil && !met[t.String()] {
			met[t.String()] = true
			all = append(all, *t)
		}
		if len(all) == n {
			break
		}
	}
	return all, nil
}

// run makes a run, and returns its trace in the words of the spec, and as it is; nil if threads spin in it for ever.
func (p Traced) run(o explore.Options) (*promela.Trace, *explore.Trace, error) {
	program := p.program
	program.Setup = func(r *explore.Run) {
		p.program.Setup(r)
		r.Check(func(*explore.Outcome) error { return errTraced })
	}
	o.NoShrink, o.NoAwait, o.MaxSteps = true, true, stepsTraced
	f := explore.Explore(program, o).Failure
	switch {
	case f == nil, f.Kind == explore.StepLimit:
		return nil, nil, nil
	case f.Text != errTraced.Error():
		return nil, nil, f
	}
	t, err := p.read(f.Trace)
	if err != nil {
		return nil, nil, fmt.Errorf("%w\n%s", err, f.Trace)
	}
	return &t, f.Trace, nil
}

// stepsTraced is more than a traced run has, unless a thread spins.
const stepsTraced = 5000

// TracedPrograms returns all programs that are traced.
func TracedPrograms() []Traced {
	return slices.Concat(tracedSleep(), tracedParks(), tracedLines(), tracedCells())
}

// blocked reports whether a thread waits at the end of a trace.
func blocked(t *explore.Trace, thread string) bool {
	for _, b := range t.Blocked {
		if strings.HasPrefix(b, thread+" ") {
			return true
		}
	}
	return false
}

// yes is 1 for true.
func yes(is bool) int {
	if is {
		return 1
	}
	return 0
}

// errUnknown says that a step of the real code has no word in the spec, and is not known to be left out either.
func errUnknown(t *explore.Trace, e explore.Event) error {
	return fmt.Errorf("step %d of %s has no word in the spec: %s", e.Step, t.Threads[e.Thread], e.String())
}
