package linearizability

import (
	"strings"
	"testing"
)

func TestQueueClasses(t *testing.T) {
	sizes := map[string]int{
		"deque 3x1": 8, "deque 2x2": 16, "deque 3x2": 16, "deque 2x2 owner 4": 64, "queue 3x1": 30, "queue 2x2": 135, "queue 3x2": 495,
	}
	n := 0
	for _, object := range Internals() {
		for _, c := range Classes(object) {
			n++
			all := c.Scenarios()
			if len(all) != sizes[c.Name()] {
				t.Errorf("%s has %d scenarios, want %d", c.Name(), len(all), sizes[c.Name()])
			}
			if again, err := ParseClass(c.Name()); err != nil || again != c {
				t.Errorf("%s was parsed as %v, %v", c.Name(), again, err)
			}
			seen := map[string]bool{}
			for _, s := range all {
				text := s.String()
				if back, err := ParseScenario(text); err != nil || back.String() != text {
					t.Errorf("%s became %v, %v", text, back, err)
				}
				if seen[text] {
					t.Errorf("%s is there twice", text)
				}
				seen[text] = true
			}
		}
	}
	if n != len(sizes) {
		t.Errorf("%d classes, want %d", n, len(sizes))
	}
}

func TestParseQueueErrors(t *testing.T) {
	for _, text := range []string{
		"deque: steal | push(1)", "deque: push(1) | pop", "deque: isempty", "deque: push(0)", "deque: push(1) push(1)",
		"deque size=2: push(2)", "deque size=-1: pop", "deque: push(1) | steal cancel(1)", "deque: pop@ended", "deque: wait",
		"queue: steal", "queue: push(1) | push(1)", "queue: push",
	} {
		if s, err := ParseScenario(text); err == nil {
			t.Errorf("%q was taken for %q", text, s)
		}
	}
}

// slice is a deque and a queue that nobody else may use at the same time.
type slice struct{ all []int }

func (s *slice) Push(n int)  { s.all = append(s.all, n) }
func (s *slice) Empty() bool { return len(s.all) == 0 }
func (s *slice) Steal() int  { return s.take(0, 1) }
func (s *slice) Pop() int    { return s.take(len(s.all)-1, len(s.all)) }

func (s *slice) take(from, to int) int {
	if from < 0 || to > len(s.all) {
		return 0
	}
	n := s.all[from]
	s.all = append(s.all[:from:from], s.all[to:]...)
	return n
}

// first is a queue.
type first struct{ slice }

func (f *first) Pop() int { return f.Steal() }

func TestQueueSubjects(t *testing.T) {
	for text, s := range map[string]Subject{
		"push(1) push(2) push(3) steal pop pop pop steal isempty": DequeSubject(&slice{}),
		"isempty push(1) push(2) isempty pop pop pop steal":       QueueSubject(&first{}),
	} {
		var got []string
		for _, w := range strings.Fields(text) {
			a, err := parseAction(w)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, a.Op.Describe(s.Do(t.Context(), a.Op)))
		}
		want := "push(1), push(2), push(3), steal() = 1, pop() = 3, pop() = 2, pop() = nothing, steal() = nothing, " +
			"isempty() ! no such operation: isempty()"
		if _, ok := s.(*queueSubject); ok {
			want = "isempty() = true, push(1), push(2), isempty() = false, pop() = 1, pop() = 2, pop() = nothing, " +
				"steal() ! no such operation: steal()"
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("got %s\nwant %s", text, want)
		}
	}
}
