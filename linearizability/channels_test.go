package linearizability

import (
	"fmt"
	"testing"
	"time"

	"github.com/veritask/veritask/spec"
)

func TestCorrectChannelsPass(t *testing.T) {
	for _, stamps := range []Stamps{Exact, Some, Black} {
		t.Run(stamps.String(), func(t *testing.T) {
			c := Config{Seed: seed(t), Operations: budget(), Duration: time.Minute}
			if stamps == Black {
				c.Operations /= 20
			}
			r := Verify(t.Context(), target(Channel, stamps, ""), c)
			if r.Failure != nil {
				t.Fatal(r.Failure)
			}
			t.Logf("%d operations of %d scenarios, longest %d, %v", r.Operations, r.Scenarios, r.LongestHistory, r.Elapsed)
			if r.Operations < c.Operations || r.Verdict != Linearizable {
				t.Errorf("result %+v", r)
			}
		})
	}
}

func TestBrokenChannelsAreFound(t *testing.T) {
	for _, tt := range []struct {
		bug    string
		stamps []Stamps
	}{
		{bugLastTaker, []Stamps{Exact, Some}},
		{bugLastPutter, []Stamps{Exact, Some}},
		{bugStack, []Stamps{Exact, Black}},
		{bugDeadLetter, []Stamps{Exact, Black}},
		{bugSwallow, []Stamps{Exact}},
		{bugRoom, []Stamps{Exact}},
		{bugForgets, []Stamps{Exact, Black}},
		{bugDrops, []Stamps{Exact, Black}},
		{bugFirstError, []Stamps{Exact, Black}},
		{bugBlind, []Stamps{Exact, Black}},
		{bugRests, []Stamps{Exact, Black}},
		{bugGhost, []Stamps{Exact}},
		{bugSpurious, []Stamps{Exact}},
		{bugCountsAll, []Stamps{Exact, Black}},
		{bugNotReady, []Stamps{Exact, Black}},
		{bugFetchTakes, []Stamps{Exact, Black}},
		{bugPassesPuts, []Stamps{Exact}},
		{bugNeverFull, []Stamps{Exact}},
		{bugBoundCloses, []Stamps{Exact, Black}},
		{bugWrongEnd, []Stamps{Exact, Black}},
		{bugLostWakeup, []Stamps{Exact, Black}},
	} {
		for _, stamps := range tt.stamps {
			t.Run(fmt.Sprintf("%s/%v", tt.bug, stamps), func(t *testing.T) {
				l := defaultLimits(stamps)
				l.hang, l.stuck = l.hang/10, l.stuck/10
				c := Config{Seed: seed(t), Duration: 20 * time.Second, ShrinkFor: time.Second / 4, limits: &l}
				r := Verify(t.Context(), target(Channel, stamps, tt.bug), c)
				f := r.Failure
				if f == nil {
					t.Fatalf("nothing found in %d operations", r.Operations)
				}
				if f.Verdict == Unknown {
					t.Error(f)
				}
				t.Logf("%s after %d operations\n%v", f.Verdict, r.Operations, f.Scenario)
			})
		}
	}
}

// TestChannelScenarios: those of the classes and the generated ones are what text says, and possible; of a class no two
// are the same.
func TestChannelScenarios(t *testing.T) {
	check := func(s Scenario) {
		t.Helper()
		if again, err := ParseScenario(s.String()); err != nil || again.String() != s.String() {
			t.Errorf("%v, %v: %v", s, again, err)
		}
	}
	for _, c := range Classes(Channel) {
		seen := map[string]bool{}
		for _, s := range c.Scenarios() {
			check(s)
			if seen[s.String()] {
				t.Errorf("%s: %v occurs twice", c.Name(), s)
			}
			seen[s.String()] = true
		}
		if again, err := ParseClass(c.Name()); err != nil || again != c {
			t.Errorf("%s is %v, %v", c.Name(), again, err)
		}
	}
	closed := 0
	for seed := range uint64(500) {
		s := Generate(Channel, seed, Shape{})
		check(s)
		if s.count(func(k spec.Kind) bool { return k == spec.ChanClose || k == spec.ChanEndBound }) > 0 {
			closed++
		}
	}
	if closed < 200 || closed > 450 {
		t.Errorf("%d channels of 500 are closed", closed)
	}
	for _, text := range []string{
		"channel size=-1: take", "channel: put(0)", "channel: put(1) | tryput(1)", "channel: close(-1)", "channel: put(40000)",
		"channel: wait", "channel size=some: take", "semaphore size=1: take",
	} {
		if s, err := ParseScenario(text); err == nil {
			t.Errorf("%q was taken for %v", text, s)
		}
	}
}
