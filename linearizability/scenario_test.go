package linearizability

import (
	"testing"

	"github.com/veritask/veritask/spec"
)

func TestScenarioTextRoundTrip(t *testing.T) {
	for _, object := range Objects() {
		for seed := range uint64(500) {
			s := Generate(object, seed, Shape{Clients: 6})
			text := s.String()
			back, err := ParseScenario(text)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if back.String() != text {
				t.Fatalf("became\n%s\nfrom\n%s", back, text)
			}
			if again := Generate(object, seed, Shape{Clients: 6}); again.String() != text {
				t.Fatalf("seed %d gives\n%s\nand\n%s", seed, again, text)
			}
		}
	}
}

func TestParseScenarioOldText(t *testing.T) {
	// Scenarios are kept in files: this text must mean the same for ever.
	const text = "semaphore size=2: acquire release tryacquire | acquire@50us acquire@ended resize(-1) cancel(1)"
	s, err := ParseScenario(" semaphore  size=2 :acquire() release tryacquire|acquire@50µs acquire@ended resize(-1) cancel(1) \n")
	if err != nil {
		t.Fatal(err)
	}
	if s.String() != text {
		t.Errorf("parsed as %s", s)
	}
	if s.Calls() != 6 || s.Clients[1][2].Op != (spec.Op{Kind: spec.SemResize, N: -1}) || s.Clients[1][3].Cancel != 1 {
		t.Errorf("parsed as %+v", s)
	}
	s, err = ParseScenario("tasks tasks=3: finish(a,7) fail(b,2) | wait(a) fetch(b) join(cab) isdone(c) isfailed(a)")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Clients[1][2].Op; got != (spec.Op{Kind: spec.TaskJoin, Tasks: "cab"}) {
		t.Errorf("join parsed as %+v", got)
	}
}

func TestParseScenarioErrors(t *testing.T) {
	for _, text := range []string{
		"", "event", "event wait", "mutex: lock", "event: jump", "event: wait(a)", "event: acquire", "event size: wait",
		"semaphore: acquire", "semaphore size=0: acquire", "semaphore size=x: acquire", "semaphore size=1: acquire@",
		"semaphore size=1: acquire@-5us", "semaphore size=1: release@5us", "semaphore size=1: resize",
		"semaphore size=1: resize(2", "semaphore size=1: cancel(2)", "semaphore size=1: cancel(x)",
		"semaphore size=1: cancel(0)", "tasks tasks=2: wait(c)", "tasks tasks=9: wait(a)", "tasks tasks=2: join(aa)",
		"tasks tasks=2: wait(ab)", "tasks tasks=2: finish(a)", "tasks tasks=2: finish(a,x)", "tasks tasks=2: join(ab)@ended",
		"event: none",
	} {
		if s, err := ParseScenario(text); err == nil {
			t.Errorf("%q was taken for %q", text, s)
		}
	}
}

func TestGeneratedScenariosHaveEverything(t *testing.T) {
	kinds := map[Object]map[spec.Kind]int{}
	var cancels, timeouts, ended int
	clients := map[int]int{}
	for _, object := range Objects() {
		kinds[object] = map[spec.Kind]int{}
		for seed := range uint64(200) {
			s := Generate(object, seed, Shape{})
			clients[len(s.Clients)]++
			for _, script := range s.Clients {
				for _, a := range script {
					kinds[object][a.Op.Kind]++
					switch {
					case a.Cancel != 0:
						cancels++
					case a.Timeout == Ended:
						ended++
					case a.Timeout > 0:
						timeouts++
					}
				}
			}
		}
	}
	for object, want := range map[Object]int{Event: 4, AutoEvent: 4, Semaphore: 4, Lockable: 5, LocalCondition: 6, Select: 8, AutoSelect: 8, Tasks: 10} {
		if got := len(kinds[object]); got != want+1 { // and cancellations
			t.Errorf("%s: %v", object, kinds[object])
		}
	}
	if cancels == 0 || timeouts == 0 || ended == 0 || len(clients) != 3 {
		t.Errorf("%d cancellations, %d deadlines, %d ended contexts, clients %v", cancels, timeouts, ended, clients)
	}
}
