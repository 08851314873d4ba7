package linearizability

import "testing"

// TestLargerUnits: they are what they are said to be, always the same, and the explorer takes them.
func TestLargerUnits(t *testing.T) {
	for _, object := range Objects() {
		cancels, seen := 0, map[string]bool{}
		again := LargerUnits(Target{Object: object}, 40)
		for i, u := range LargerUnits(Target{Object: object}, 40) {
			s, err := ParseScenario(u.Name)
			if err != nil || explorable(s) != nil {
				t.Fatalf("%s: %v, %v", u.Name, err, explorable(s))
			}
			if len(s.Clients) < 3 || !u.Random || u.Name != again[i].Name {
				t.Errorf("%s is too small, not for random schedules, or another time %s", u.Name, again[i].Name)
			}
			for _, script := range s.Clients {
				if script[0].Cancel > 0 {
					cancels++
				}
			}
			seen[u.Name] = true
		}
		if len(seen) < 38 || cancels < 10 {
			t.Errorf("%s: %d different scenarios with %d cancellations", object, len(seen), cancels)
		}
	}
}
