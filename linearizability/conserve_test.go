package linearizability

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/veritask/veritask/spec"
)

var longCalls = flag.Int("longcalls", 0, "`calls` of each long run; 0: few")

// long returns a size of long runs.
func long(size int) Long {
	l := Long{Calls: *longCalls, Size: size}
	if l.Calls == 0 {
		l.Calls = 40_000
	}
	return l
}

func TestLongRuns(t *testing.T) {
	for _, size := range []int{0, 1, 16, Inf} {
		got, err := LongRun(t.Context(), target(Channel, Black, ""), long(size))
		if err != nil {
			t.Errorf("size %d: %v", size, err)
		}
		t.Logf("size %d: %d calls, run in %v, judged in %v", size, got.Calls, got.Run, got.Judge)
	}
}

func TestLongRunsFindBugs(t *testing.T) {
	for _, test := range []struct {
		bug  string
		size int
	}{
		{bugStack, 16},
		{bugDeadLetter, Inf},
		{bugSwallow, 1},
		{bugDrops, 16},
		{bugRests, 0},
		{bugGhost, 1},
	} {
		t.Run(test.bug, func(t *testing.T) {
			var err error
			for seed := uint64(1); err == nil && seed <= 20; seed++ {
				l := long(test.size)
				l.Seed = seed
				_, err = LongRun(t.Context(), target(Channel, Black, test.bug), l)
			}
			if err == nil {
				t.Fatal("nothing found")
			}
			t.Log(err)
		})
	}
}

// hand returns a ledger with these calls, in the order of their ticks: value, beginning and end.
func hand(capacity int, entries ...entry) *Ledger {
	l := NewLedger(capacity, 1, 10)
	for _, e := range entries {
		l.clock.add(max(0, int64(e.end)-l.clock.load()))
	}
	l.pages[0].entries = entries
	return l
}

