package model

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/veritask/veritask/spec"
)

var (
	meet     = Channel{}.Model()
	single   = Channel{Cap: 1}.Model()
	double   = Channel{Cap: 2}.Model()
	endless  = Channel{Cap: Inf}.Model()
	take     = spec.Op{Kind: spec.ChanTake}
	fetch    = spec.Op{Kind: spec.ChanFetch}
	look     = spec.Op{Kind: spec.ChanWait}
	trytake  = spec.Op{Kind: spec.ChanTryTake}
	isready  = spec.Op{Kind: spec.ChanIsReady}
	isfull   = spec.Op{Kind: spec.ChanIsFull}
	isopen   = spec.Op{Kind: spec.ChanIsOpen}
	length   = spec.Op{Kind: spec.ChanLen}
	isClosed = spec.Failure(spec.MsgChannelClosed)
)

func put(v int) spec.Op    { return spec.Op{Kind: spec.ChanPut, N: v} }
func tryput(v int) spec.Op { return spec.Op{Kind: spec.ChanTryPut, N: v} }
func closes(n int) spec.Op { return spec.Op{Kind: spec.ChanClose, N: n} }
func bound(n int) spec.Op  { return spec.Op{Kind: spec.ChanEndBound, N: n} }

// lost is a call of which nobody knows whether it waits, and that is cancelled; lostAt is when.
func lost(call int, o spec.Op) *Step { return ask(call, Any, o, spec.Result{Status: spec.Cancelled}) }

func lostAt(call int, o spec.Op) *Step {
	return &Step{Phase: Cancel, Mode: Any, Call: call, Op: o, Result: spec.Result{Status: spec.Cancelled}}
}

