package linearizability

import (
	"strings"
	"testing"
	"time"

	"github.com/veritask/veritask/spec"
)

// history returns a history made by hand.
func history(object Object, setup Setup, calls ...Call) *History {
	h := &History{Target: "hand", Stamps: Exact, Scenario: Scenario{Object: object, Setup: setup}, Calls: calls}
	for i := range h.Calls {
		h.Calls[i].ID = i + 1
		for len(h.Scenario.Clients) <= calls[i].Client {
			h.Scenario.Clients = append(h.Scenario.Clients, nil)
		}
	}
	return h
}

var (
	acquire = spec.Op{Kind: spec.SemAcquire}
	release = spec.Op{Kind: spec.SemRelease}
	wait    = spec.Op{Kind: spec.EventWait}

	cancelled = spec.Result{Status: spec.Cancelled}
)

// inverted is a history in which c3 came after c2 and was served before it.
func inverted() *History {
	return history(Semaphore, Setup{Size: 1},
		Call{Client: 0, Op: acquire, Begin: 1, End: 2},
		Call{Client: 1, Op: acquire, Begin: 3, Park: 4, Cancel: 11, End: 12, Result: cancelled, Probed: true},
		Call{Client: 2, Op: acquire, Begin: 5, Park: 6, End: 9},
		Call{Client: 0, Op: release, Begin: 7, End: 8},
	)
}

func TestJudge(t *testing.T) {
	tests := []struct {
		name   string
		h      *History
		change func(h *History)
		want   Verdict
	}{
		{"passed over", inverted(), nil, LostWakeup},
		{"passed over, and served at last", inverted(), func(h *History) {
			h.Calls[1].Result, h.Calls[1].End = spec.Result{}, 20
			h.Calls = append(h.Calls, Call{ID: 5, Client: 2, Op: release, Begin: 13, End: 14})
		}, Illegal},
		{"without stamps anything may have come first", inverted(), func(h *History) {
			h.Stamps = Black
			for i := range h.Calls {
				h.Calls[i].Park = 0
			}
		}, Linearizable},
		{"the first was cancelled before the release", inverted(), func(h *History) {
			h.Calls[1].Cancel = 5 // and may have left then
		}, Linearizable},
		{"its deadline may have passed before the release", inverted(), func(h *History) {
			h.Calls[1].Cancel, h.Calls[1].Timed = 0, true
		}, Linearizable},
		{"not stamped, cancelled: nothing has happened", inverted(), func(h *History) { h.Calls[1].Park = 0 }, Linearizable},
		{"cancelled for no reason", inverted(), func(h *History) { h.Calls[1].Cancel = 0 }, Illegal},
		{"cancelled before the context ended", inverted(), func(h *History) { h.Calls[1].Cancel = 13 }, Illegal},
		{"taken although the context had ended", inverted(), func(h *History) {
			h.Calls = h.Calls[:1]
			h.Calls[0].Cancel, h.Calls[0].Begin, h.Calls[0].End = 1, 2, 3
		}, Illegal},
		{"never returned", inverted(), func(h *History) { h.Calls[1].End = 0 }, Stuck},
		{"never returned, asleep for good reason", inverted(), func(h *History) {
			h.Calls[1].Park, h.Calls[2].Park = 6, 4
			h.Calls[1].Begin, h.Calls[2].Begin = 5, 3
			h.Calls[1].Result, h.Calls[1].Cancel, h.Calls[1].End = spec.Result{}, 0, 0
			h.Quiets = []Quiet{{At: 10, Asleep: []int{2}}}
		}, Linearizable},
		{"never returned, asleep for no reason", inverted(), func(h *History) {
			h.Calls[1].Result, h.Calls[1].Cancel, h.Calls[1].End = spec.Result{}, 0, 0
			h.Quiets = []Quiet{{At: 10, Asleep: []int{2}}}
		}, LostWakeup},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.change != nil {
				tt.change(tt.h)
			}
			if got := Judge(tt.h, time.Minute); got != tt.want {
				var b strings.Builder
				_ = tt.h.WriteText(&b)
				t.Errorf("%s, want %s\n%s%s", got, tt.want, b.String(), tt.h.reason())
			}
		})
	}
}

