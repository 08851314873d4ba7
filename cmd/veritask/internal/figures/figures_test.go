package figures

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

const input = `goos: linux
commit: abc
BenchmarkCores 	1	95 %-of-them	1 cores
BenchmarkCores-4 	1	20 %-of-them	2 cores
BenchmarkForkJoin/lib=impl/root=background 	10	20000000 ns/op	100 ns/spawn	19 cpu-ns/op
BenchmarkForkJoin/lib=go/root=background   	10	80000000 ns/op	400 ns/spawn	80 cpu-ns/op
BenchmarkForkJoin/lib=conc/root=background 	10	90000000 ns/op	450 ns/spawn	90 cpu-ns/op
BenchmarkYield/lib=impl/root=cancel-2      	10	150 ns/op
BenchmarkYield/lib=impl/root=cancel-2      	10	130 ns/op
BenchmarkYield/lib=impl/root=cancel-2      	10	140 ns/op
BenchmarkYield/lib=go/root=cancel-2        	10	100 ns/op
BenchmarkYield/lib=go/root=cancel-2        	10	100 ns/op
BenchmarkYield/lib=go/root=cancel-2        	10	100 ns/op
BenchmarkMemory/n=5/lib=impl               	1	300 p99-ns/wake
BenchmarkMemory/n=5/lib=go                 	1	100 p99-ns/wake
BenchmarkScaling/lib=impl/root=background  	10	40 ns/op	40 cpu-ns/op
BenchmarkScaling/lib=calibration/root=background	10	40 ns/op	40 cpu-ns/op
BenchmarkScaling/lib=impl/root=background-2	10	25 ns/op	50 cpu-ns/op
BenchmarkScaling/lib=calibration/root=background-2	10	20 ns/op	40 cpu-ns/op
BenchmarkReason/what=gosched 	10	20 ns/op
PASS
`

var onBusyMachine = strings.Replace(input, "95 %", "40 %", 1)

func read(t *testing.T, text string) *Set {
	t.Helper()
	s, err := Read(strings.NewReader(text), "input", "*")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// flat writes cells as text, a row a line.
func flat(rows [][]string) string {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, " | ") + "\n")
	}
	return b.String()
}

func TestTable(t *testing.T) {
	s := read(t, input)
	best := flat(s.Table(false))
	for _, want := range []string{
		"ForkJoin | background | 1 | spawn | 100.0ns ± ∞ | go | 400.0ns ± ∞ | 0.25 | ∞ | ~",
		"Yield | cancel | 2 | op | 140.0ns ± ∞ | go | 100.0ns ± ∞ | 1.40 |",
		"Memory/n=5 |  | 1 | wake, p99 | 300.0ns ± ∞ | go | 100.0ns ± ∞ | 3.00 |",
	} {
		if !strings.Contains(best, want) {
			t.Errorf("missing %q in\n%s", want, best)
		}
	}
	for _, no := range []string{"conc", "cpu", "Scaling", "Reason", "Cores"} {
		if strings.Contains(best, no) {
			t.Errorf("%q in\n%s", no, best)
		}
	}
	busy := flat(read(t, onBusyMachine).Table(false))
	for _, want := range []string{"ForkJoin | background | 1 | op, cpu | 19.00ns", "Yield | cancel | 2 | op |", "Memory/n=5 |  | 1 | wake, p99 |"} {
		if !strings.Contains(busy, want) {
			t.Errorf("missing %q in\n%s", want, busy)
		}
	}
	if strings.Contains(busy, "spawn") {
		t.Errorf("time on the clock of a busy core in\n%s", busy)
	}
	every := flat(s.Table(true))
	for _, want := range []string{"| conc | 450.0ns", "ForkJoin | background | 1 | op, cpu |"} {
		if !strings.Contains(every, want) {
			t.Errorf("missing %q in\n%s", want, every)
		}
	}
}

