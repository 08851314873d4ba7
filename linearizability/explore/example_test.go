package explore_test

import (
	"fmt"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// Two threads add one to a counter without an atomic addition. In all but the luckiest orders one of them is lost.
func ExampleExplore() {
	report := explore.Explore(explore.Program{Name: "counter", Setup: func(r *explore.Run) {
		n := &shared.Int64{}
		r.Name("n", n)
		for _, name := range []string{"A", "B"} {
			r.Go(name, func() { n.Store(n.Load() + 1) })
		}
		r.Check(func(*explore.Outcome) error {
			if got := n.Load(); got != 2 {
				return fmt.Errorf("n is %d", got)
			}
			return nil
		})
	}}, explore.Options{})
	fmt.Print(report.String())
	// Output:
	// FAIL counter: check failed: n is 1
	//   step  A                B
	//      1  load n: 0
	//                          (A is preempted)
	//      2                   load n: 0
	//      3                   store n: 0 -> 1
	//         (B has ended)
	//      4  store n: 1 -> 1
	//   replay : AYOt7ZuA
}
