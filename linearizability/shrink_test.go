package linearizability

import (
	"strings"
	"testing"
	"time"
)

func TestShrinkFindsTheCore(t *testing.T) {
	s, err := ParseScenario("autoevent: isset notify wait isset reset notify | wait isset wait@90us notify cancel(1) | isset isset reset isset")
	if err != nil {
		t.Fatal(err)
	}
	r := Verify(t.Context(), target(AutoEvent, Exact, bugLatch), Config{Scenario: &s, Seed: 3, Duration: time.Minute})
	f := r.Failure
	if f == nil {
		t.Fatal("not found")
	}
	if n := f.Scenario.Calls(); n > 4 || len(f.Scenario.Clients) > 2 || !f.Again {
		t.Errorf("%d operations are left: %s", n, f.Scenario)
	}
	has(t, f.Error(), "reduced: from 14 operations to ", "-scenario '"+f.Scenario.String()+"'")
	if Judge(f.History, time.Minute) != f.Verdict {
		t.Error("the history kept is not the failure")
	}

	// The command that the failure prints finds it again.
	_, text, _ := strings.Cut(strings.TrimSuffix(f.Replay, "'"), "-scenario '")
	again, err := ParseScenario(text)
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Scenario: &again, Seed: f.Seed, Duration: time.Minute, ShrinkFor: -1}
	if r := Verify(t.Context(), target(AutoEvent, Exact, bugLatch), c); r.Failure == nil {
		t.Error("the replay finds nothing")
	}
	if r := Verify(t.Context(), target(AutoEvent, Exact, ""), Config{Scenario: &again, Scenarios: 500}); r.Failure != nil {
		t.Error(r.Failure)
	}
}

func TestSimplificationsAreSimpler(t *testing.T) {
	for _, object := range Objects() {
		for seed := range uint64(20) {
			s := Generate(object, seed, Shape{Clients: 5, Calls: 8})
			weight := func(s Scenario) int {
				n := 0
				for _, script := range s.Clients {
					n++
					for _, a := range script {
						n += 2
						if a.Timeout != 0 {
							n++
						}
					}
				}
				return n
			}
			before := s.String()
			for _, simpler := range simplifications(s) {
				if err := simpler.validate(); err != nil {
					t.Fatalf("%v\n%s\nfrom\n%s", err, simpler, s)
				}
				if weight(simpler) >= weight(s) {
					t.Fatalf("not simpler:\n%s\nthan\n%s", simpler, s)
				}
			}
			if s.String() != before {
				t.Fatal("the scenario itself was changed")
			}
		}
	}
}

func TestWithoutClientKeepsCancellationsRight(t *testing.T) {
	s, err := ParseScenario("event: wait cancel(2) cancel(3) | notify cancel(1) | wait cancel(2) cancel(1)")
	if err != nil {
		t.Fatal(err)
	}
	want := "event: wait cancel(2) | wait cancel(1)"
	if got := s.withoutClient(1).String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
