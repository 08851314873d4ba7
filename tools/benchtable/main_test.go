package main

import (
	"strings"
	"testing"
)

const input = `goos: linux
BenchmarkForkJoin/lib=impl/root=background 	10	20000000 ns/op	100 ns/spawn
BenchmarkForkJoin/lib=go/root=background   	10	80000000 ns/op	400 ns/spawn
BenchmarkYield/lib=impl/root=cancel-2      	10	150 ns/op
BenchmarkYield/lib=impl/root=cancel-2      	10	130 ns/op
BenchmarkYield/lib=impl/root=cancel-2      	10	140 ns/op
BenchmarkYield/lib=go/root=cancel-2        	10	100 ns/op
BenchmarkScaling/lib=impl/root=background  	10	40 ns/op
BenchmarkScaling/lib=calibration/root=background	10	40 ns/op
BenchmarkScaling/lib=impl/root=background-2	10	25 ns/op
BenchmarkScaling/lib=calibration/root=background-2	10	20 ns/op
PASS
`

func TestReport(t *testing.T) {
	var out strings.Builder
	if err := report(&out, strings.NewReader(input), "input"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"ForkJoin  sec/spawn  1      background  100.0n ± ∞  go    400.0n ± ∞  0.25",
		"Yield     sec/op     2      cancel      140.0n ± ∞  go    100.0n ± ∞  1.40",
		"Scaling, background: gain from 1 core to 2 is 1.60, calibration 2.00, ratio 0.80",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("missing %q in\n%s", want, out.String())
		}
	}
}

// TestBusy: figures from a machine that others use are marked.
func TestBusy(t *testing.T) {
	var out strings.Builder
	busy := strings.ReplaceAll(input, "20 ns/op", "50 ns/op")
	if err := report(&out, strings.NewReader(busy), "input"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "the machine was busy") {
		t.Errorf("no warning in\n%s", out.String())
	}
}

func TestReportRejectsBadInput(t *testing.T) {
	err := report(&strings.Builder{}, strings.NewReader("BenchmarkX 1 nonsense\n"), "input")
	if err == nil {
		t.Error("no error for a line that is no benchmark result")
	}
}
