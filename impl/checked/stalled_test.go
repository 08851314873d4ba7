//go:build veritask_explore

package checked_test

import (
	"testing"

	"github.com/veritask/veritask/impl/checked"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// TestExploreStalled: semaphores and events are lock-free, so nobody is held up by a call that stops for ever.
func TestExploreStalled(t *testing.T) {
	for _, object := range []lin.Object{lin.Semaphore, lin.Event, lin.AutoEvent} {
		for _, class := range lin.Classes(object) {
			if class.Threads != 2 || class.Cancels || class.Calls > 1 && (testing.Short() || object == lin.Semaphore) {
				continue
			}
			t.Run(class.Name(), func(t *testing.T) {
				var runs, stalled int64
				for _, s := range class.Scenarios() {
					e, err := lin.ExploreStalled(checked.Explorable(object), s, explore.Options{})
					switch {
					case err != nil:
						t.Fatal(err)
					case e.Failure != nil:
						t.Fatalf("%v: %v\n%s", s, e.Failure, e.Failure.Reason())
					case !e.Report.Complete:
						t.Errorf("%v: not explored to the end", s)
					}
					runs += e.Report.Schedules
					stalled += e.Report.Stalled
				}
				if stalled == 0 {
					t.Error("no client was ever stopped")
				}
				t.Logf("%d runs, in %d of them a client was stopped", runs, stalled)
			})
		}
	}
}