// TestPossible: the beginning of a history is possible if nothing in it is wrong yet, whatever the calls do that have not
// ended.
func TestPossible(t *testing.T) {
	begun := func() *History {
		return history(Semaphore, Setup{Size: 1},
			Call{Client: 0, Op: acquire, Begin: 1}, // may have it
			Call{Client: 1, Op: spec.Op{Kind: spec.SemTryAcquire}, Begin: 2, End: 3},
			Call{Client: 2, Op: acquire, Begin: 4, Park: 5}, // may have it by now
			Call{Client: 1, Op: release, Begin: 6, End: 7},
		)
	}
	if h := begun(); !possible(h) || Judge(h, time.Minute) != Stuck {
		t.Error("not possible")
	}
	h := begun()
	h.Quiets = []Quiet{{At: 8, Asleep: []int{1, 3}}}
	if possible(h) {
		t.Error("both are asleep beside a free permit?")
	}
	h.Quiets = []Quiet{{At: 5, Asleep: []int{1, 3}}}
	if possible(h) {
		t.Error("the first acquire was asleep, and yet there was no permit?")
	}
	h = begun()
	h.Calls[3] = Call{ID: 4, Client: 1, Op: spec.Op{Kind: spec.SemTryAcquire}, Begin: 8, End: 9, Result: spec.Bool(true)}
	h.Calls[0].End = 2
	h.Calls[1] = Call{ID: 2, Client: 0, Op: release, Begin: 6, End: 7}
	if possible(h) {
		t.Error("a permit that belongs to who waits was taken")
	}
	h.Calls[2].Cancel = 6
	if !possible(h) {
		t.Error("a permit was taken that nobody waits for any more")
	}
	h.Calls[2].Cancel = 10
	if possible(h) {
		t.Error("a permit was taken that nobody was to wait for some day")
	}
	h = begun()
	h.Calls[3].Result = spec.Failure(spec.MsgReleaseMismatch)
	if possible(h) {
		t.Error("a release that fails while a call waits?")
	}
}

// TestSomeStamps: without Exact, a call may have waited for a moment without being stamped, but then it came in time.
func TestSomeStamps(t *testing.T) {
	h := history(Semaphore, Setup{Size: 1},
		Call{Client: 0, Op: acquire, Begin: 1, End: 2},
		Call{Client: 1, Op: acquire, Begin: 3, End: 20}, // took its place before c3 and never parked
		Call{Client: 2, Op: acquire, Begin: 5, Park: 6, Cancel: 21, End: 22, Result: cancelled},
		Call{Client: 0, Op: release, Begin: 7, End: 8},
	)
	if v := Judge(h, time.Minute); v != LostWakeup {
		t.Errorf("exact: %s", v)
	}
	h.Stamps = Some
	if v := Judge(h, time.Minute); v != Linearizable {
		t.Errorf("some: %s", v)
	}
	h.Calls[1].Begin = 7 // came after c3
	h.Calls[3].Begin, h.Calls[3].End = 8, 9
	if v := Judge(h, time.Minute); v != LostWakeup {
		t.Errorf("barging: %s", v)
	}
}

// hard returns a history that takes longer to refute than anybody wants to wait: everything overlaps.
func hard() *History {
	var calls []Call
	for i := range 14 {
		calls = append(calls, Call{Client: i, Op: wait, Begin: int64(i + 1), End: int64(100 + i)},
			Call{Client: 14 + i, Op: spec.Op{Kind: spec.EventNotify}, Begin: int64(20 + i), End: int64(200 + i)})
	}
	calls = append(calls, Call{Client: 28, Op: wait, Begin: 50, End: 300}) // one wake-up too many
	h := history(AutoEvent, Setup{}, calls...)
	h.Stamps = Black
	return h
}

func TestUnknownIsAFailure(t *testing.T) {
	if v := Judge(hard(), 20*time.Millisecond); v != Unknown {
		t.Errorf("verdict %s of a history that is too hard", v)
	}
	r := Verify(t.Context(), target(Semaphore, Exact, ""), Config{Scenarios: 10, Timeout: 1})
	if r.Verdict != Unknown || r.Failure == nil || r.Failure.Verdict != Unknown {
		t.Fatalf("%+v", r)
	}
	has(t, r.Failure.Error(), ": unknown (seed", "replay")
}