func TestLedger(t *testing.T) {
	put := func(n, from, to uint32) entry { return entry{kind: spec.ChanPut, n: n, begin: from, end: to} }
	take := func(n, from, to uint32) entry { return entry{kind: spec.ChanTake, n: n, begin: from, end: to} }
	as := func(kind spec.Kind, how ending, from, to uint32) entry {
		return entry{kind: kind, how: how, begin: from, end: to}
	}
	gone := func(n, from, to uint32) entry {
		return entry{kind: spec.ChanPut, how: givenUp, n: n, begin: from, end: to}
	}
	for _, test := range []struct {
		name     string
		capacity int
		entries  []entry
		ok       bool
	}{
		{"put and taken", 1, []entry{put(1, 1, 2), take(1, 3, 4)}, true},
		{"taken and not put", 1, []entry{put(1, 1, 2), take(2, 3, 4)}, false},
		{"taken twice", 1, []entry{put(1, 1, 2), take(1, 3, 4), take(1, 5, 6)}, false},
		{"taken before it was put", 1, []entry{take(1, 1, 2), put(1, 3, 4)}, false},
		{"taken while it is put", 0, []entry{take(1, 1, 3), put(1, 2, 4)}, true},
		{"lost", 1, []entry{put(1, 1, 2)}, false},
		{"put failed, and taken", 1, []entry{gone(1, 1, 2), take(1, 3, 4)}, false},
		{"put failed", 1, []entry{gone(1, 1, 2)}, true},
		{"out of order", 2, []entry{put(1, 1, 2), put(2, 3, 4), take(2, 5, 6), take(1, 7, 8)}, false},
		{"put at the same time", 2, []entry{put(1, 1, 3), put(2, 2, 4), take(2, 5, 6), take(1, 7, 8)}, true},
		{"taken at the same time", 2, []entry{put(1, 1, 2), put(2, 3, 4), take(2, 5, 7), take(1, 6, 8)}, true},
		{"too many in it", 1, []entry{put(1, 1, 2), put(2, 3, 4), take(1, 5, 6), take(2, 7, 8)}, false},
		{"a value rests", 0, []entry{put(1, 1, 2), take(1, 3, 4)}, false},
		{"found nothing", 1, []entry{put(1, 1, 2), as(spec.ChanTryTake, didNot, 3, 4), take(1, 5, 6)}, false},
		{"found nothing before", 1, []entry{put(1, 1, 3), as(spec.ChanTryTake, didNot, 2, 4), take(1, 5, 6)}, true},
		{"found nothing between", 1, []entry{put(1, 1, 2), as(spec.ChanTryTake, didNot, 3, 8), take(1, 4, 5), put(2, 6, 7), take(2, 9, 10)}, true},
		{"found nothing, though one of two was always there", 2, []entry{put(1, 1, 2), as(spec.ChanTryTake, didNot, 3, 8), put(2, 4, 5), take(1, 6, 7), take(2, 9, 10)}, false},
		{"found no room", 1, []entry{as(spec.ChanTryPut, didNot, 1, 2)}, false},
		{"found no room, perhaps", 1, []entry{put(1, 1, 3), as(spec.ChanTryPut, didNot, 2, 4), take(1, 5, 6)}, true},
		{"closed", 1, []entry{put(1, 1, 2), as(spec.ChanClose, did, 3, 4), take(1, 5, 6), as(spec.ChanTake, closed, 7, 8)}, true},
		{"closed before", 1, []entry{as(spec.ChanTake, closed, 1, 2), as(spec.ChanClose, did, 3, 4)}, false},
		{"closed and not drained", 1, []entry{put(1, 1, 2), as(spec.ChanClose, did, 3, 4), as(spec.ChanTake, closed, 5, 6), take(1, 7, 8)}, false},
		{"put after close", 1, []entry{as(spec.ChanClose, did, 1, 2), put(1, 3, 4), take(1, 5, 6)}, false},
		{"fails for no reason", 1, []entry{as(spec.ChanTake, strange, 1, 2)}, false},
	} {
		if err := hand(test.capacity, test.entries...).Check(true); (err == nil) != test.ok {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// history returns the calls of a ledger as a history without stamps.
func (l *Ledger) history() *History {
	h := &History{Stamps: Black, Scenario: Scenario{Object: Channel, Setup: Setup{Size: l.capacity}}}
	for i, p := range l.pages {
		for _, e := range p.entries {
			c := Call{Client: i, Op: spec.Op{Kind: e.kind}, Begin: int64(e.begin), End: int64(e.end)}
			switch {
			case isPut(e.kind):
				c.Op.N = int(e.n)
			case e.how == did:
				c.Result.Value = int(e.n)
			}
			if e.kind == spec.ChanTryPut {
				c.Result = spec.Bool(e.how == did)
			}
			if e.how == closed {
				c.Result = spec.Failure(spec.MsgChannelClosed)
			}
			h.Calls = append(h.Calls, c)
		}
	}
	slices.SortFunc(h.Calls, func(a, b Call) int { return int(a.Begin - b.Begin) })
	for i := range h.Calls {
		h.Calls[i].ID = i + 1
	}
	return h
}

// TestLedgerAgreesWithTheJudge: on small histories without blocking of a channel without a bound, true ones and made up
// ones, the ledger says what the judge says. On those of other channels it finds nothing that the judge does not find.
func TestLedgerAgreesWithTheJudge(t *testing.T) {
	rounds := 20_000
	if testing.Short() {
		rounds = 3000
	}
	r := rand.New(rand.NewPCG(seed(t), 3))
	for _, size := range []int{1, 2, Inf} {
		counts := map[string]int{}
		for range rounds {
			l := invented(r, size)
			found := l.Check(false)
			verdict := Judge(l.history(), time.Minute)
			counts[fmt.Sprintf("%v %s", found == nil, verdict)]++
			legal := verdict == Linearizable
			if legal && found != nil || size == Inf && !legal && found == nil {
				t.Fatalf("size %d: %s, but the ledger says %v\n%s", size, verdict, found, drawn(t, l.history()))
			}
		}
		t.Logf("size %d: %v", size, counts)
	}
}

// invented returns a ledger of calls that somebody made up who knows how channels work, and lies now and then.
func invented(r *rand.Rand, size int) *Ledger {
	l := NewLedger(size, 3, 3)
	type mark struct{ page, call, at int }
	var points []mark
	for i, p := range l.pages {
		for range 1 + r.IntN(4) {
			kinds := []spec.Kind{spec.ChanPut, spec.ChanTryPut, spec.ChanTake, spec.ChanTryTake}
			e := entry{kind: kinds[r.IntN(len(kinds))]}
			if isPut(e.kind) && int(p.next) > (i+1)*l.each {
				e.kind = spec.ChanTryTake
			}
			if isPut(e.kind) {
				e.n = p.next
				p.next++
			}
			p.entries = append(p.entries, e)
		}
	}
	// Clients take turns to begin, take effect and end.
	next := make([]int, len(l.pages))
	stage := make([]int, len(l.pages))
	tick := uint32(0)
	for left := l.Calls(); left > 0; {
		i := r.IntN(len(l.pages))
		p := l.pages[i]
		if next[i] == len(p.entries) {
			continue
		}
		e := &p.entries[next[i]]
		switch stage[i] {
		case 0:
			tick++
			e.begin = tick
		case 1:
			points = append(points, mark{i, next[i], 0})
		case 2:
			tick++
			e.end = tick
			next[i]++
			left--
		}
		stage[i] = (stage[i] + 1) % 3
	}
	l.clock.add(int64(tick))
	var values []uint32
	for _, m := range points {
		values = effect(r, &l.pages[m.page].entries[m.call], values, size)
	}
	for _, p := range l.pages { // a take that would have to wait is none
		p.entries = slices.DeleteFunc(p.entries, func(e entry) bool {
			return (e.kind == spec.ChanTake || e.kind == spec.ChanPut) && e.how == didNot
		})
	}
	return l
}

// effect decides what a call did to the values in a channel.
func effect(r *rand.Rand, e *entry, values []uint32, size int) []uint32 {
	lie := r.IntN(12) == 0
	switch {
	case isPut(e.kind):
		if len(values) >= size != (lie && len(values) > 0) {
			e.how = didNot
			return values
		}
		return append(values, e.n)
	case len(values) == 0, lie && e.kind == spec.ChanTryTake && r.IntN(2) == 0:
		e.how = didNot
		return values
	case lie:
		i := r.IntN(len(values))
		e.n = values[i]
		if r.IntN(3) == 0 {
			return values
		}
		return slices.Delete(values, i, i+1)
	default:
		e.n = values[0]
		return values[1:]
	}
}
