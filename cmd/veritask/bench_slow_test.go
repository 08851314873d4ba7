//go:build !race

package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/veritask/veritask/linearizability/museum"
)

// slowSpawn makes each spawn take a microsecond more, about.
var slowSpawn = museum.Patch{Name: "slow-spawn", Edits: []museum.Edit{{
	Path: "impl/spawn.go",
	Old:  "	sched.Spawn(ctx, &t.core, body[T](f), collect(opts))\n",
	New: `	x := uint64(len(opts))
	for range 800 {
		x = x*6364136223846793005 + 1442695040888963407
	}
	if x == 42 {
		panic(x) // so that the loop is not dead
	}
	sched.Spawn(ctx, &t.core, body[T](f), collect(opts))
`,
}}}

// TestGateRefusesSlowBuild: against a baseline of the library as it is, the gate passes the library as it is, and refuses one
// that is slower on purpose, by the name of what is slower.
func TestGateRefusesSlowBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs benchmarks")
	}
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	overlay, err := slowSpawn.Overlay(root, folder)
	if err != nil {
		t.Fatal(err)
	}
	gate := func(want int, more ...string) string {
		t.Helper()
		args := append([]string{
			"bench", "gate", "-q", "-bench", "SpawnWait|SemaphoreFree|LockFree", "-benchtime", "30ms",
			"-baseline", filepath.Join(folder, "baseline.txt"),
		}, more...)
		var out bytes.Buffer
		if got := run(t.Context(), args, &out, &out); got != want {
			t.Fatalf("veritask %v: exit code %d, want %d\n%s", args, got, want, out.String())
		}
		return out.String()
	}
	gate(exitOK, "-renew", "-rounds", "6")
	if text := gate(exitOK); !strings.Contains(text, "0 worse than the baseline") {
		t.Errorf("the library as it is:\n%s", text)
	}
	text := gate(exitFailed, "-overlay", overlay)
	t.Logf("%s", text)
	if !strings.Contains(text, "worse: SpawnWait cancel 1 ") {
		t.Errorf("SpawnWait is not named:\n%s", text)
	}
	for _, innocent := range []string{"worse: SemaphoreFree", "worse: LockFree"} {
		if strings.Contains(text, innocent) {
			t.Errorf("%q:\n%s", innocent, text)
		}
	}
}
