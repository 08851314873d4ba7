//go:build veritask_explore

package checked_test

import (
	"testing"
	"time"

	"github.com/veritask/veritask/impl/checked"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// TestExploreSmall explores the smallest classes of each object.
func TestExploreSmall(t *testing.T) {
	for _, object := range []lin.Object{lin.Semaphore, lin.Event, lin.AutoEvent} {
		for _, class := range lin.Classes(object) {
			t.Run(class.Name(), func(t *testing.T) {
				begin := time.Now()
				var runs, redundant, histories, incomplete int64
				scenarios := class.Scenarios()
				done := 0
				for _, s := range scenarios {
					e, err := lin.Explore(checked.Explorable(object), s, explore.Options{Deadline: time.Now().Add(2 * time.Second)})
					if err != nil {
						t.Fatal(err)
					}
					if e.Failure != nil {
						t.Fatalf("%v: %v", s, e.Failure)
					}
					done++
					runs += e.Report.Schedules
					redundant += e.Report.Redundant
					histories += int64(e.Histories)
					if !e.Report.Complete {
						incomplete++
					}
					if time.Since(begin) > 10*time.Second {
						break
					}
				}
				t.Logf("%d of %d scenarios, %d runs, %d redundant, %d histories, %d incomplete, %v", done, len(scenarios), runs, redundant, histories, incomplete, time.Since(begin))
			})
		}
	}
}
