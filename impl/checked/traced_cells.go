//go:build veritask_explore

package checked

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec"
	"github.com/veritask/veritask/spec/promela"
)

// rowScene is who is at a row.
type rowScene struct {
	capacity, before int // values that are there from the start
	puts, takes      int
	victim           int // the call that is cancelled, from 1 on, puts first; 0: none
	closers          int
}

func (x rowScene) String() string {
	return fmt.Sprintf("a row with room for %d, %d there, %d put, %d take, cancelled: %d, closed by %d",
		x.capacity, x.before, x.puts, x.takes, x.victim, x.closers)
}

// program makes the scene a program, in which each call notes how it has ended.
func (x rowScene) program() explore.Program {
	return explore.Program{Name: x.String(), Setup: func(r *explore.Run) {
		newRun(0)
		s := &bareRow{}
		s.q.Init(uint64(x.capacity))
		for i := range x.before {
			s.q.Put(i, false)
		}
		r.Name("row", s)
		var contexts []*rowContext
		for i := range x.puts + x.takes {
			ctx := &rowContext{Context: context.Background()}
			contexts = append(contexts, ctx)
			r.Name("context", ctx)
			r.Go(fmt.Sprintf("call%d", i), func() {
				if i < x.puts {
					explore.Notef("%s", endOf(s.put(ctx, i)))
				} else {
					explore.Notef("%s", endOf(s.take(ctx)))
				}
			})
		}
		if x.victim > 0 {
			r.Go("canceller", contexts[x.victim-1].end)
		}
		for i := range x.closers {
			r.Go(fmt.Sprintf("closer%d", i+1), func() { s.q.Close(spec.ErrClosed, false) })
		}
		r.Drain(func() { s.q.Close(spec.ErrClosed, false) })
	}}
}

// endOf is how a call has ended, in the words of the spec.
func endOf(r spec.Result) string {
	switch {
	case r.Status == spec.Cancelled:
		return "LEFT"
	case r.Text != "":
		return "FAILED"
	}
	return "DONE"
}

// tracedCells are scenes at a row, in the words of spec cells. What changes the cells and the counters is named; the word
// of the room, and what is looked at, the spec has to guess.
func tracedCells() []Traced {
	var all []Traced
	for _, x := range []rowScene{
		{puts: 1, takes: 1, victim: 1, closers: 1},
		{puts: 1, takes: 2, victim: 2},
		{puts: 2, takes: 1, closers: 1},
		{capacity: 1, puts: 2, takes: 1, closers: 1},
		{capacity: 1, before: 1, puts: 2, takes: 1, victim: 1},
		{capacity: 1, before: 1, puts: 1, takes: 1, closers: 1},
		{capacity: 1, before: 1, puts: 1, takes: 2, victim: 3},
	} {
		all = append(all, Traced{
			Spec: "cells",
			Scene: promela.Scene{
				fmt.Sprintf("PUTS=%d", x.puts), fmt.Sprintf("TAKES=%d", x.takes), fmt.Sprintf("CANCELS=%d", yes(x.victim > 0)),
				fmt.Sprintf("VICTIM=%d", max(x.victim-1, 0)), fmt.Sprintf("CLOSERS=%d", x.closers),
				fmt.Sprintf("CAP=%d", x.capacity), fmt.Sprintf("BEFORE=%d", x.before),
			},
			program: x.program(),
			read: func(t *explore.Trace) (promela.Trace, error) {
				r := rowReader{t: t, scene: x, drawn: map[int]int{}}
				for range x.before {
					r.states = append(r.states, "1")
				}
				return r.read()
			},
		})
	}
	return all
}

// rowReader reads a trace of a scene.
type rowReader struct {
	t      *explore.Trace
	scene  rowScene
	drawn  map[int]int // by thread, the number that it has drawn last
	states []string    // of cells, by number
}

func (r *rowReader) read() (promela.Trace, error) {
	var trace promela.Trace
	ends := map[int]string{}
	for i, e := range r.t.Events {
		if e.Kind == explore.Note {
			ends[e.Thread] = e.Text
			continue
		}
		label, with, err := r.event(i, e)
		if err != nil {
			return trace, err
		}
		if label != "" {
			trace.Steps = append(trace.Steps, promela.Step{Label: label, Who: e.Thread, With: with})
		}
	}
	final := []string{"!frozen"}
	for i := range r.scene.puts + r.scene.takes {
		switch end := ends[i]; {
		case end != "":
			final = append(final, fmt.Sprintf("out[%d] == %s", i, end))
		case blocked(r.t, fmt.Sprintf("call%d", i)):
			final = append(final, fmt.Sprintf("out[%d] == 0 && !permit[%d]", i, i))
		default:
			return trace, fmt.Errorf("call%d has neither ended nor is it asleep", i)
		}
	}
	trace.Final = strings.Join(final, " && ")
	return trace, nil
}

