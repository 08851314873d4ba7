package linearizability

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

// budget is how many operations a check of a correct implementation gets.
func budget() int {
	if testing.Short() {
		return 10_000
	}
	return 60_000
}

// seed is where scenarios begin: TASK_SEED=n tries others.
func seed(t *testing.T) uint64 {
	text := os.Getenv("TASK_SEED")
	if text == "" {
		return 1
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCorrectImplementationsPass(t *testing.T) {
	for _, object := range []Object{Event, AutoEvent, Semaphore, Select, AutoSelect, Tasks} { // of the others see channels_test.go, locks_test.go
		for _, stamps := range []Stamps{Exact, Some, Black} {
			t.Run(fmt.Sprintf("%s/%v", object, stamps), func(t *testing.T) {
				c := Config{Seed: seed(t), Operations: budget(), Duration: time.Minute}
				if stamps == Black {
					c.Operations /= 20
				}
				r := Verify(t.Context(), target(object, stamps, ""), c)
				if r.Failure != nil {
					t.Fatal(r.Failure)
				}
				t.Logf("%d operations of %d scenarios, longest %d, %v", r.Operations, r.Scenarios, r.LongestHistory, r.Elapsed)
				if r.Operations < c.Operations || r.Sample == nil || r.Verdict != Linearizable {
					t.Errorf("result %+v", r)
				}
				if stamps != Black && (r.Sample.Parks() == 0 || len(r.Sample.Quiets) == 0) {
					t.Errorf("nothing to see in the sample: %d parks, %d quiets", r.Sample.Parks(), len(r.Sample.Quiets))
				}
			})
		}
	}
}

func TestBrokenImplementationsAreFound(t *testing.T) {
	tests := []struct {
		object Object
		stamps Stamps
		bug    string
		want   Verdict // empty: any failure
	}{
		{Semaphore, Exact, bugLIFO, ""},
		{Semaphore, Some, bugLIFO, ""},
		{Semaphore, Exact, bugLostPermit, ""},
		{Semaphore, Exact, bugBarging, ""},
		{Semaphore, Exact, bugLostWakeup, ""},
		{Semaphore, Black, bugLostWakeup, ""},
		{Semaphore, Exact, bugSilentLimit, ""},
		{Semaphore, Black, bugSilentLimit, ""},
		{Semaphore, Exact, bugRelease, Illegal},
		{Semaphore, Black, bugRelease, Illegal},
		{Semaphore, Exact, bugTryFails, Illegal},
		{Event, Exact, bugPulse, ""},
		{Event, Exact, bugLostWakeup, ""},
		{Event, Exact, bugEagerReturn, Illegal},
		{AutoEvent, Exact, bugLIFO, ""},
		{AutoEvent, Exact, bugLostPermit, ""},
		{AutoEvent, Exact, bugLostWakeup, ""},
		{AutoEvent, Black, bugLostWakeup, ""},
		{AutoEvent, Exact, bugLatch, ""},
		{AutoEvent, Black, bugLatch, ""},
		{Select, Exact, bugTakesBoth, ""},
		{AutoSelect, Exact, bugTakesBoth, ""},
		{AutoSelect, Black, bugTakesBoth, ""},
		{AutoSelect, Exact, bugLIFO, ""},
		{AutoSelect, Exact, bugLostPermit, ""},
		{AutoSelect, Exact, bugResult, ""},
		{Select, Exact, bugEagerReturn, Illegal},
		{Tasks, Exact, bugLostWakeup, ""},
		{Tasks, Black, bugLostWakeup, ""},
		{Tasks, Exact, bugResult, Illegal},
		{Tasks, Black, bugResult, Illegal},
		{Tasks, Exact, bugJoinOrder, Illegal},
		{Event, Exact, bugLateCheck, Illegal},
		{Semaphore, Black, bugLateCheck, Illegal},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s/%v/%s", tt.object, tt.stamps, tt.bug), func(t *testing.T) {
			l := defaultLimits(tt.stamps)
			l.hang, l.stuck = l.hang/10, l.stuck/10 // it is broken: nobody minds if it is blamed too early
			c := Config{Seed: seed(t), Duration: 30 * time.Second, ShrinkFor: time.Second / 4, Dir: t.TempDir(), limits: &l}
			r := Verify(t.Context(), target(tt.object, tt.stamps, tt.bug), c)
			f := r.Failure
			if f == nil {
				t.Fatalf("nothing found in %d operations", r.Operations)
			}
			t.Logf("after %d operations\n%v", r.Operations, f)
			if tt.want != "" && f.Verdict != tt.want || f.Verdict == Unknown {
				t.Errorf("verdict %q, want %q", f.Verdict, tt.want)
			}
			has(t, f.Error(), "FAIL", "seed", "c1 ", "replay : veritask verify -target reference", "html   : ")
		})
	}
}

func TestStuckIsFound(t *testing.T) {
	tgt := target(Event, Exact, bugDeaf)
	s, err := ParseScenario("event: wait | wait")
	if err != nil {
		t.Fatal(err)
	}
	l := defaultLimits(Exact)
	l.stuck = 50 * time.Millisecond
	var e *refEvent
	tgt.New = func(Env) Subject {
		e = &refEvent{reference: reference{bug: bugDeaf}}
		return EventSubject(e)
	}
	h, v := runOnce(context.Background(), &tgt, s, 1, l)
	if v != Stuck || Judge(h, time.Second) != Stuck {
		t.Errorf("verdict %q, want %q", v, Stuck)
	}
	f := Failure{Verdict: v, Object: Event, Target: "deaf", Scenario: s, Original: s, History: h}
	f.describe(t.TempDir())
	has(t, f.Error(), "never returned", "stuck    : #1 wait() never returned")
	e.Notify() // leave nobody behind
}
