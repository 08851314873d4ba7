//go:build veritask_explore

package checked

import (
	"fmt"
	"math/bits"
	"strings"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec/promela"
)

// tracedSleep are whole runtimes to which tasks are submitted from outside, in the words of spec sleep. What their threads
// write is named; what they look at, in between, the spec has to guess.
func tracedSleep() []Traced {
	var all []Traced
	for _, x := range []struct{ workers, submitters int }{{1, 1}, {1, 2}, {2, 1}, {2, 2}} {
		a := submitting(x.submitters, false)
		all = append(all, Traced{
			Spec:    "sleep",
			Scene:   promela.Scene{fmt.Sprintf("WORKERS=%d", x.workers), fmt.Sprintf("SUBMITTERS=%d", x.submitters), "SPAWN=0", "HOLD=0"},
			program: explore.Program{Name: fmt.Sprintf("%d workers, %s", x.workers, a.name), Setup: func(r *explore.Run) { a.play(newHouse(r, x.workers)) }},
			read: func(t *explore.Trace) (promela.Trace, error) {
				r := sleepReader{t: t, last: map[int]string{}}
				return r.read(x.workers)
			},
		})
	}
	return all
}

// sleepReader reads a trace of a runtime. Its drivers are the first threads.
type sleepReader struct {
	t    *explore.Trace
	last map[int]string // by thread
}

func (r *sleepReader) read(workers int) (promela.Trace, error) {
	trace := promela.Trace{Final: "taken == ADDED"}
	for i := range workers {
		if !strings.HasPrefix(r.t.Threads[i], "driver") || !blocked(r.t, r.t.Threads[i]) {
			return trace, fmt.Errorf("%s is not a driver that sleeps at the end", r.t.Threads[i])
		}
		trace.Final += fmt.Sprintf(" && (idle & %d)", 1<<i)
	}
	for _, e := range r.t.Events {
		label, with, err := r.event(e)
		if err != nil {
			return trace, err
		}
		if label != "" {
			trace.Steps = append(trace.Steps, promela.Step{Label: label, Who: e.Thread, With: with})
			r.last[e.Thread] = label
		}
	}
	return trace, nil
}

// event is what the event is in the words of the spec; "": nothing.
func (r *sleepReader) event(e explore.Event) (label string, with int, err error) {
	field, ofPool := strings.CutPrefix(e.Object, "runtime.rt.def.")
	last := r.last[e.Thread]
	switch {
	case !ofPool || e.Kind == explore.Load || e.Kind == explore.Note || e.Kind == explore.Swap && !e.Wrote:
		return "", 0, nil // of tasks, of the registry; or it has changed nothing
	case field == "searching":
		return r.searching(e, last), 0, nil
	case field == "sleepers[0]" && e.Kind == explore.Update:
		return "lie", 0, nil
	case field == "sleepers[0]" && last == "first":
		return "claim", bits.TrailingZeros64(parsed(e.Old) &^ parsed(e.New)), nil
	case field == "sleepers[0]":
		return "back", 0, nil
	case strings.HasSuffix(field, ".parker.wake") && e.Kind == explore.Release:
		_, err := fmt.Sscanf(field, "workers[%d]", &with)
		return "wake", with, err
	case strings.HasSuffix(field, ".parker.wake"):
		return "rise", 0, nil
	case strings.HasPrefix(field, "injector."):
		return r.injector(e, field)
	case strings.HasSuffix(field, ".kept"), strings.HasSuffix(field, ".ping"):
		return "", 0, nil // how many coroutines are idle, and what the monitor asks
	}
	return "", 0, errUnknown(r.t, e)
}

// searching is about the number of those who search.
func (r *sleepReader) searching(e explore.Event, last string) string {
	more := parsed(e.New) > parsed(e.Old)
	switch {
	case e.Kind == explore.Swap:
		return "first"
	case more && last == "back":
		return "stay"
	case more:
		return "seek"
	case last == "first":
		return "nobody"
	case last == "pop":
		return "less"
	default:
		return "stop"
	}
}

// injector is about the queue for work from outside: an entry is added when it comes into its cell, or its segment is
// linked, and taken when it is swapped out of its cell.
func (r *sleepReader) injector(e explore.Event, field string) (string, int, error) {
	cell := strings.Contains(field, "cells[")
	switch {
	case cell && e.Kind == explore.Swap, strings.HasSuffix(field, ".next") && e.Kind == explore.Swap:
		return "add", 0, nil
	case cell && e.Kind == explore.Update && e.Old != "nil":
		return "pop", 0, nil
	case cell, strings.HasSuffix(field, ".push"), strings.HasSuffix(field, ".pop"), field == "injector.first", field == "injector.last":
		return "", 0, nil
	}
	return "", 0, errUnknown(r.t, e)
}
