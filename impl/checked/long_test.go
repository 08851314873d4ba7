//go:build !veritask_explore

package checked

import (
	"flag"
	"testing"

	lin "github.com/veritask/veritask/linearizability"
)

// longCalls is how many calls each long run has: go test -run LongRuns ./impl/checked -longcalls 10000000
var longCalls = flag.Int("longcalls", 100_000, "`calls` of each long run")

// TestLongRuns: channels keep order and lose nothing among hundreds of tasks, tasks and goroutines mixed.
func TestLongRuns(t *testing.T) {
	calls := *longCalls
	if testing.Short() {
		calls /= 5
	}
	target := Open(lin.Channel, 2)
	defer target.Close()
	for _, size := range []int{0, 1, 128, lin.Inf} {
		got, err := lin.LongRun(t.Context(), target, lin.Long{Tasks: 300, Calls: calls, Size: size, Seed: 1})
		if err != nil {
			t.Errorf("size %d: %v", size, err)
		}
		t.Logf("size %d: %d calls, run in %v, judged in %v", size, got.Calls, got.Run, got.Judge)
	}
}
