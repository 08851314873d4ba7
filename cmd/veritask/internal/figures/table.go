package figures

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/perf/benchmath"
)

// shown are the rows that say most: time on the clock; but CPU time, where there is one, if others used the one core that
// was measured on. On more cores it says nothing of how long anybody had to wait.
func (s *Set) shown() []Row {
	var rows []Row
	for _, r := range s.Rows {
		cpu := r
		cpu.Unit = cpuUnit
		instead := r.Cores == "1" && !s.quiet(r.Cores) && s.samples[cpu] != nil
		if r.isCPU() == instead {
			rows = append(rows, r)
		}
	}
	return rows
}

// Table is ours against the best peer in each of the rows that say most, or against every peer in all rows, as cells under a
// head.
func (s *Set) Table(every bool) [][]string {
	rows := [][]string{{"subject", "root", "cores", "by", "ours", "peer", "theirs", "ratio", "95% interval", "better"}}
	shown := s.shown()
	if every {
		shown = s.Rows
	}
	for _, r := range shown {
		peers := s.Peers(r)
		if !every && len(peers) > 1 {
			peers = peers[:1]
		}
		for _, p := range peers {
			row := []string{
				r.Subject, r.Root, r.Cores, r.by(), r.withNoise(s.summary(r, ours)), p, r.withNoise(s.summary(r, p)), "-", "-", "-",
			}
			if x, ok := s.Ratio(r, p); ok {
				row[7], row[8], row[9] = fmt.Sprintf("%.2f", x.Center), x.interval(), x.verdict()
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// Alone are the rows in which ours is not compared with anybody, as cells under a head; nil if there are none.
func (s *Set) Alone() [][]string {
	rows := [][]string{{"by itself", "lib", "root", "cores", "by", "median"}}
	for _, r := range s.Rows {
		if r.isCPU() || r.isScaling() || len(s.Peers(r)) > 0 {
			continue
		}
		for _, lib := range slices.Sorted(maps.Keys(s.samples[r])) {
			rows = append(rows, []string{r.Subject, lib, r.Root, r.Cores, r.by(), r.withNoise(s.summary(r, lib))})
		}
	}
	if len(rows) == 1 {
		return nil
	}
	return rows
}

func (r Row) withNoise(x benchmath.Summary) string {
	return r.Show(x.Center) + " ± " + x.PctRangeString()
}

// Remarks say what a reader of the table must know: what the machine gave, and what more cores gained.
func (s *Set) Remarks() []string {
	var all []string
	for _, c := range slices.Sorted(maps.Keys(s.shares)) {
		if !slices.Contains(s.Cores(), c) {
			all = append(all, coresText(c)+": the machine does not give so many; nothing was measured on them")
		}
	}
	for _, c := range s.Cores() {
		if percent, _ := s.Share(c); !s.quiet(c) {
			all = append(all, fmt.Sprintf("%s: others used the machine; the benchmarks got %.0f%% of the time. Trust ratios, best those of CPU time.",
				coresText(c), percent))
		}
	}
	return append(all, s.scaling()...)
}

// quiet reports whether the run had so many cores for itself, as far as it says.
func (s *Set) quiet(cores string) bool {
	percent, ok := s.Share(cores)
	return !ok || percent >= shareWanted
}

// shareWanted is how much of its cores a run should get, in per cent.
const shareWanted = 90

func coresText(c string) string {
	if c == "1" {
		return "1 core"
	}
	return c + " cores"
}

// scaling says how much faster the same work is on several cores than on one, ours against lib=calibration, which does
// unconnected work of the same kind: the machine gives no more than that.
func (s *Set) scaling() []string {
	var all []string
	for _, many := range s.Rows {
		if !many.isScaling() || many.isCPU() || many.Cores == "1" {
			continue
		}
		one := many
		one.Cores = "1"
		gain := func(lib string) float64 {
			a, b := s.samples[one][lib], s.samples[many][lib]
			if a == nil || b == nil {
				return 0
			}
			return summary(a).Center / summary(b).Center
		}
		g, c := gain(ours), gain(calibration)
		if g == 0 || c == 0 {
			continue
		}
		text := fmt.Sprintf("%s, %s: gain from 1 core to %s is %.2f, calibration %.2f, ratio %.2f (at least 0.85 is wanted)",
			many.Subject, many.Root, many.Cores, g, c, g/c)
		if c < 1 {
			text += "; unconnected work got slower with more cores: the machine was busy, and these figures say nothing"
		}
		all = append(all, text)
	}
	return all
}

// Count counts the rows in which ours is better than the best peer, worse, and neither for certain.
func (s *Set) Count() (better, worse, open int) {
	for _, r := range s.shown() {
		peers := s.Peers(r)
		if len(peers) == 0 {
			continue
		}
		x, ok := s.Ratio(r, peers[0])
		switch v := x.verdict(); {
		case ok && v == "ours":
			better++
		case ok && v == "peer":
			worse++
		default:
			open++
		}
	}
	return better, worse, open
}

// Facts say where the samples come from.
func (s *Set) Facts() [][2]string {
	var facts [][2]string
	for _, k := range []string{"date", "machine", "cpu", "cores", "go", "commit", "benchtime"} {
		if v := strings.TrimSpace(s.Config[k]); v != "" {
			facts = append(facts, [2]string{k, v})
		}
	}
	return append(facts, [2]string{"rounds", fmt.Sprint(s.Rounds())})
}
