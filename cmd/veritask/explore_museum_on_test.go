//go:build veritask_explore

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/museum"
)

// TestPatchesNameUnits: what a patch is looked for in can be explored.
func TestPatchesNameUnits(t *testing.T) {
	patches, err := museum.Patches()
	if err != nil {
		t.Fatal(err)
	}
	units := explorer.Units()
	for _, p := range patches {
		for _, name := range p.Units {
			if s, err := lin.ParseScenario(name); err == nil {
				if _, err := explorer.Scenario(s); err != nil {
					t.Errorf("%s: %v", p.Name, err)
				}
			} else if target(units, name) < 0 {
				t.Errorf("%s: no unit is called %s", p.Name, name)
			}
		}
	}
}

// TestMuseum builds the library with each bug in it, and finds them all. It takes minutes; make explore TARGET=museum does
// the same.
func TestMuseum(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "veritask")
	if out, err := exec.Command("go", "build", "-tags", "veritask_explore", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command(program, "explore", "-target", "museum", "-q", "-out", filepath.Join(dir, "out"))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	t.Log(lines[len(lines)-1])
}
