package report

import (
	"slices"

	lin "github.com/veritask/veritask/linearizability"
)

// axis maps ticks to pixels.
type axis struct {
	at     map[int64]int
	end    int
	grants map[int]grant
}

// newAxis walks through the ticks and puts each as far to the left as the labels of the calls that end there allow.
func newAxis(h *lin.History, grants map[int]grant) axis {
	a := axis{at: map[int64]int{}, grants: grants}
	bounds := map[int64][]*lin.Call{} // by the tick before which their labels end
	var ticks []int64
	for i := range h.Calls {
		c := &h.Calls[i]
		ticks = append(ticks, c.Begin, c.Park, c.End)
		if cancelled(c) {
			ticks = append(ticks, cancelTick(c))
		}
		_, to := a.labelTicks(c)
		bounds[to] = append(bounds[to], c)
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
		for _, c := range bounds[tick] {
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
	if cancelled(c) && cancelTick(c) > from {
		to = cancelTick(c)
	}
	if g, ok := a.grants[c.ID]; ok && g.at > from && (to == 0 || g.at < to) {
		to = g.at
	}
	return from, to
}

// x is where a tick is; the end of time for one that never came.
func (a axis) x(tick int64) int {
	if tick == 0 {
		return a.end
	}
	return a.at[tick]
}

// labelX is where a call's label begins: at its left end if it has run for long enough, else where it parked.
func (a axis) labelX(c *lin.Call) int {
	from, _ := a.labelTicks(c)
	mark := from
	if cancelled(c) {
		mark = min(mark, cancelTick(c))
	}
	if a.x(mark)-a.x(c.Begin) >= labelWidth(c) {
		from = c.Begin
	}
	return a.x(from) + labelInset/2
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
		b.Cancel = &Mark{X: a.x(cancelTick(c)), Probe: c.Probed}
	}
	return b
}
