//go:build veritask_explore

package checked

import (
	"fmt"
	"strings"

	"github.com/veritask/veritask/impl/internal/waitq"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec/promela"
)

// tracedLines are scenes at a gate, in the words of spec line. At most two visitors: they sit in one segment.
func tracedLines() []Traced {
	var all []Traced
	for _, s := range []scene{
		{late: 1, cancel: []int{1}, gives: []int{1}},
		{late: 2, cancel: []int{1}, gives: []int{1}},
		{late: 2, cancel: []int{1}, gives: []int{1, 1}},
		{late: 2, cancel: []int{1}, opens: 1},
		{late: 2, cancel: []int{1}, gives: []int{1}, opens: 1},
	} {
		given := 0
		for _, n := range s.gives {
			given += n
		}
		all = append(all, Traced{
			Spec: "line",
			Scene: promela.Scene{
				fmt.Sprintf("VISITORS=%d", s.late), fmt.Sprintf("CANCELS=%d", len(s.cancel)),
				fmt.Sprintf("GIVERS=%d", len(s.gives)), fmt.Sprintf("GIVES=%d", given), fmt.Sprintf("OPENERS=%d", s.opens),
			},
			program: s.program(),
			read: func(t *explore.Trace) (promela.Trace, error) {
				r := lineReader{t: t, scene: s, numbers: map[int]int{}, final: map[string]bool{}, asked: map[int]string{}}
				return r.read()
			},
		})
	}
	return all
}

// lineReader reads a trace of a scene.
type lineReader struct {
	t       *explore.Trace
	scene   scene
	at      int // event
	numbers map[int]int
	final   map[string]bool // states of cells that are final: by address, whether it is cancelled
	asked   map[int]string  // by thread, where it is in Cell.Cancel: the last of seek, see, ask, and its answer
	settled map[int]uint64
	steps   []promela.Step
}

func (r *lineReader) say(label string, with int) {
	r.steps = append(r.steps, promela.Step{Label: label, Who: r.t.Events[r.at].Thread, With: with})
}

func (r *lineReader) read() (promela.Trace, error) {
	r.settled = map[int]uint64{}
	for r.at = range r.t.Events {
		if err := r.event(r.t.Events[r.at]); err != nil {
			return promela.Trace{}, err
		}
	}
	var final []string
	for i := range r.scene.late {
		is := "!= 0"
		if blocked(r.t, fmt.Sprintf("visitor%d", i+1)) {
			is = "== 0"
		}
		final = append(final, fmt.Sprintf("out[%d] %s", i, is))
	}
	return promela.Trace{Steps: r.steps, Final: strings.Join(final, " && ")}, nil
}

// event says what the event is in the words of the spec.
func (r *lineReader) event(e explore.Event) error {
	_, field, _ := strings.Cut(e.Object, ".")
	v := -1
	if rest, ok := strings.CutPrefix(field, "line["); ok {
		_, _ = fmt.Sscanf(rest, "%d", &v)
		_, field, _ = strings.Cut(rest, ".")
	}
	switch {
	case e.Kind == explore.Note, strings.HasPrefix(e.Object, "object "), field == "seen", field == "place",
		strings.HasPrefix(field, "q.ends") && !strings.Contains(field, "cells["), strings.HasSuffix(field, ".life"):
		return nil // segments, and what only tests look at; an object without a name was never published
	case field == "word":
		return r.word(e)
	case field == "q.settled":
		return r.settle(e)
	case field == "at" && v >= 0:
		r.place(e, v)
		return nil
	case strings.HasSuffix(field, ".state"):
		return r.cell(e, v, field)
	case field == "cancelled" && e.Kind == explore.Store:
		r.say("note", v)
		return nil
	case field == "cancelled":
		r.say("look", yes(e.Old == "1"))
		r.asked[e.Thread] = "look" + e.Old
		return nil
	case field == "wake" && e.Kind == explore.Release:
		r.say("wake", v)
		return nil
	case field == "wake" && e.Kind == explore.Acquire:
		return r.rise()
	}
	return errUnknown(r.t, e)
}

