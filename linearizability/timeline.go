package linearizability

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// bandWidth is how many columns of time a line of a timeline has.
const bandWidth = 108

// WriteText draws the history with a lane for each client and time from left to right:
//
//	c1 |- #1 acquire() -|               |- #4 release() -|
//	c2          |- #2 acquire() -p~~~~~~~~~~~~~~~~|
//
// From p on a call waits; at x its context was ended; at ^ everybody was asleep. Only the order of events is true to
// life, not their distances. Long histories continue below.
func (h *History) WriteText(w io.Writer) error {
	t := newTimeline(h)
	var b strings.Builder
	for i, from := range t.breaks {
		to := t.width
		if i+1 < len(t.breaks) {
			to = t.breaks[i+1]
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		for l, lane := range t.lanes {
			line := strings.TrimRight(string(lane[from:to]), " ")
			if line != "" || l < len(h.Scenario.Clients) {
				b.WriteString(strings.TrimRight("  "+t.names[l]+" "+line, " ") + "\n")
			}
		}
	}
	b.WriteString(t.legend())
	_, err := io.WriteString(w, b.String())
	return err
}

// timeline is a drawing.
type timeline struct {
	h      *History
	column map[int64]int // of a tick
	lanes  [][]rune      // one for each client, and one for moments of quiet
	names  []string      // of the lanes
	breaks []int         // the columns at which a new band begins
	width  int
}

// event is something that has a column of its own.
type event struct {
	tick  int64
	call  *Call // nil: a moment of quiet
	begin bool
}

func newTimeline(h *History) *timeline {
	t := &timeline{h: h, column: make(map[int64]int)}
	t.layOut(t.events())
	for i := range h.lanes() {
		name := fmt.Sprintf("c%d", i+1)
		if i >= len(h.Scenario.Clients) {
			name = "c*"
		}
		t.lane(name)
	}
	t.lane("  ")
	for i := range h.Calls {
		t.draw(&h.Calls[i])
	}
	for _, q := range h.Quiets {
		t.lanes[len(t.lanes)-1][t.column[q.At]] = '^'
	}
	return t
}

func (t *timeline) lane(name string) {
	t.names = append(t.names, name)
	t.lanes = append(t.lanes, []rune(strings.Repeat(" ", t.width)))
}

// events returns everything that has a column, in order.
func (t *timeline) events() []event {
	var all []event
	for i := range t.h.Calls {
		c := &t.h.Calls[i]
		all = append(all, event{tick: c.Begin, call: c, begin: true})
		for _, tick := range []int64{c.Park, c.cancelled(), c.End} {
			if tick != 0 {
				all = append(all, event{tick: tick, call: c})
			}
		}
	}
	for _, q := range t.h.Quiets {
		all = append(all, event{tick: q.At})
	}
	slices.SortFunc(all, func(a, b event) int { return int(a.tick - b.tick) })
	return all
}

// cancelled returns the tick of the cancellation if that came during the call.
func (c *Call) cancelled() int64 {
	if c.Cancel < c.Begin || c.End != 0 && c.Cancel > c.End {
		return 0
	}
	return c.Cancel
}

// label is what stands at the beginning of a call.
func (c *Call) label() string { return "- " + c.String() + " -" }

// layOut gives every event the leftmost column that leaves room for the labels before it, and chooses the breaks.
func (t *timeline) layOut(events []event) {
	room := make(map[int]int) // by call: the first column after its label
	free := make(map[int]int) // by client: the first column after its last call and a blank
	x := -1
	t.breaks = []int{0}
	for _, e := range events {
		x++
		end := x
		if e.call != nil {
			if e.begin {
				x = max(x, free[e.call.Client])
				end = x + 1 + len([]rune(e.call.label()))
				room[e.call.ID] = end
			} else {
				x = max(x, room[e.call.ID])
				end = x
				free[e.call.Client] = x + 2
			}
		}
		if last := t.breaks[len(t.breaks)-1]; end-last >= bandWidth && x > last {
			t.breaks = append(t.breaks, x)
		}
		t.column[e.tick] = x
		t.width = max(t.width, end+1)
	}
}

// draw draws a call.
func (t *timeline) draw(c *Call) {
	lane := t.lanes[c.Client]
	from, to := t.column[c.Begin], t.width-1
	if c.End != 0 {
		to = t.column[c.End]
	}
	stroke, park := '-', t.column[c.Park]
	for x := from; x <= to; x++ {
		if c.Park != 0 && x > park {
			stroke = '~'
		}
		lane[x] = stroke
	}
	lane[from] = '|'
	copy(lane[from+1:], []rune(c.label()))
	if c.Park != 0 {
		lane[park] = 'p'
	}
	if x := c.cancelled(); x != 0 {
		lane[t.column[x]] = 'x'
	}
	if c.End != 0 {
		lane[to] = '|'
	} else {
		lane[to] = '>'
	}
}

// legend explains the signs that occur.
func (t *timeline) legend() string {
	signs := []struct{ sign, means string }{
		{"p", "p~ waits"}, {"x", "x context ended"}, {"^", "^ everybody asleep"}, {">", "> never returned"},
	}
	used := map[string]bool{"^": len(t.h.Quiets) > 0}
	for i := range t.h.Calls {
		c := &t.h.Calls[i]
		used["p"] = used["p"] || c.Park != 0
		used["x"] = used["x"] || c.cancelled() != 0
		used[">"] = used[">"] || c.End == 0
	}
	var parts []string
	for _, s := range signs {
		if used[s.sign] {
			parts = append(parts, s.means)
		}
	}
	if parts == nil {
		return ""
	}
	return "     (" + strings.Join(parts, ", ") + ")\n"
}
