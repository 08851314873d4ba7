package linearizability

import (
	"strings"
	"testing"
	"time"

	"github.com/veritask/veritask/spec"
)

// drawn returns the timeline and the reason of a history.
func drawn(t *testing.T, h *History) string {
	t.Helper()
	var b strings.Builder
	if err := h.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String() + h.reason()
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if got, want = strings.TrimSpace(got), strings.TrimSpace(want); got != want {
		t.Errorf("got\n  %s\nwant\n  %s", got, want)
	}
}

func TestTimeline(t *testing.T) {
	h := inverted()
	h.Quiets = []Quiet{{At: 10, Asleep: []int{2}}}
	same(t, drawn(t, h), `
  c1 |- #1 acquire() -|                                              |- #4 release() -|
  c2                   |- #2 acquire() cancelled -p~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~x|
  c3                                               |- #3 acquire() -p~~~~~~~~~~~~~~~~~~|
                                                                                        ^
     (p~ waits, x context ended, ^ everybody asleep)
explained: 4 of 7 steps; then the state is: 1 of 1 taken, waiting [#3], let go [#2]
no place : #3 acquire(), let go
`)
}

func TestTimelineContinuesBelow(t *testing.T) {
	h := history(Semaphore, Setup{Size: 1},
		Call{Client: 0, Op: acquire, Begin: 1, End: 3},
		Call{Client: 1, Op: acquire, Begin: 2, Park: 4, End: 12},
		Call{Client: 0, Op: release, Begin: 5, End: 6},
		Call{Client: 0, Op: release, Begin: 7, End: 8},
		Call{Client: 0, Op: release, Begin: 9, End: 11, Result: spec.Failure(spec.MsgReleaseMismatch)},
		Call{Client: 2, Op: acquire, Begin: 10},
	)
	same(t, drawn(t, h), `
  c1 |- #1 acquire() -| |- #3 release() -| |- #4 release() -|
  c2  |- #2 acquire() -p~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
  c3

  c1 |- #5 release() ! release count must match acquire count -|
  c2 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~|
  c3  |- #6 acquire() never returned --------------------------->
     (p~ waits, > never returned)
stuck    : #6 acquire() never returned
`)
}

func TestTimelineOfNothing(t *testing.T) {
	same(t, drawn(t, history(Event, Setup{})), "")
}

func TestWriteHTML(t *testing.T) {
	h := inverted()
	h.Quiets = []Quiet{{At: 10, Asleep: []int{2}}}
	for range 2 {
		var b strings.Builder
		if err := h.WriteHTML(&b); err != nil {
			t.Fatal(err)
		}
		has(t, b.String(), "#2 acquire() gives up", "asleep: [#2]", "parked", "quiet", "to see whether it was asleep")
		if strings.Contains(b.String(), "src=\"http") {
			t.Error("the page loads something")
		}
		h.Calls[3].End = 0 // stuck: drawn without that call
	}
}

// A history in which no call ended has nothing to draw; the page says so in words.
func TestWriteHTMLWithoutEnds(t *testing.T) {
	h := inverted()
	for i := range h.Calls {
		h.Calls[i].End = 0
	}
	h.Quiets = nil
	var b strings.Builder
	if err := h.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	has(t, b.String(), "never returned")
	b.Reset()
	if err := history(Event, Setup{}).WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
}

// A call whose context had ended before it began, and which sleeps instead of failing, is judged and drawn.
func TestAsleepUnderEndedContext(t *testing.T) {
	h := history(Semaphore, Setup{Size: 1},
		Call{Client: 0, Op: acquire, Begin: 1, End: 2},
		Call{Client: 1, Op: acquire, Begin: 4, Cancel: 3, Park: 5},
	)
	h.Quiets = []Quiet{{At: 6, Asleep: []int{h.Calls[1].ID}}}
	if v := Judge(h, time.Minute); v != Illegal {
		t.Errorf("verdict %v, want Illegal", v)
	}
	var b strings.Builder
	if err := h.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
}