var channelRules = []rule{
	{"CH-01", meet, seq(parks(1, take), parks(2, take), now(3, put(7)), backWith(1, take, number(7)), quiet(2)), false},
	{"CH-01", single, seq(parks(1, take), parks(2, take), now(3, put(7)), backWith(2, take, number(7))), true},
	{"CH-01", single, seq(parks(1, take), now(2, put(7)), gives(3, length, number(1))), true},
	{"CH-01", endless, seq(parks(1, take), parks(2, put(7))), true},
	{"CH-02", double, seq(now(1, put(7)), now(2, put(8)), gives(3, length, number(2)), parks(4, put(9))), false},
	{"CH-02", double, seq(now(1, put(7)), parks(2, put(8))), true},
	{"CH-02", endless, seq(now(1, put(7)), now(2, put(8)), now(3, put(9)), gives(4, take, number(7)), gives(5, take, number(8))), false},
	{"CH-03", meet, seq(now(1, put(7))), true},
	{"CH-03", single, seq(now(1, put(7)), parks(2, put(8)), parks(3, put(9)), gives(4, take, number(7)), back(2, put(8)), quiet(3)), false},
	{"CH-03", single, seq(now(1, put(7)), parks(2, put(8)), parks(3, put(9)), gives(4, take, number(7)), back(3, put(9))), true},
	{"CH-04", double, seq(now(1, put(7)), now(2, put(8)), gives(3, take, number(8))), true},
	{"CH-04", double, seq(now(1, put(7)), parks(2, take)), true},
	{"CH-05", single, seq(now(1, put(7)), parks(2, put(8)), gives(3, take, number(7)), gives(4, length, number(1)), gives(5, take, number(8)), back(2, put(8))), false},
	{"CH-05", single, seq(now(1, put(7)), parks(2, put(8)), gives(3, take, number(7)), quiet(2)), true},
	{"CH-06", meet, seq(parks(1, put(7)), parks(2, put(8)), gives(3, take, number(7)), back(1, put(7)), gives(4, length, number(0)), quiet(2)), false},
	{"CH-06", meet, seq(parks(1, put(7)), parks(2, put(8)), gives(3, take, number(8))), true},
	{"CH-07", double, seq(gives(1, take, number(0))), true},
	{"CH-07", meet, seq(parks(1, take), parks(2, take), quiet(1, 2)), false},
	{"CH-08", single, seq(now(1, put(7)), parks(2, put(8)), gives(3, take, number(7)), gives(4, tryput(9), yes)), true},
	{"CH-08", meet, seq(parks(1, take), now(2, put(7)), gives(3, trytake, number(7))), true},
	{"CH-08", meet, seq(parks(1, take), now(2, put(7)), leaves(1, take)), true},
	{"CH-09", double, seq(now(1, closes(0)), gives(2, put(7), isClosed), gives(3, tryput(8), isClosed)), false},
	{"CH-09", endless, seq(now(1, closes(3)), now(2, put(7))), true},
	{"CH-09", double, seq(now(1, closes(0)), gives(2, tryput(7), no)), true},
	{"CH-09", meet, seq(now(1, closes(3)), gives(2, put(7), isClosed)), true},
	{"CH-10", double, seq(now(1, put(7)), now(2, closes(3)), gives(3, take, number(7)), gives(4, take, failed("e3")), gives(5, trytake, failed("e3"))), false},
	{"CH-10", double, seq(now(1, put(7)), now(2, closes(3)), gives(3, take, failed("e3"))), true},
	{"CH-10", double, seq(now(1, closes(3)), parks(2, take)), true},
	{"CH-11", single, seq(now(1, put(7)), parks(2, put(8)), now(3, closes(3)), now(4, closes(4)), backWith(2, put(8), failed("e3")), quiet()), false},
	{"CH-11", meet, seq(parks(1, take), parks(2, take), now(3, closes(0)), backWith(2, take, isClosed), backWith(1, take, isClosed), quiet()), false},
	{"CH-11", meet, seq(parks(1, take), now(2, closes(0)), quiet(1)), true},
	{"CH-11", single, seq(now(1, put(7)), parks(2, put(8)), now(3, closes(3)), back(2, put(8))), true},
	{"CH-11", single, seq(now(1, put(7)), parks(2, put(8)), now(3, closes(3)), gives(4, take, number(7)), gives(5, take, number(8))), true},
	{"CH-12", meet, seq(now(1, closes(3)), now(2, closes(4)), gives(3, put(7), failed("e4")), gives(4, take, failed("e4"))), false},
	{"CH-12", meet, seq(now(1, closes(3)), now(2, closes(4)), gives(3, put(7), failed("e3"))), true},
	{"CH-13", double, seq(now(1, put(7)), now(2, put(8)), gives(3, fetch, number(7)), gives(4, fetch, number(7)), gives(5, take, number(7)), gives(6, fetch, number(8))), false},
	{"CH-13", double, seq(parks(1, fetch), now(2, put(7)), gives(3, take, number(7)), quiet(1)), false},
	{"CH-13", double, seq(parks(1, fetch), now(2, put(7)), quiet(1)), true},
	{"CH-13", double, seq(parks(1, fetch), now(2, put(7)), now(3, put(8)), backWith(1, fetch, number(8))), true},
	{"CH-13", double, seq(now(1, put(7)), parks(2, fetch)), true},
	{"CH-13", double, seq(parks(1, fetch), parks(2, take), now(3, put(7)), backWith(1, fetch, number(7))), true},
	{"CH-13", double, seq(now(1, closes(3)), gives(2, fetch, failed("e3"))), false},
	{"CH-14", meet, seq(gives(1, fetch, failed(spec.MsgFetchUnbuffered)), now(2, closes(3)), gives(3, fetch, failed(spec.MsgFetchUnbuffered))), false},
	{"CH-14", meet, seq(parks(1, fetch)), true},
	{"CH-15", meet, seq(parks(1, look), parks(2, put(7)), back(1, look), now(3, look), gives(4, take, number(7)), parks(5, look)), false},
	{"CH-15", meet, seq(parks(1, take), now(2, look)), true},
	{"CH-15", meet, seq(parks(1, look), parks(2, put(7)), quiet(1, 2)), true},
	{"CH-15", meet, seq(parks(1, look), parks(2, take), now(3, put(7)), backWith(2, take, number(7)), quiet(1)), false},
	{"CH-15", double, seq(now(1, put(7)), now(2, closes(3)), now(3, look), gives(4, take, number(7)), gives(5, look, failed("e3"))), false},
	{"CH-15", double, seq(parks(1, look), now(2, closes(3)), quiet(1)), true},
	{"CH-16", meet, seq(gives(1, tryput(7), no), parks(2, take), gives(3, tryput(8), yes), backWith(2, take, number(8))), false},
	{"CH-16", single, seq(gives(1, tryput(7), yes), gives(2, tryput(8), no), gives(3, take, number(7)), gives(4, tryput(9), no)), true},
	{"CH-17", single, seq(gives(1, trytake, number(0)), now(2, put(7)), gives(3, trytake, number(7))), false},
	{"CH-17", meet, seq(parks(1, put(7)), gives(2, trytake, number(7)), back(1, put(7))), false},
	{"CH-17", meet, seq(parks(1, put(7)), gives(2, trytake, number(0))), true},
	{"CH-18", single, seq(gives(1, isready, no), now(2, put(7)), gives(3, isready, yes)), false},
	{"CH-18", meet, seq(parks(1, put(7)), gives(2, isready, yes), leaves(1, put(7)), gives(3, isready, no)), false},
	{"CH-18", meet, seq(parks(1, take), gives(2, isready, yes)), true},
	{"CH-18", meet, seq(parks(1, put(7)), now(2, closes(0)), gives(3, isready, yes)), true},
	{"CH-19", meet, seq(gives(1, isfull, yes), parks(2, take), gives(3, isfull, yes)), false},
	{"CH-19", double, seq(now(1, put(7)), gives(2, isfull, no), now(3, put(8)), gives(4, isfull, yes)), false},
	{"CH-19", endless, seq(now(1, put(7)), gives(2, isfull, yes)), true},
	{"CH-20", meet, seq(gives(1, isopen, yes), now(2, closes(0)), gives(3, isopen, no)), false},
	{"CH-20", double, seq(now(1, put(7)), now(2, closes(0)), gives(3, isopen, yes)), true},
	{"CH-21", single, seq(now(1, put(7)), parks(2, put(8)), gives(3, length, number(2))), true},
	{"CH-22", double, seq(now(1, bound(3)), gives(2, put(7), failed("e3")), now(3, bound(4)), gives(4, put(8), failed("e3"))), false},
	{"CH-22", double, seq(now(1, bound(0)), gives(2, take, isClosed), gives(3, isopen, no)), false},
	{"CH-22", double, seq(now(1, closes(0)), now(2, bound(4)), gives(3, take, failed("e4"))), true},
	{"WAIT-01", single, seq(now(1, put(7)), parks(2, put(8)), parks(3, put(9)), leaves(2, put(8)), gives(4, take, number(7)), gives(5, take, number(9)), back(3, put(9)), quiet()), false},
	{"WAIT-01", meet, seq(parks(1, take), leaves(1, take), parks(2, put(7)), leaves(2, put(7)), parks(3, take), quiet(3)), false},
	{"WAIT-01", double, seq(parks(1, fetch), now(2, put(7)), leaves(1, fetch), quiet()), false},
	{"WAIT-02", meet, seq(parks(1, put(7)), gives(2, take, number(7)), leaves(1, put(7))), true},
	{"WAIT-02", meet, seq(parks(1, take), now(2, closes(0)), leaves(1, take)), true},
	{"WAIT-03", meet, seq(parks(1, take), now(2, put(7)), quiet(1)), true},
	{"WAIT-03", meet, seq(parks(1, put(7)), parks(2, take)), true},
	{"WAIT-05", meet, seq(leaves(1, take)), true},

	// Nobody knows whether these have waited.
	{"", meet, seq(perhaps(1, take), perhaps(2, put(7)), backWith(1, take, number(7)), back(2, put(7)), quiet()), false},
	{"", single, seq(perhaps(1, fetch), now(2, put(7)), backWith(1, fetch, number(7)), gives(3, take, number(7)), quiet()), false},
	{"", single, seq(now(2, put(7)), perhaps(1, take), gives(3, isready, no), backWith(1, take, number(7)), quiet()), false},
	{"", single, seq(parks(1, take), now(2, put(7)), mayLeave(1, take), gives(3, isready, no)), false},
	{"", single, seq(parks(1, fetch), mayLeave(1, fetch), quiet()), false},
	{"", single, seq(mayLeave(1, put(7))), true},
	{"", single, seq(perhaps(1, wait)), true},

	// Cancelled, and nobody knows whether they had waited by then.
	{"", meet, seq(lost(1, put(7)), gives(2, isready, yes), lostAt(1, put(7)), gives(2, isready, no), quiet()), false},
	{"", single, seq(lost(1, put(7)), gives(2, isready, no), lostAt(1, put(7)), quiet()), false},
	{"", meet, seq(lost(1, put(7)), gives(2, take, number(7)), lostAt(1, put(7))), true},
	{"", meet, seq(lostAt(1, put(7))), true},
	{"", single, seq(lost(1, put(7)), quiet()), true},
}