// word is about the owner's word.
func (r *lineReader) word(e explore.Event) error {
	var old, was uint64
	old, was = parsed(e.Old), parsed(e.New)
	open := old&gateOpen != 0
	thread := r.t.Threads[e.Thread]
	switch {
	case strings.HasPrefix(r.asked[e.Thread], "see"):
		r.say("ask", yes(open))
		r.asked[e.Thread] = fmt.Sprintf("ask%d", yes(open))
	case strings.HasPrefix(thread, "visitor") && e.Kind == explore.Load:
		if open && r.asked[e.Thread] == "" {
			r.say("through", 0)
			r.asked[e.Thread] = "in" // what it reads then is for the check
		}
	case strings.HasPrefix(thread, "visitor") && e.Wrote && was < old:
		r.say("take", 0)
		r.asked[e.Thread] = "in"
	case strings.HasPrefix(thread, "visitor") && e.Wrote:
		r.numbers[e.Thread] = int(old & waitq.NumberMask)
		r.say("draw", r.numbers[e.Thread])
	case strings.HasPrefix(thread, "giver") && e.Kind == explore.Load:
		r.say("peek", yes(!waitq.Same(r.settled[e.Thread], old)))
	case strings.HasPrefix(thread, "giver"):
		r.say("keep", yes(e.Wrote))
	case strings.HasPrefix(thread, "opener") && e.Wrote:
		r.say("unlock", 0)
	case e.Wrote:
		return errUnknown(r.t, e)
	}
	return nil // a load before a compare-and-swap, or one that failed: tried again
}

// settle is about the number up to which all is settled. What bothEnds reads is for a new segment.
func (r *lineReader) settle(e explore.Event) error {
	thread := r.t.Threads[e.Thread]
	switch {
	case e.Kind == explore.Swap:
		r.say("move", yes(e.Wrote))
	case !strings.HasPrefix(thread, "visitor") && !r.makesEnds(e.Thread):
		r.settled[e.Thread] = parsed(e.Old)
		r.say("settled", int(parsed(e.Old)))
	}
	return nil
}

// makesEnds reports whether the thread has just found that the line has no segments.
func (r *lineReader) makesEnds(thread int) bool {
	for i := r.at - 1; i >= 0; i-- {
		if e := r.t.Events[i]; e.Thread == thread && e.Kind != explore.Note {
			return strings.HasSuffix(e.Object, "q.ends") && e.Old == "nil"
		}
	}
	return false
}

// place is about where a visitor waits.
func (r *lineReader) place(e explore.Event, v int) {
	switch {
	case e.Kind == explore.Load:
		r.say("seek", yes(e.Old != "nil"))
		r.asked[e.Thread] = "seek"
	case e.New != "nil":
		r.say("name", 0)
	case r.asked[e.Thread] == "late":
		r.say("forget", 0)
		r.asked[e.Thread] = "in"
	default:
		r.say("leave", v)
	}
}

// cell is about the state of a cell.
func (r *lineReader) cell(e explore.Event, v int, field string) error {
	n, ok := r.numbers[v]
	if !ok {
		if _, err := fmt.Sscanf(field[strings.LastIndex(field, "cells["):], "cells[%d]", &n); err != nil {
			return errUnknown(r.t, e)
		}
	}
	_, over := r.final[e.Old]
	asked := r.asked[e.Thread]
	visitor := strings.HasPrefix(r.t.Threads[e.Thread], "visitor")
	switch {
	case visitor && asked == "" && e.Kind == explore.Swap:
		r.say(map[bool]string{true: "sit", false: "late"}[e.Wrote], 0)
		r.asked[e.Thread] = map[bool]string{true: "sat", false: "late"}[e.Wrote]
	case e.Kind == explore.Load && (asked == "seek" || asked == "look1"):
		r.say("see", yes(e.Old != "nil" && !over))
		r.asked[e.Thread] = map[bool]string{true: "see", false: "done"}[e.Old != "nil" && !over]
	case asked == "ask0":
		r.say("strike", yes(e.Wrote))
		r.asked[e.Thread] = "done"
		if e.Wrote {
			r.final[e.New] = true
		}
	case e.Wrote:
		r.say("grant", n)
		r.final[e.New] = false
		if asked == "ask1" {
			r.asked[e.Thread] = "done"
		}
	case e.Kind == explore.Load && over && (!visitor || asked == "ask1"):
		r.say("over", n)
		r.asked[e.Thread] = "done"
	case e.Kind == explore.Load || e.Kind == explore.Swap: // what a compare-and-swap expects, and fails; what rise looks at
	default:
		return errUnknown(r.t, e)
	}
	return nil
}

// rise is when a visitor has been woken; what has become of its cell, it looks at next.
func (r *lineReader) rise() error {
	e := r.t.Events[r.at]
	for _, next := range r.t.Events[r.at+1:] {
		if next.Thread == e.Thread && strings.HasSuffix(next.Object, ".state") {
			r.say("rise", yes(r.final[next.Old]))
			return nil
		}
	}
	return errUnknown(r.t, e)
}

// parsed reads a value.
func parsed(text string) uint64 {
	var n int64
	_, _ = fmt.Sscan(text, &n)
	return uint64(n)
}