// event is what the event is in the words of the spec; "": nothing.
func (r *rowReader) event(i int, e explore.Event) (label string, with int, err error) {
	_, field, _ := strings.Cut(e.Object, ".")
	switch last := e.Object[strings.LastIndex(e.Object, ".")+1:]; {
	case !e.Wrote:
		return "", 0, nil
	case e.Object == "context.waiter" && e.Kind == explore.Update:
		return "note", r.scene.victim - 1, nil
	case field == "q.puts" || field == "q.takes":
		label, with = r.counter(e, field == "q.puts")
		return label, with, nil
	case last == "state":
		return r.cell(i, e)
	case strings.Contains(field, ".stands[") || strings.Contains(field, ".spares."):
		return "", 0, nil
	case slices.Contains([]string{"waiter", "closing", "current", "room", "p", "life", "next", "prev", "wake", "place", "id", "visitors"}, last):
		return "", 0, nil // segments, their anchors and visitors, who waits where; a wake-up is one step with what it follows
	}
	return "", 0, errUnknown(r.t, e)
}

// counter is about one that numbers are drawn from, or its flag.
func (r *rowReader) counter(e explore.Event, puts bool) (label string, with int) {
	const flag = 1 << 63
	old, is := parsed(e.Old), parsed(e.New)
	switch {
	case puts && e.Kind == explore.Update:
		return map[bool]string{true: "", false: "flag"}[old&flag != 0], 0 // it may be set once more
	case old^is == flag:
		return map[bool]string{true: "freeze", false: "free"}[is&flag != 0], 0
	}
	with = int(old - firstNumber)
	r.drawn[e.Thread] = with
	for len(r.states) <= with {
		r.states = append(r.states, "0")
	}
	return map[bool]string{true: "drawPut", false: "drawTake"}[puts], with
}

// firstNumber is that of the first cell.
const firstNumber = 1<<36 - 2

// cellLabels are by the state of a cell and the next one.
var cellLabels = map[string]string{
	"0 1": "rest", "0 2": "waitPut", "0 3": "waitTake", "0 6": "fail", "0 8": "fail",
	"2 1": "let", "2 4": "grab", "2 5": "backPut", "2 6": "fail",
	"3 4": "meet", "3 7": "backTake", "3 8": "fail",
}

// cell is about the state of a cell.
func (r *rowReader) cell(i int, e explore.Event) (label string, with int, err error) {
	if e.New == "9" { // TAKEN, which the spec does not tell from what was before
		r.states[r.drawn[e.Thread]] = e.New
		return "", 0, nil
	}
	label = cellLabels[e.Old+" "+e.New]
	if label == "let" && !r.wakes(i) {
		label = "found"
	}
	switch label {
	case "":
		return "", 0, errUnknown(r.t, e)
	case "let", "fail":
		with, err = r.number(e)
	case "backPut", "backTake":
		with = r.drawn[r.scene.victim-1]
	default:
		with = r.drawn[e.Thread]
	}
	if err == nil && r.states[with] != e.Old {
		err = errUnknown(r.t, e)
	}
	if err == nil {
		r.states[with] = e.New
	}
	return label, with, err
}

// number returns the number of a cell in which somebody else waits. Its name tells which of its segment it is, of two.
// Where that leaves a choice it is the first one, since edges and closing go through them in order.
func (r *rowReader) number(e explore.Event) (int, error) {
	var n int
	if _, err := fmt.Sscanf(e.Object[strings.LastIndex(e.Object, "cell["):], "cell[%d]", &n); err != nil {
		return 0, errUnknown(r.t, e)
	}
	for ; n < len(r.states); n += 2 {
		if r.states[n] == e.Old {
			return n, nil
		}
	}
	return 0, errUnknown(r.t, e)
}

// wakes reports whether the thread of event i wakes somebody next. A put that finds room itself does not.
func (r *rowReader) wakes(i int) bool {
	for _, e := range r.t.Events[i+1:] {
		if e.Thread == r.t.Events[i].Thread {
			return e.Kind == explore.Release
		}
	}
	return false
}
