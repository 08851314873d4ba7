package impl_test

import (
	"flag"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var raceRuns = flag.Int("raceruns", 5, "`times` that each program of the race corpus runs")

// TestRaceCorpus: under the race detector tasks are as visible as goroutines are: a race between two of them is reported
// although they share a worker, and what the contract orders is not. testdata/race has the programs and the judge;
// make race-corpus runs each 20 times: MO-01 to MO-15.
func TestRaceCorpus(t *testing.T) {
	if !raceEnabled {
		t.Skip("needs what a build with -race needs; run by go test -race")
	}
	runs := *raceRuns
	if testing.Short() {
		runs = min(runs, 2)
	}
	bin := filepath.Join(t.TempDir(), "race")
	if out, err := exec.Command("go", "build", "-race", "-o", bin, "./testdata/race").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	out, err := exec.Command(bin, "-runs", strconv.Itoa(runs)).CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || !strings.HasPrefix(lines[len(lines)-1], "race corpus: ") {
		t.Errorf("%v\n%s", err, out)
	}
	t.Log(lines[len(lines)-1])
	if out, err := exec.Command(bin, "nothing").CombinedOutput(); err == nil {
		t.Errorf("a program that there is not runs: %s", out)
	}
}
