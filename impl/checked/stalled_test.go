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

// TestExploreStalledChannel: as above, but for what channelMayHold allows.
func TestExploreStalledChannel(t *testing.T) {
	for _, text := range []string{
		"channel: put(1) | waitready",
		"channel size=1: close(1) | waitready",
		"channel size=inf: put(1) | fetch",
		"channel: trytake | put(1)",
		"channel size=1: put(1) | waitready put(2)",
	} {
		s, err := lin.ParseScenario(text)
		if err != nil {
			t.Fatal(err)
		}
		e, err := lin.ExploreStalled(checked.Explorable(lin.Channel), s, explore.Options{})
		switch {
		case err != nil:
			t.Fatal(err)
		case e.Failure != nil:
			t.Errorf("%s: %v\n%s", text, e.Failure, e.Failure.Reason())
		case !e.Report.Complete || e.Report.Stalled == 0:
			t.Errorf("%s: complete: %v, stopped in %d runs", text, e.Report.Complete, e.Report.Stalled)
		}
	}
}

// TestWaitForComing: Wait returns when a value must come, even if the put that has settled that is stopped. So early, the
// put is about to wake nobody, and nothing is allowed to be held up.
func TestWaitForComing(t *testing.T) {
	for _, text := range []string{"channel: put(1) | waitready", "channel size=1: put(1) | waitready"} {
		s, err := lin.ParseScenario(text)
		if err != nil {
			t.Fatal(err)
		}
		target := checked.Explorable(lin.Channel)
		target.MayHold = nil
		for steps := 1; steps <= 7; steps++ {
			e, err := lin.Explore(target, s, explore.Options{Stall: "c1", StallAfter: steps})
			if err != nil || e.Failure != nil || !e.Report.Complete || e.Report.Stalled == 0 {
				t.Errorf("%s, stopped after %d: %v, %v, complete: %v", text, steps, err, e.Failure, e.Report.Complete)
			}
		}
	}
}
