package report

import (
	"fmt"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
)

// Timeline is a history laid out for drawing, in pixels. Time runs from left to right in the order of the recorder's
// ticks; the distance between two ticks is what the labels need, and says nothing about duration.
type Timeline struct {
	Width, Height int
	Lanes         []Lane
	Bars          []Bar
	Quiets        []Mark
	Grants        []Link
}

// Lane is the row of one client.
type Lane struct {
	Name string
	Y    int // of its upper edge
}

// Bar is one call.
type Bar struct {
	X, Y, W int    // of the whole call
	Wait    *Span  // while it was registered as a waiter
	Grant   *Mark  // when it returned with what it had waited for
	Cancel  *Mark  // when its context was cancelled
	Class   string // colour: takes, gives, asks, clears or fails
	Outcome string // ok, cancelled, failed or asleep
	Label   string
	TextX   int
	Tip     string // lines
}

// Span is a stretch of time.
type Span struct{ X, W int }

// Mark is a moment.
type Mark struct {
	X     int
	Tip   string
	Probe bool // a cancellation by the checker, to see whether the call was asleep
}

// Link leads from the call that let another one go to that, at one moment.
type Link struct {
	X, From, To int
	Tip         string
}

// The measures of the drawing.
const (
	laneHeight  = 34
	barHeight   = 22
	barInset    = (laneHeight - barHeight) / 2
	tickWidth   = 12
	grantInset  = 4 // after the tick that it follows
	charWidth   = 7
	labelInset  = 18
	marginWidth = 16
	headHeight  = 18 // above the lanes, for the names of quiet moments
	sleepWidth  = 60 // how far a call that never returned reaches past the last tick
)

// Layout lays a history out. name gives the name of a client's lane.
func Layout(h *lin.History, name func(client int) string) *Timeline {
	axis := newAxis(h, grants(h))
	t := &Timeline{Width: axis.end + marginWidth}
	rows := map[int]int{}
	for _, client := range clients(h) {
		rows[client] = len(t.Lanes)
		t.Lanes = append(t.Lanes, Lane{Name: name(client), Y: headHeight + len(t.Lanes)*laneHeight})
	}
	t.Height = headHeight + len(t.Lanes)*laneHeight
	places := map[int]int{} // call -> its bar
	for i := range h.Calls {
		c := &h.Calls[i]
		places[c.ID] = len(t.Bars)
		t.Bars = append(t.Bars, axis.bar(c, headHeight+rows[c.Client]*laneHeight+barInset))
	}
	for call, g := range axis.grants {
		t.link(&t.Bars[places[g.by]], &t.Bars[places[call]], axis.x(g.at)+grantInset)
	}
	for _, q := range h.Quiets {
		t.Quiets = append(t.Quiets, Mark{X: axis.x(q.At), Tip: quietTip(q)})
	}
	return t
}

// link draws that one call let another one go.
func (t *Timeline) link(by, waiter *Bar, x int) {
	t.Grants = append(t.Grants, Link{x, by.Middle(), waiter.Middle(), by.Label + " lets " + waiter.Label + " go"})
	waiter.Grant = &Mark{X: x}
	if w := waiter.Wait; w != nil {
		w.W = max(0, min(w.W, x-w.X))
	}
}

// Middle is the height of a lane's middle.
func (l Lane) Middle() int { return l.Y + laneHeight/2 }

// Height is how tall a bar is.
func (Bar) Height() int { return barHeight }

// Middle is the height of a bar's middle.
func (b Bar) Middle() int { return b.Y + barHeight/2 }

func clients(h *lin.History) []int {
	var out []int
	for i := range h.Calls {
		out = append(out, h.Calls[i].Client)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func quietTip(q lin.Quiet) string {
	if len(q.Asleep) == 0 {
		return "quiet: nobody waits"
	}
	return fmt.Sprintf("quiet: nothing moves, %d asleep", len(q.Asleep))
}