func TestChannelRules(t *testing.T) {
	for i, r := range channelRules {
		if _, ok := spec.ClauseByID(r.clause); !ok && r.clause != "" {
			t.Errorf("no clause %s", r.clause)
		}
		state := r.model.Init
		for k, in := range r.steps {
			next, legal := r.model.Step(state, in)
			if want := !r.broken || k < len(r.steps)-1; legal != want {
				t.Errorf("%d, %s, %s: step %d, %v, is legal: %v, in state %v", i, r.clause, r.model.Name, k+1, in.Op, legal, state)
				break
			}
			if !legal && next != state {
				t.Errorf("%s: an illegal step has changed %v to %v", r.clause, state, next)
			}
			state = next
		}
	}
}

// TestChannelInvariants: whatever happens, at most one side waits, and only with reason; values leave in the order in
// which they came, and none is lost or made up.
func TestChannelInvariants(t *testing.T) {
	kinds := []spec.Kind{
		spec.ChanPut, spec.ChanTake, spec.ChanPut, spec.ChanTake, spec.ChanTryPut, spec.ChanTryTake, spec.ChanFetch, spec.ChanWait,
	}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 0))
		m := Channel{Cap: []int{0, 1, 2, Inf}[seed%4]}
		w := channelWalk{m: m}
		for call := 1; call <= 120; call++ {
			o := spec.Op{Kind: kinds[r.IntN(len(kinds))]}
			switch {
			case o.Kind == spec.ChanPut || o.Kind == spec.ChanTryPut:
				o.N = call
			case r.IntN(100) == 0:
				o = closes(r.IntN(3))
			}
			w.request(t, call, o)
			if r.IntN(4) == 0 {
				w.leave(r)
			}
			if err := w.state.wrong(m.Cap); err != "" {
				t.Fatalf("seed %d, capacity %d, after %v: %s: %v", seed, m.Cap, o, err, w.state)
			}
		}
		w.check(t)
	}
}

