package explore_test

import (
	"fmt"
	"slices"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// litmus is a small program that every engine must explore alike.
type litmus struct {
	name    string
	setup   func(r *explore.Run, out func(any))
	traces  int      // 0: not known beforehand
	want    []string // outcomes; nil: not known beforehand
	choices int
	again   int  // classes that are run twice: what a step does is taken for what it may do, whatever is chosen
	spins   bool // it ends only because loops are cut
	blocks  bool // it may block for ever: not to be run natively
}

// token is a binary permit, as a parker has one. Once open, nobody waits any more.
type token struct {
	w    explore.Word
	set  bool
	open bool
}

func (k *token) give() {
	explore.Begin(&k.w, explore.Release)
	k.set = true
	explore.End(true, 0, 1)
}

func (k *token) clear() {
	explore.Begin(&k.w, explore.Store)
	k.set = false
	explore.End(true, 1, 0)
}

func (k *token) take() {
	explore.Await(&k.w, nil, explore.Acquire, func() bool { return k.set || k.open })
	k.set = false
	explore.End(true, 1, 0)
}

// takeOr takes the token, or gives up once stop is set.
func (k *token) takeOr(stop *token) bool {
	explore.Await(&k.w, &stop.w, explore.Acquire, func() bool { return k.set || k.open || stop.set })
	got := k.set
	k.set = false
	explore.End(got, 0, 0)
	return got
}

// wait waits until the token is there, and leaves it.
func (k *token) wait() {
	explore.Await(&k.w, nil, explore.Acquire, func() bool { return k.set || k.open })
	explore.End(false, 1, 1)
}

func each(r *explore.Run, threads ...func()) {
	for i, f := range threads {
		r.Go(names[i], f)
	}
}

var litmusTests = slices.Concat(classics, blockingTests, engineTests)

// classics are the tests of the literature on memory models, with what sequential consistency allows.
var classics = []litmus{
	{name: "3 additions to one word", traces: 6, want: []string{"6"}, setup: func(r *explore.Run, out func(any)) {
		var x shared.Int32
		each(r, func() { x.Add(1) }, func() { x.Add(2) }, func() { x.Add(3) })
		r.Check(func(*explore.Outcome) error { out(x.Load()); return nil })
	}},
	{name: "private words", traces: 1, want: []string{"[3 3 3]"}, setup: func(r *explore.Run, out func(any)) {
		var x [3]shared.Int64
		for i := range x {
			r.Go(names[i], func() {
				for range 3 {
					x[i].Add(1)
				}
			})
		}
		r.Check(func(*explore.Outcome) error { out([]int64{x[0].Load(), x[1].Load(), x[2].Load()}); return nil })
	}},
	{name: "SB", traces: 3, want: []string{"[0 1]", "[1 0]", "[1 1]"}, setup: func(r *explore.Run, out func(any)) {
		var x, y shared.Uint32
		var a, b uint32
		each(r, func() { x.Store(1); a = y.Load() }, func() { y.Store(1); b = x.Load() })
		r.Check(func(*explore.Outcome) error { out([]uint32{a, b}); return nil })
	}},
	{name: "MP", traces: 3, want: []string{"[0 0]", "[0 1]", "[1 1]"}, setup: func(r *explore.Run, out func(any)) {
		var x shared.Uint64
		var y shared.Bool
		var a, b uint64
		each(r, func() { x.Store(1); y.Store(true) }, func() {
			if y.Load() {
				a = 1
			}
			b = x.Load()
		})
		r.Check(func(*explore.Outcome) error { out([]uint64{a, b}); return nil })
	}},
	{name: "LB", traces: 3, want: []string{"[0 0]", "[0 1]", "[1 0]"}, setup: func(r *explore.Run, out func(any)) {
		var x, y shared.Int32
		var a, b int32
		each(r, func() { a = y.Load(); x.Store(1) }, func() { b = x.Load(); y.Store(1) })
		r.Check(func(*explore.Outcome) error { out([]int32{a, b}); return nil })
	}},
	{
		name: "IRIW", traces: 15, setup: func(r *explore.Run, out func(any)) {
			var x, y shared.Int32
			var a, b, c, d int32
			each(r, func() { x.Store(1) }, func() { y.Store(1) },
				func() { a = x.Load(); b = y.Load() }, func() { c = y.Load(); d = x.Load() })
			r.Check(func(*explore.Outcome) error { out([]int32{a, b, c, d}); return nil })
		},
		want: allBut("[1 0 1 0]"),
	},
	{
		name: "2+2W", setup: func(r *explore.Run, out func(any)) {
			var x, y shared.Int32
			each(r, func() { x.Store(1); y.Store(2) }, func() { y.Store(1); x.Store(2) })
			r.Check(func(*explore.Outcome) error { out([]int32{x.Load(), y.Load()}); return nil })
		},
		traces: 3, want: []string{"[1 2]", "[2 1]", "[2 2]"}, // 1 1 would need a cycle
	},
	{name: "CAS", setup: func(r *explore.Run, out func(any)) {
		var x shared.Int32
		var won [3]bool
		for i := range won {
			r.Go(names[i], func() {
				won[i] = x.CompareAndSwap(0, int32(i+1))
				x.Load()
			})
		}
		r.Check(func(*explore.Outcome) error { out(won); return nil })
	}, want: []string{"[false false true]", "[false true false]", "[true false false]"}},
}

// allBut returns the outcomes of four reads of 0 or 1 without one of them.
func allBut(forbidden string) []string {
	var all []string
	for i := range 16 {
		s := fmt.Sprint([]int{i >> 3, i >> 2 & 1, i >> 1 & 1, i & 1})
		if s != forbidden {
			all = append(all, s)
		}
	}
	return all
}
