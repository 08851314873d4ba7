package museum_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/museum"
)

// seeds are five, so that no bug is found by the luck of one.
var seeds = []uint64{1, 2, 3, 5, 8}

func someSeeds() []uint64 {
	if testing.Short() {
		return seeds[:2]
	}
	return seeds
}

// scenariosMax is how many scenarios the checker may need for one bug. Most need a few; unheard-notify needs a thousand on
// average, since the checker looks only now and then before it touches a sleeper.
const scenariosMax = 30_000

func TestEveryBugIsFound(t *testing.T) {
	for _, x := range museum.All() {
		for _, seed := range someSeeds() {
			t.Run(fmt.Sprintf("%s/%d", x.Name, seed), func(t *testing.T) {
				r := linearizability.Verify(t.Context(), x.Target(), linearizability.Config{
					Seed: seed, Scenarios: scenariosMax, ShrinkFor: -1,
				})
				if r.Failure == nil {
					t.Fatalf("not found in %d scenarios (%d operations): %s", r.Scenarios, r.Operations, r.Verdict)
				}
				if !slices.Contains(x.Verdicts, r.Verdict) {
					t.Fatalf("found as %q, want one of %q\n%v", r.Verdict, x.Verdicts, r.Failure)
				}
				t.Logf("found after %d scenarios: %s", r.Scenarios, r.Verdict)
			})
		}
	}
}

func TestEveryCleanTwinPasses(t *testing.T) {
	scenarios := 500
	if testing.Short() {
		scenarios = 200
	}
	for _, x := range museum.All() {
		for _, seed := range someSeeds() {
			t.Run(fmt.Sprintf("%s/%d", x.Name, seed), func(t *testing.T) {
				r := linearizability.Verify(t.Context(), x.CleanTwin(), linearizability.Config{
					Seed: seed, Scenarios: scenarios,
				})
				if r.Failure != nil {
					t.Fatal(r.Failure)
				}
				if r.Verdict != linearizability.Linearizable {
					t.Fatalf("verdict %q after %d scenarios", r.Verdict, r.Scenarios)
				}
			})
		}
	}
}

func TestCatalogueIsComplete(t *testing.T) {
	names := map[string]bool{}
	for _, x := range museum.All() {
		if x.Name == "" || x.Bug == "" || x.Origin == "" || len(x.Verdicts) == 0 {
			t.Errorf("%q lacks a name, a bug, an origin or a verdict", x.Name)
		}
		if names[x.Name] {
			t.Errorf("%q stands twice", x.Name)
		}
		names[x.Name] = true
		if !slices.Contains(linearizability.Objects(), x.Object) {
			t.Errorf("%q: object %q is unknown", x.Name, x.Object)
		}
	}
}