// channelWalk is a random walk through the states of a channel.
type channelWalk struct {
	m     Channel
	state ChannelState
	puts  []int // the values that were put, in their order, without those that were taken back
	takes []int
}

// request makes a call, with the first result of those that can be that is legal.
func (w *channelWalk) request(t *testing.T, call int, o spec.Op) {
	results := []spec.Result{done, yes, isClosed, failed("e1"), failed("e2"), failed(spec.MsgFetchUnbuffered)}
	for v := range call + 1 {
		results = append(results, number(v))
	}
	for _, r := range results {
		next, legal := w.m.Step(w.state, ask(call, Immediate, o, r))
		if !legal {
			continue
		}
		if _, waits := w.m.Step(w.state, ask(call, Suspended, o, r)); waits && o.Kind.Blocks() {
			t.Fatalf("%v may wait in %v", o, w.state)
		}
		switch {
		case r.Status != spec.OK:
		case o.Kind == spec.ChanPut, o.Kind == spec.ChanTryPut && r == yes:
			w.puts = append(w.puts, o.N)
		case (o.Kind == spec.ChanTake || o.Kind == spec.ChanTryTake) && r.Value != 0:
			w.takes = append(w.takes, r.Value)
		}
		w.granted(next)
		w.state = next
		return
	}
	next, legal := w.m.Step(w.state, ask(call, Suspended, o, done))
	if !legal || !o.Kind.Blocks() {
		t.Fatalf("%v can do nothing in %v", o, w.state)
	}
	if o.Kind == spec.ChanPut {
		w.puts = append(w.puts, o.N)
	}
	w.state = next
}

