package figures

import (
	"cmp"
	"fmt"
	"slices"
)

// Change is how a row went from an older run to a newer one.
type Change struct {
	Row      Row
	Old, New Ratio // ours to the peers that both runs have, their geometric mean
	P        float64
	Peers    []string

	oldTime, newTime, pTime float64 // ours alone
}

// Grown is by how much the ratio has grown: 0.1 is ten per cent more.
func (c Change) Grown() float64 { return c.New.Center/c.Old.Center - 1 }

// Compare finds what two runs have in common, in the order of the newer one, and what the older one alone has.
func Compare(old, now *Set) (both []Change, gone []Row) {
	for _, r := range now.Rows {
		if c, ok := compare(old, now, r); ok {
			both = append(both, c)
		}
	}
	for _, r := range old.Rows {
		if len(old.Peers(r)) > 0 && now.samples[r] == nil {
			gone = append(gone, r)
		}
	}
	return both, gone
}

// Added are the rows with peers that the newer run alone has: there is nothing to compare them with.
func Added(old, now *Set) []Row {
	var rows []Row
	for _, r := range now.Rows {
		if len(now.Peers(r)) > 0 && old.samples[r] == nil {
			rows = append(rows, r)
		}
	}
	return rows
}

func compare(old, now *Set, r Row) (Change, bool) {
	c := Change{Row: r}
	for _, p := range now.Peers(r) {
		if old.samples[r][p] != nil {
			c.Peers = append(c.Peers, p)
		}
	}
	var ok1, ok2 bool
	c.Old, ok1 = old.ratio(r, c.Peers)
	c.New, ok2 = now.ratio(r, c.Peers)
	if !ok1 || !ok2 {
		return c, false
	}
	c.P = differ(c.Old.rounds, c.New.rounds).P
	c.oldTime, c.newTime = old.summary(r, ours).Center, now.summary(r, ours).Center
	c.pTime = differ(old.samples[r][ours], now.samples[r][ours]).P
	return c, true
}

// alpha is how likely a false alarm may be, in a whole report: each of n rows gets its part.
const alpha = 0.05

// significant reports whether so small a p is more than chance in n rows.
func significant(p float64, n int) bool { return p < alpha/float64(max(n, 1)) }

// ChangeTable is a regression report as cells under a head. The ratio to the peers is what carries over from one machine, or
// mood of it, to another; the time does not.
func ChangeTable(changes []Change) [][]string {
	rows := [][]string{{"subject", "root", "cores", "by", "ours, old", "new", "change", "to peers, old", "new", "change", "p", "verdict"}}
	for _, c := range changes {
		rows = append(rows, []string{
			c.Row.Subject, c.Row.Root, c.Row.Cores, c.Row.by(),
			c.Row.Show(c.oldTime), c.Row.Show(c.newTime), percent(c.newTime/c.oldTime-1, significant(c.pTime, len(changes))),
			fmt.Sprintf("%.2f", c.Old.Center), fmt.Sprintf("%.2f", c.New.Center), percent(c.Grown(), c.moved(len(changes))),
			fmt.Sprintf("%.4f", c.P), c.verdict(len(changes)),
		})
	}
	return rows
}

func percent(x float64, certain bool) string {
	if !certain {
		return "~"
	}
	return fmt.Sprintf("%+.0f%%", 100*x)
}

func (c Change) moved(n int) bool { return significant(c.P, n) }

func (c Change) verdict(n int) string {
	switch {
	case !c.moved(n):
		return "same"
	case c.Grown() > 0:
		return "worse"
	}
	return "better"
}

// Worst are the changes that are certain and for the worse, the largest first.
func Worst(changes []Change) []Change {
	var bad []Change
	for _, c := range changes {
		if c.verdict(len(changes)) == "worse" {
			bad = append(bad, c)
		}
	}
	slices.SortStableFunc(bad, func(a, b Change) int { return cmp.Compare(b.Grown(), a.Grown()) })
	return bad
}