func TestAlone(t *testing.T) {
	want := "by itself | lib | root | cores | by | median\nReason/what=gosched |  |  | 1 | op | 20.00ns ± ∞\n"
	if got := flat(read(t, input).Alone()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRemarks(t *testing.T) {
	text := strings.Join(read(t, onBusyMachine).Remarks(), "\n")
	for _, want := range []string{
		"Scaling, background: gain from 1 core to 2 is 1.60, calibration 2.00, ratio 0.80",
		"1 core: others used the machine; the benchmarks got 40% of the time.",
		"4 cores: the machine does not give so many; nothing was measured on them",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("missing %q in\n%s", want, text)
		}
	}
	if n := strings.Count(text, "Scaling"); n != 1 {
		t.Errorf("%d lines about scaling, want one: CPU time has no gain\n%s", n, text)
	}
	busy := read(t, strings.ReplaceAll(input, "20 ns/op", "50 ns/op"))
	if text := strings.Join(busy.Remarks(), "\n"); !strings.Contains(text, "the machine was busy") {
		t.Errorf("no warning in\n%s", text)
	}
}

func TestReadRejects(t *testing.T) {
	for text, want := range map[string]string{
		"BenchmarkX 1 nonsense\n": "parsing",
		"":                        "no benchmark has samples",
		"BenchmarkX 1 5 B/op\n":   "no benchmark has samples",
	} {
		if _, err := Read(strings.NewReader(text), "input", "*"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
	if _, err := Read(strings.NewReader(input), "input", ".name:Yield"); err != nil {
		t.Error(err)
	}
	if _, err := Read(strings.NewReader(input), "input", "(("); err == nil {
		t.Error("no error for a filter that is none")
	}
}

// generate makes a run: subjects whose ratio to two peers is given, with noise within a round of its own for each library and
// a mood of the machine that all of a round share.
func generate(rng *rand.Rand, rounds int, ratio func(subject int) float64, subjects int) string {
	var b strings.Builder
	for range rounds {
		mood := 1 + 9*rng.Float64()
		for i := range subjects {
			line := func(lib string, v float64) {
				fmt.Fprintf(&b, "BenchmarkS%d/lib=%s/root=cancel 1 %.3f ns/op\n", i, lib, 1000*v*mood*(0.95+0.1*rng.Float64()))
			}
			line("impl", ratio(i))
			line("go", 1)
			line("conc", 1.5)
		}
	}
	return b.String()
}

const subjects = 20

func same(int) float64 { return 0.5 }

// slower makes one subject of them slower.
func slower(by float64) func(int) float64 {
	return func(i int) float64 {
		if i == 7 {
			return 0.5 * by
		}
		return 0.5
	}
}

// TestGate: what is slower is found although the machine's mood changes ten times as much; what is not slower passes.
func TestGate(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	g := Gate{Margin: 0.25}
	old := read(t, generate(rng, 16, same, subjects))
	for _, x := range []struct {
		name  string
		ratio func(int) float64
		want  string
	}{{"same", same, "[]"}, {"half as fast", slower(2), "[S7 cancel 1 sec/op]"}, {"a little", slower(1.1), "[]"}, {"faster", slower(0.5), "[]"}} {
		changes, _ := Compare(old, read(t, generate(rng, 8, x.ratio, subjects)))
		if len(changes) != subjects {
			t.Fatalf("%d changes", len(changes))
		}
		rows := []Row{}
		for _, c := range g.Suspects(changes) {
			rows = append(rows, c.Row)
		}
		if got := fmt.Sprint(rows); got != x.want {
			t.Errorf("%s: suspects %s, want %s (seed %d)", x.name, got, x.want, seed)
		}
	}
}

// TestGateMargin: a certain growth within the margin is no suspect, but Compare shows it.
func TestGateMargin(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	old, now := read(t, generate(rng, 16, same, 4)), read(t, generate(rng, 16, func(int) float64 { return 0.58 }, 4))
	changes, _ := Compare(old, now)
	if n := len((Gate{Margin: 0.25}).Suspects(changes)); n != 0 {
		t.Errorf("%d suspects", n)
	}
	if n := len(Worst(changes)); n != 4 {
		t.Errorf("%d of 4 rows are worse for Compare", n)
	}
	table := flat(Gate{Margin: 0.25}.GateTable(changes, changes[:1]))
	for _, want := range []string{"| FAIL\n", "worse, within the margin"} {
		if !strings.Contains(table, want) {
			t.Errorf("missing %q in\n%s", want, table)
		}
	}
}

func TestCompareKeepsWhatIsCommon(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	old, now := read(t, generate(rng, 6, same, 3)), read(t, generate(rng, 6, same, 2))
	changes, gone := Compare(old, now)
	if len(changes) != 2 || len(gone) != 1 || gone[0].Subject != "S2" {
		t.Errorf("%d changes, gone: %v", len(changes), gone)
	}
	if got := changes[0].Peers; fmt.Sprint(got) != "[go conc]" {
		t.Errorf("peers %v", got)
	}
}

// TestGateOnBusyMachine: time on the clock is not judged if others used the machine, CPU time is.
func TestGateOnBusyMachine(t *testing.T) {
	text := func(share int) string {
		return fmt.Sprintf("BenchmarkCores 1 %d %%-of-them\n", share) +
			"BenchmarkX/lib=impl 1 2 ns/op 3 cpu-ns/op\nBenchmarkX/lib=go 1 4 ns/op 5 cpu-ns/op\n"
	}
	quiet, busy := read(t, text(99)), read(t, text(30))
	for _, x := range []struct {
		old, now *Set
		rows     int
		busy     bool
	}{{quiet, quiet, 2, false}, {quiet, busy, 1, true}, {busy, quiet, 1, true}} {
		changes, busy := Gate{}.Judged(x.old, x.now)
		if len(changes) != x.rows || busy != x.busy {
			t.Errorf("%d rows, busy %v; want %d, %v", len(changes), busy, x.rows, x.busy)
		}
		if !changes[len(changes)-1].Row.isCPU() {
			t.Errorf("CPU time is not judged: %v", changes)
		}
	}
}

// TestPower: too few rounds cannot fail, and say so.
func TestPower(t *testing.T) {
	if err := Power(3, 3, 1); err == nil {
		t.Error("three rounds against three are enough?")
	}
	if err := Power(16, 8, 60); err != nil {
		t.Error(err)
	}
}

// TestRatioOfNothing: a peer that needs nothing has no ratio.
func TestRatioOfNothing(t *testing.T) {
	s := read(t, "BenchmarkIdle/lib=impl 1 5 cpu-ns/s\nBenchmarkIdle/lib=go 1 0 cpu-ns/s\n")
	if !strings.Contains(flat(s.Table(false)), "| go | 0.000s ± ∞ | - | - | -") {
		t.Errorf("table\n%s", flat(s.Table(false)))
	}
}
