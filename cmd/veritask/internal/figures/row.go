package figures

import (
	"strings"

	"golang.org/x/perf/benchunit"
)

// Row is one thing that was measured, for every library.
type Row struct {
	Subject string // the benchmark, with what its name says beside lib, root and cores
	Root    string
	Cores   string
	Unit    string
}

// String names the row for people.
func (r Row) String() string {
	return strings.Join([]string{r.Subject, r.Root, r.Cores, r.Unit}, " ")
}

// isScaling reports whether a row is about the gain of more cores, not about time.
func (r Row) isScaling() bool { return strings.HasPrefix(r.Subject, scalingSubject) }

// cpuUnit is the CPU time that a process has used for an operation. It stands beside the time on the clock: neighbours
// leave it alone, and it does not see a sleep that is too long.
const cpuUnit = "cpu-sec/op"

func (r Row) isCPU() bool { return r.Unit == cpuUnit }

// by says what a figure is a figure of: a step, or that and what is counted of it.
func (r Row) by() string {
	quantity, step, _ := strings.Cut(r.Unit, "/")
	if what, _, ok := strings.Cut(quantity, "-"); ok {
		return step + ", " + what
	}
	return step
}

// Show writes a value of the row as people read it.
func (r Row) Show(v float64) string {
	text := benchunit.Scale(v, benchunit.ClassOf(r.Unit))
	quantity, _, _ := strings.Cut(r.Unit, "/")
	if i := strings.LastIndex(quantity, "-"); i >= 0 {
		quantity = quantity[i+1:]
	}
	switch quantity {
	case "sec":
		return text + "s"
	case "B":
		return text + "B"
	}
	return text
}

// secondary are units that stand beside a benchmark's own figure.
func secondary(unit string) bool {
	switch unit {
	case "sec/op", cpuUnit, "B/op", "allocs/op", "B/s":
		return true
	}
	return false
}
