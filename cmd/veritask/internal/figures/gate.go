package figures

import "fmt"

// Gate decides whether a ratio is worse than it was, beyond noise. There are two kinds of noise. That within a run shows in
// its rounds, and a test judges it. That between runs does not show in either of them: code lies elsewhere in memory, a
// machine has another mood. Margin is for the second, and what is smaller than that is for Compare and people to see.
//
// A run whose ratio looks worse is not enough: the suspects are measured once more, and only what is worse both times has
// failed. A single run may still be wrong once in a while, two of them seldom are.
type Gate struct {
	Margin float64 // by which a ratio may grow
}

// Judged are the changes that can be judged. Times on the clock are, if the machine was ours in both runs; CPU times always
// are. busy says that some were left out.
func (g Gate) Judged(old, now *Set) (changes []Change, busy bool) {
	all, _ := Compare(old, now)
	for _, c := range all {
		if c.Row.isCPU() || old.quiet(c.Row.Cores) && now.quiet(c.Row.Cores) {
			changes = append(changes, c)
		} else {
			busy = true
		}
	}
	return changes, busy
}

// Suspects are the changes that look worse.
func (g Gate) Suspects(changes []Change) []Change {
	var bad []Change
	for _, c := range changes {
		if g.fails(c, len(changes)) {
			bad = append(bad, c)
		}
	}
	return bad
}

func (g Gate) fails(c Change, n int) bool { return c.moved(n) && c.Grown() > g.Margin }

// Power reports whether so many rounds can show anything at all in n rows: the smallest p that they can have, if every
// round of one run is worse than all rounds of the other, must count as more than chance.
func Power(oldRounds, newRounds, n int) error {
	low, high := make([]float64, oldRounds), make([]float64, newRounds)
	for i := range low {
		low[i] = float64(i + 1)
	}
	for i := range high {
		high[i] = float64(oldRounds + i + 1)
	}
	if p := differ(low, high).P; !significant(p, n) {
		return fmt.Errorf("%d rounds against %d of the baseline cannot tell a change in one of %d rows from chance (p is %.4f at best, %.4f is needed); take more rounds, or fewer rows",
			newRounds, oldRounds, n, p, alpha/float64(n))
	}
	return nil
}

// GateTable shows each change with its verdict; failed are those that were worse twice.
func (g Gate) GateTable(changes, failed []Change) [][]string {
	rows := [][]string{{"subject", "root", "cores", "by", "baseline", "interval", "now", "interval", "change", "verdict"}}
	for _, c := range changes {
		verdict := c.verdict(len(changes))
		switch {
		case contains(failed, c.Row):
			verdict = "FAIL"
		case g.fails(c, len(changes)):
			verdict = "worse once"
		case verdict == "worse":
			verdict = "worse, within the margin"
		}
		rows = append(rows, []string{
			c.Row.Subject, c.Row.Root, c.Row.Cores, c.Row.by(), fmt.Sprintf("%.2f", c.Old.Center), c.Old.interval(),
			fmt.Sprintf("%.2f", c.New.Center), c.New.interval(), fmt.Sprintf("%+.0f%%", 100*c.Grown()), verdict,
		})
	}
	return rows
}

func contains(changes []Change, r Row) bool {
	for _, c := range changes {
		if c.Row == r {
			return true
		}
	}
	return false
}

// Keep returns the changes of rows that are among others.
func Keep(changes, among []Change) []Change {
	var kept []Change
	for _, c := range changes {
		if contains(among, c.Row) {
			kept = append(kept, c)
		}
	}
	return kept
}
