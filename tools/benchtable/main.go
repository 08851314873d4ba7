// Benchtable reads the output of `go test -bench` and prints, for every subject, what lib=impl needs against what each
// other library needs.
//
//	subject   unit       cores  root        ours         peer  theirs       ours/peer
//	ForkJoin  sec/spawn  1      background  160.2n ± 1%  go    984.1n ± 2%  0.16
//
// Figures are medians with their 95% confidence intervals, as in benchstat. What is compared is a benchmark's own
// metric if it reports one, such as ns/spawn, and ns/op otherwise. Below 6 samples an interval is unbounded (∞).
//
// Subjects whose name begins with Scaling compare the gain from one core to more, not times: see scaling.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
	"golang.org/x/perf/benchunit"
)

const (
	ours        = "impl"
	calibration = "calibration"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: benchtable FILE")
		os.Exit(2)
	}
	f, err := os.Open(os.Args[1])
	if err == nil {
		defer f.Close()
		err = report(os.Stdout, f, os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchtable:", err)
		os.Exit(1)
	}
}

// row is what stays the same between the libraries that are compared.
type row struct{ subject, cores, root, unit string }

// table holds the samples of each library, rows and libraries in order of appearance.
type table struct {
	rows    []row
	libs    map[row][]string
	samples map[row]map[string][]float64
}

func report(w io.Writer, r io.Reader, name string) error {
	t := table{libs: map[row][]string{}, samples: map[row]map[string][]float64{}}
	in := benchfmt.NewReader(r, name)
	for in.Scan() {
		switch rec := in.Result().(type) {
		case *benchfmt.Result:
			t.add(rec)
		case *benchfmt.SyntaxError:
			return rec
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	t.print(w)
	t.scaling(w)
	return nil
}

func (t *table) add(res *benchfmt.Result) {
	base, parts := res.Name.Parts()
	k, lib := row{subject: string(base), cores: "1"}, ""
	for _, p := range parts {
		p := string(p)
		if v, ok := strings.CutPrefix(p, "/lib="); ok {
			lib = v
		} else if v, ok := strings.CutPrefix(p, "/root="); ok {
			k.root = v
		} else if v, ok := strings.CutPrefix(p, "-"); ok {
			k.cores = v
		} else {
			k.subject += p
		}
	}
	v := measured(res.Values)
	k.unit = v.Unit
	if lib == "" || v.Unit == "" {
		return
	}
	if t.samples[k] == nil {
		t.rows = append(t.rows, k)
		t.samples[k] = map[string][]float64{}
	}
	if t.samples[k][lib] == nil {
		t.libs[k] = append(t.libs[k], lib)
	}
	t.samples[k][lib] = append(t.samples[k][lib], v.Value)
}

// measured picks what the benchmark is about: its own metric, else its time.
func measured(vs []benchfmt.Value) benchfmt.Value {
	var pick benchfmt.Value
	for _, v := range vs {
		switch v.Unit {
		case "sec/op":
			if pick.Unit == "" {
				pick = v
			}
		case "B/op", "allocs/op", "B/s":
		default:
			pick = v
		}
	}
	return pick
}

func summary(samples []float64) benchmath.Summary {
	return benchmath.AssumeNothing.Summary(benchmath.NewSample(samples, &benchmath.DefaultThresholds), 0.95)
}

func show(s benchmath.Summary, unit string) string {
	return benchunit.Scale(s.Center, benchunit.ClassOf(unit)) + " ± " + s.PctRangeString()
}

func (t *table) print(w io.Writer) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer tw.Flush()
	fmt.Fprintln(tw, "subject\tunit\tcores\troot\tours\tpeer\ttheirs\tours/peer")
	for _, k := range t.rows {
		mine := t.samples[k][ours]
		if mine == nil || strings.HasPrefix(k.subject, "Scaling") {
			continue
		}
		m := summary(mine)
		for _, lib := range t.libs[k] {
			if lib == ours {
				continue
			}
			p := summary(t.samples[k][lib])
			ratio := "-"
			if p.Center != 0 {
				ratio = fmt.Sprintf("%.2f", m.Center/p.Center)
			}
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
				k.subject, k.unit, k.cores, k.root, show(m, k.unit), lib, show(p, k.unit), ratio)
		}
	}
}

// scaling prints how much faster the same work is on several cores than on one, ours against lib=calibration, which
// does unconnected work of the same kind: the machine gives no more than that.
func (t *table) scaling(w io.Writer) {
	for _, many := range t.rows {
		if !strings.HasPrefix(many.subject, "Scaling") || many.cores == "1" {
			continue
		}
		one := many
		one.cores = "1"
		gain := func(lib string) float64 {
			a, b := t.samples[one][lib], t.samples[many][lib]
			if a == nil || b == nil {
				return 0
			}
			return summary(a).Center / summary(b).Center
		}
		g, c := gain(ours), gain(calibration)
		if g == 0 || c == 0 {
			continue
		}
		fmt.Fprintf(w, "%s, %s: gain from 1 core to %s is %.2f, calibration %.2f, ratio %.2f (at least 0.85 is wanted)\n",
			many.subject, many.root, many.cores, g, c, g/c)
		if c < 1 {
			fmt.Fprintln(w, "  unconnected work got slower with more cores: the machine was busy, and these figures say nothing")
		}
	}
}
