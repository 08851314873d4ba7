//go:build veritask_explore

package fuzz

import (
	"slices"
	"strings"
	"testing"

	"github.com/veritask/veritask/impl/checked"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec"
)

func FuzzEvent(f *testing.F)     { fuzzWith(f, "Event") }     // EV-01 to EV-11
func FuzzAutoEvent(f *testing.F) { fuzzWith(f, "AutoEvent") } // EV-01 to EV-11
func FuzzSemaphore(f *testing.F) { fuzzWith(f, "Semaphore") } // SEM-01 to SEM-11
func FuzzChannel(f *testing.F)   { fuzzWith(f, "Channel") }   // CH-01 to CH-22
func FuzzLock(f *testing.F)      { fuzzWith(f, "Lock") }      // LK-01 to LK-08
func FuzzCondition(f *testing.F) { fuzzWith(f, "Condition") } // CO-01 to CO-07
func FuzzTasks(f *testing.F)     { fuzzWith(f, "Tasks") }     // TASK-01 to TASK-06
func FuzzDeque(f *testing.F)     { fuzzWith(f, "Deque") }
func FuzzInjector(f *testing.F)  { fuzzWith(f, "Injector") }
func FuzzLine(f *testing.F)      { fuzzWith(f, "Line") }
func FuzzRow(f *testing.F)       { fuzzWith(f, "Row") }
func FuzzModels(f *testing.F)    { fuzzWith(f, "Models") }

func fuzzWith(f *testing.F, name string) {
	play := player(name)
	f.Fuzz(func(t *testing.T, data []byte) { play(t, data) })
}

// player returns what a target does with bytes.
func player(name string) func(t testing.TB, data []byte) {
	switch name {
	case "Models":
		return playModels
	case "Line":
		return playLine
	case "Deque":
		return play(checked.Explorable(lin.Deque), queueSizes, dequeOwner, dequeThief)
	case "Injector":
		return play(checked.Explorable(lin.Queue), queueSizes, queueOps, queueOps)
	case "Row":
		target := checked.Row()
		ops, sizes := alphabetOf(lin.Channel)
		ops = slices.DeleteFunc(ops, func(op spec.Op) bool { return !target.Has(op) })
		return play(target, sizes, ops, ops)
	default:
		object := lin.Object(strings.ToLower(name))
		ops, sizes := alphabetOf(object)
		return play(checked.Explorable(object), sizes, ops, ops)
	}
}

// play has the bytes choose a scenario and the order of its atomic steps. The explorer judges the run.
func play(target lin.Target, sizes []int, first, ops []spec.Op) func(t testing.TB, data []byte) {
	return func(t testing.TB, data []byte) {
		in := input{data}
		s := in.scenario(target.Object, sizes, first, ops)
		e, err := lin.Explore(target, s, explore.Options{Engine: explore.ByBytes, Bytes: in.left})
		if err != nil {
			t.Fatalf("%v: %v", s, err)
		}
		report(t, e)
		if e.Failure != nil && target.Name == "impl" {
			t.Fatalf("as a command: go run -tags veritask_explore ./cmd/veritask explore -scenario '%v' -replay %s", s, e.Failure.Replay)
		}
	}
}

// report fails the test if the exploration has.
func report(t testing.TB, e lin.Exploration) {
	if f := e.Failure; f != nil {
		t.Errorf("%s\n%s\n%v", f.Verdict, f.Reason(), f)
	}
}

// playLine has the bytes choose who is in line, who leaves and who lets go.
func playLine(t testing.TB, data []byte) {
	in := input{data}
	g := gateOf(&in)
	e, err := g.Unit().Explore(explore.Options{Engine: explore.ByBytes, Bytes: in.left})
	if err != nil {
		t.Fatalf("%+v: %v", g, err)
	}
	if e.Failure != nil {
		t.Logf("%+v", g)
	}
	report(t, e)
}

// gateOf reads who is at a gate: any bytes are one.
//
//	first | late | what | who leaves (bits) | who has left (bits) | gives | the schedule
func gateOf(in *input) checked.Gate {
	g := checked.Gate{First: in.below(6), Late: in.below(3)}
	what, leave, left := in.next(), in.next(), in.next()
	for i := range g.First + g.Late {
		switch {
		case leave>>i&1 != 0 && len(g.Cancel) < 3:
			g.Cancel = append(g.Cancel, i+1)
		case left>>i&1 != 0 && i < g.First:
			g.Gone = append(g.Gone, i+1)
		}
	}
	if n := in.next(); n&3 != 0 {
		g.Gives = append(g.Gives, n&3)
		if n>>2&3 != 0 {
			g.Gives = append(g.Gives, n>>2&3)
		}
	}
	switch {
	case what&3 == 1:
		g.Opens = 1 + what>>2&1
	case what&3 == 2 && g.First > 0:
		g.Batch = 1 + what>>2%g.First
	}
	return g
}