// granted notes what has been granted by a step.
func (w *channelWalk) granted(next ChannelState) {
	for i := range next.Granted.len() {
		call, n := next.Granted.at(i)
		if w.state.Granted.index(call) >= 0 {
			continue
		}
		if i := w.state.Putters.index(call); i >= 0 {
			if outcome(n).failed() {
				_, v := w.state.Putters.at(i)
				w.drop(v)
			}
		} else if !outcome(n).failed() {
			w.takes = append(w.takes, n)
		}
	}
}

func (w *channelWalk) drop(v int) {
	for i, p := range w.puts {
		if p == v {
			w.puts = append(w.puts[:i], w.puts[i+1:]...)
			return
		}
	}
}

// leave cancels somebody who waits, if there is anybody.
func (w *channelWalk) leave(r *rand.Rand) {
	asleep := w.state.asleep()
	if asleep == "" {
		return
	}
	call := asleep.At(r.IntN(asleep.Len()))
	if i := w.state.Putters.index(call); i >= 0 {
		_, v := w.state.Putters.at(i)
		w.drop(v)
	}
	w.state, _ = w.m.Step(w.state, &Step{Phase: Cancel, Call: call})
}

// check looks at what went in and came out.
func (w *channelWalk) check(t *testing.T) {
	t.Helper()
	left := w.puts[min(len(w.takes), len(w.puts)):]
	if fmt.Sprint(w.takes) != fmt.Sprint(w.puts[:len(w.puts)-len(left)]) {
		t.Errorf("put %v, taken %v", w.puts, w.takes)
	}
	if inside := w.state.Buffer.len() + w.state.Putters.len(); inside != len(left) {
		t.Errorf("%d values are left of %v", inside, left)
	}
}

// wrong says what is wrong with a state.
func (s ChannelState) wrong(capacity int) string {
	switch {
	case s.Buffer.len() > capacity:
		return "more than there is room for"
	case s.Takers != "" && (s.Buffer != "" || s.Putters != ""):
		return "somebody waits to take what is there"
	case s.Putters != "" && s.Buffer.len() < capacity:
		return "somebody waits to put, and there is room"
	case s.Closed && (s.Takers != "" || s.Putters != ""):
		return "somebody waits at a closed channel"
	default:
		return ""
	}
}

func TestChannelStatesAreReadable(t *testing.T) {
	state := single.Init
	for _, in := range seq(parks(1, look), now(2, put(7)), parks(3, put(8)), now(4, closes(3))) {
		state, _ = single.Step(state, in)
	}
	want := `[7], closed with "e3", waiting to see [#1], let go [#3 with "e3"]`
	if got := fmt.Sprint(state); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	state, _ = meet.Step(meet.Init, parks(1, put(7)))
	if got := fmt.Sprint(state); got != "[], waiting to put [#1 7]" {
		t.Error(got)
	}
	state, _ = meet.Step(meet.Init, parks(1, take))
	state, _ = meet.Step(state, parks(2, take))
	state, _ = meet.Step(state, now(3, put(7)))
	if got := fmt.Sprint(state); got != "[], waiting to take [#2], let go [#1 with 7]" {
		t.Error(got)
	}
}
