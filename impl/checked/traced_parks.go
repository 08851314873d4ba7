//go:build veritask_explore

package checked

import (
	"fmt"
	"strings"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec/promela"
)

// tracedParks are coroutines that park, in the words of spec handover. Whoever makes one runnable drives it on.
func tracedParks() []Traced {
	var all []Traced
	for _, x := range []struct {
		rounds int
		wakers [][]int // the parks that each ends
	}{
		{1, [][]int{{1}}},
		{3, [][]int{{1, 2, 3}}},
		{3, [][]int{{1, 3}, {2}}},
		{3, [][]int{{1}, {2}, {3}}},
	} {
		name := fmt.Sprintf("a coroutine parks, ended by %v", x.wakers)
		all = append(all, Traced{
			Spec:    "handover",
			Scene:   promela.Scene{"WORKERS=1", fmt.Sprintf("WAKERS=%d", len(x.wakers)), fmt.Sprintf("ROUNDS=%d", x.rounds), "DIRECT=1"},
			program: dreaming(name, x.rounds, x.wakers...),
			read:    readPark,
		})
	}
	return all
}

// readPark reads a trace of a coroutine that parks.
func readPark(t *explore.Trace) (promela.Trace, error) {
	last := map[int]string{} // by thread
	trace := promela.Trace{Final: "ended && woken == ROUNDS"}
	for _, e := range t.Events {
		label, with := "", 0
		switch {
		case e.Kind == explore.Note:
			continue
		case strings.HasSuffix(e.Object, ".of") && e.Kind == explore.Store:
			label, with = "offer", int(parsed(e.New))
		case strings.HasSuffix(e.Object, ".of"):
			if !e.Wrote {
				continue // it is not offered yet: a loop that waits
			}
			label, with = "took", int(parsed(e.Old))
		case !strings.HasSuffix(e.Object, ".word"):
			return trace, errUnknown(t, e)
		case e.Kind == explore.Load:
			label, with = "look", int(parsed(e.Old))
		case e.Kind == explore.Store && last[e.Thread] == "look":
			label = "clear"
		case e.Kind == explore.Store:
			label = "again"
		default:
			label, with = parkSwap(e, last[e.Thread])
		}
		last[e.Thread] = label
		trace.Steps = append(trace.Steps, promela.Step{Label: label, Who: e.Thread, With: with})
	}
	return trace, nil
}

// parkSwap is about a compare-and-swap of a parker's word, after the thread's step last. One that fails does not say what it
// was for: in Commit it comes after a look, in Unpark first after the right was taken.
func parkSwap(e explore.Event, last string) (label string, with int) {
	switch {
	case e.Wrote && e.New == "1":
		return "commit", 1
	case e.Wrote && e.New == "0":
		return "ready", 0
	case e.Wrote:
		return "notify", 0
	case last == "look":
		return "commit", 0
	case last == "missed":
		return "missed", 1
	default:
		return "missed", 0
	}
}
