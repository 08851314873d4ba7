package impl_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Under the race detector tasks are as visible as goroutines are: a race between two of them is reported although
// they share a worker, and what the contract orders is not. Each program is run several times, since neither must
// depend on luck.
func TestRaceDetectorStaysExact(t *testing.T) {
	if !raceEnabled {
		t.Skip("needs what a build with -race needs; run by go test -race")
	}
	bin := filepath.Join(t.TempDir(), "race")
	if out, err := exec.Command("go", "build", "-race", "-o", bin, "./testdata/race").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	list, err := exec.Command(bin).Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(list)) {
		t.Run(name, func(t *testing.T) {
			racy := strings.HasPrefix(name, "racy")
			for range 20 {
				cmd := exec.Command(bin, name)
				cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
				out, err := cmd.CombinedOutput()
				if reported := strings.Contains(string(out), "WARNING: DATA RACE"); reported != racy {
					t.Fatalf("a race was reported: %v, want %v (%v)\n%s", reported, racy, err, out)
				}
				if err != nil && !racy {
					t.Fatalf("%v\n%s", err, out)
				}
			}
		})
	}
}
