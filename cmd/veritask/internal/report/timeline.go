package report

import (
	"fmt"
	"slices"
	"strings"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
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

// axis maps ticks to pixels.
type axis struct {
	at     map[int64]int
	end    int
	grants map[int]grant
}

// newAxis walks through the ticks and puts each as far to the left as the labels of the calls that end there allow.
func newAxis(h *lin.History, grants map[int]grant) axis {
	a := axis{at: map[int64]int{}, grants: grants}
	bounds := map[int64]*lin.Call{}
	var ticks []int64
	for i := range h.Calls {
		c := &h.Calls[i]
		ticks = append(ticks, c.Begin, c.Park, c.End)
		if cancelled(c) {
			ticks = append(ticks, c.Cancel)
		}
		_, to := a.labelTicks(c)
		bounds[to] = c
	}
	for _, q := range h.Quiets {
		ticks = append(ticks, q.At)
	}
	slices.Sort(ticks)
	ticks = slices.Compact(ticks)
	x := marginWidth
	for _, tick := range ticks {
		if tick == 0 {
			continue
		}
		if c := bounds[tick]; c != nil {
			from, _ := a.labelTicks(c)
			x = max(x, a.at[from]+labelWidth(c))
		}
		a.at[tick] = x
		a.end = x
		x += tickWidth
	}
	return a.withSleepers(h)
}

// withSleepers makes room at the right end for calls that never returned.
func (a axis) withSleepers(h *lin.History) axis {
	last := a.end
	for i := range h.Calls {
		if c := &h.Calls[i]; c.End == 0 {
			from, _ := a.labelTicks(c)
			a.end = max(a.end, last+sleepWidth, a.at[from]+labelWidth(c))
		}
	}
	return a
}

// labelTicks are the ticks between which a call's label stands, clear of its marks; the second may never have come.
func (a axis) labelTicks(c *lin.Call) (from, to int64) {
	from, to = c.Begin, c.End
	if c.Park != 0 {
		from = c.Park
	}
	if cancelled(c) && c.Cancel > from {
		to = c.Cancel
	}
	if g, ok := a.grants[c.ID]; ok && g.at > from && (to == 0 || g.at < to) {
		to = g.at
	}
	return from, to
}

// cancelled reports whether the context of a call ended before the call did.
func cancelled(c *lin.Call) bool { return c.Cancel != 0 && (c.End == 0 || c.Cancel < c.End) }

func labelWidth(c *lin.Call) int { return len([]rune(label(c)))*charWidth + labelInset }

// x is where a tick is; the end of time for one that never came.
func (a axis) x(tick int64) int {
	if tick == 0 {
		return a.end
	}
	return a.at[tick]
}

func (a axis) bar(c *lin.Call, y int) Bar {
	b := Bar{
		X: a.x(c.Begin), Y: y, W: a.x(c.End) - a.x(c.Begin),
		Class: class(c.Op.Kind), Outcome: outcome(c), Label: label(c), Tip: tip(c),
		TextX: a.labelX(c),
	}
	if c.Park != 0 {
		b.Wait = &Span{a.x(c.Park), a.x(c.End) - a.x(c.Park)}
	}
	if cancelled(c) {
		b.Cancel = &Mark{X: a.x(c.Cancel), Probe: c.Probed}
	}
	return b
}

// labelX is where a call's label begins: at its left end if it has run for long enough, else where it parked.
func (a axis) labelX(c *lin.Call) int {
	from, _ := a.labelTicks(c)
	mark := from
	if cancelled(c) {
		mark = min(mark, c.Cancel)
	}
	if a.x(mark)-a.x(c.Begin) >= labelWidth(c) {
		from = c.Begin
	}
	return a.x(from) + labelInset/2
}

// class is the colour of an operation: by what it does to others.
func class(k spec.Kind) string {
	switch {
	case k.Blocks():
		return "takes"
	case k == spec.EventReset:
		return "clears"
	case k == spec.TaskFail:
		return "fails"
	case k == spec.EventNotify, k == spec.SemRelease, k == spec.SemResize, k == spec.TaskFinish:
		return "gives"
	default:
		return "asks"
	}
}

func outcome(c *lin.Call) string {
	switch {
	case c.End == 0:
		return "asleep"
	case c.Result.Status == spec.Cancelled:
		return "cancelled"
	case c.Result.Status == spec.Failed:
		return "failed"
	default:
		return "ok"
	}
}

// label is what fits into a bar: the operation, and its result if it says something.
func label(c *lin.Call) string {
	if c.End == 0 {
		return strings.TrimSuffix(c.Op.String(), "()") + " …"
	}
	s := c.Op.Describe(c.Result)
	if c.Result.Status == spec.Failed {
		s = c.Op.String() + " !"
	}
	return strings.NewReplacer("()", "", " = true", " ✓", " = false", " ✗", " cancelled", "").Replace(s)
}

// tip is the whole story of a call, line by line.
func tip(c *lin.Call) string {
	var b strings.Builder
	if c.End == 0 {
		fmt.Fprintf(&b, "%s\n", c.Op)
	} else {
		fmt.Fprintf(&b, "%s\n", c.Op.Describe(c.Result))
	}
	fmt.Fprintf(&b, "called at %d", c.Begin)
	if c.Park != 0 {
		fmt.Fprintf(&b, "\nwaiting since %d", c.Park)
	}
	switch {
	case cancelled(c) && c.Probed:
		fmt.Fprintf(&b, "\ncancelled at %d, to see whether it was asleep", c.Cancel)
	case cancelled(c):
		fmt.Fprintf(&b, "\ncancelled at %d", c.Cancel)
	case c.Timed:
		b.WriteString("\nwith a deadline")
	}
	if c.End == 0 {
		b.WriteString("\nnever returned")
	} else {
		fmt.Fprintf(&b, "\nreturned at %d", c.End)
	}
	return b.String()
}

func quietTip(q lin.Quiet) string {
	if len(q.Asleep) == 0 {
		return "quiet: nobody waits"
	}
	return fmt.Sprintf("quiet: nothing moves, %d asleep", len(q.Asleep))
}
