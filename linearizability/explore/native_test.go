package explore_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/veritask/veritask/linearizability/explore"
)

// TestMachineAgrees: whatever the machine makes of a program, the explorer has found as well. A minute is given by
// -native 1m.
func TestMachineAgrees(t *testing.T) {
	var tests []*litmus
	for i := range litmusTests {
		if !litmusTests[i].blocks {
			tests = append(tests, &litmusTests[i])
		}
	}
	for _, l := range tests {
		t.Run(l.name, func(t *testing.T) {
			_, explored := l.run(t, explore.Options{})
			seen := outcomes{}
			p := l.program(seen)
			runs := 0
			for end := time.Now().Add(*native / time.Duration(len(tests))); time.Now().Before(end); runs++ {
				if err := explore.RunNatively(p); err != nil {
					t.Fatal(err)
				}
			}
			for _, o := range slices.Sorted(maps.Keys(seen)) {
				if !slices.Contains(explored, o) {
					t.Errorf("the machine has come to %s, the explorer only to %q", o, explored)
				}
			}
			t.Logf("%d runs, %d of %d outcomes", runs, len(seen), len(explored))
		})
	}
}
