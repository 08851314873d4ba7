//go:build veritask_explore

package fuzz

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/veritask/veritask/linearizability/museum"
)

// TestSeededBugsAreFound builds targets with a bug of the museum in the library, and fuzzes them from nothing: a target
// that cannot fail is a defect.
func TestSeededBugsAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("builds other programs")
	}
	patches, err := museum.Patches()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ patch, target string }{
		{"deque-pop-without-cas", "Deque"},
		{"event-take-by-store", "AutoEvent"},
		{"waitq-cancel-ignores-granted", "Line"},
	} {
		t.Run(x.patch, func(t *testing.T) {
			i := slices.IndexFunc(patches, func(p museum.Patch) bool { return p.Name == x.patch })
			if i < 0 {
				t.Fatal("no such patch")
			}
			dir := t.TempDir()
			overlay, err := patches[i].Overlay("..", dir)
			if err != nil {
				t.Fatal(err)
			}
			program := filepath.Join(dir, "fuzz.test")
			build := exec.Command("go", "test", "-c", "-tags", "veritask_explore", "-fuzz", ".",
				"-overlay", overlay, "-o", program, ".")
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			hunt := exec.Command(program, "-test.run", "^$", "-test.fuzz", "^Fuzz"+x.target+"$",
				"-test.fuzztime", "60s", "-test.fuzzcachedir", filepath.Join(dir, "cache"))
			hunt.Dir = dir
			out, err := hunt.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "Failing input written to testdata/fuzz/Fuzz"+x.target) {
				t.Errorf("not found: %v\n%s", err, out)
			}
		})
	}
}
