package explore_test

import (
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// blockingTests wait for each other.
var blockingTests = []litmus{
	{name: "mutex", traces: 6, want: []string{"3"}, setup: func(r *explore.Run, out func(any)) {
		var m shared.Mutex
		n := 0
		f := func() {
			m.Lock()
			n++
			m.Unlock()
		}
		each(r, f, f, f)
		r.Check(func(*explore.Outcome) error { out(n); return nil })
	}},
	{name: "mutex and word", setup: func(r *explore.Run, out func(any)) {
		var m shared.Mutex
		var x shared.Int32
		var a, b int32
		each(r, func() { m.Lock(); x.Add(1); m.Unlock(); a = x.Load() },
			func() { b = x.Load(); m.Lock(); x.Store(5); m.Unlock() },
			func() { x.Add(10) })
		r.Check(func(*explore.Outcome) error { out([]int32{x.Load(), a, b}); return nil })
	}},
	{
		name: "two locks in two orders", blocks: true, setup: func(r *explore.Run, out func(any)) {
			m, n := token{set: true}, token{set: true}
			each(r, func() { m.take(); n.take(); n.give(); m.give() },
				func() { n.take(); m.take(); m.give(); n.give() })
			r.Check(func(o *explore.Outcome) error { out(o.Blocked()); return nil })
			r.Drain(func() { m.open, n.open = true, true })
		},
		want: []string{"[A B]", "[]"},
	},
	{name: "two takers of one token", blocks: true, setup: func(r *explore.Run, out func(any)) {
		var k token
		each(r, k.take, k.take, k.give)
		r.Check(func(o *explore.Outcome) error { out(o.Blocked()); return nil })
		r.Drain(func() { k.open = true })
	}, traces: 2, want: []string{"[A]", "[B]"}},
	{name: "two givers merge", blocks: true, setup: func(r *explore.Run, out func(any)) {
		var k token
		n := 0
		each(r, func() { k.take(); n++; k.take(); n++ }, k.give, k.give)
		r.Check(func(*explore.Outcome) error { out(n); return nil })
		r.Drain(func() { k.open = true })
	}, want: []string{"1", "2"}},
	{name: "token or stop", blocks: true, setup: func(r *explore.Run, out func(any)) {
		var k, stop token
		var a, b bool
		each(r, func() { a = k.takeOr(&stop) }, k.give, stop.give, func() { b = k.takeOr(&stop) })
		r.Check(func(*explore.Outcome) error { out([]bool{a, b}); return nil })
	}, want: []string{"[false false]", "[false true]", "[true false]"}},
	{name: "event that is reset", blocks: true, setup: func(r *explore.Run, out func(any)) {
		var k token
		each(r, k.give, k.clear, k.wait, k.wait)
		r.Check(func(o *explore.Outcome) error { out(o.Blocked()); return nil })
		r.Drain(func() { k.open = true })
	}, want: []string{"[C D]", "[C]", "[D]", "[]"}},
	{name: "lock and token", blocks: true, setup: func(r *explore.Run, out func(any)) {
		var m shared.Mutex
		var k token
		each(r, func() { m.Lock(); k.take(); m.Unlock() }, func() { m.Lock(); k.give(); m.Unlock() }, k.give)
		r.Check(func(o *explore.Outcome) error { out(o.Blocked()); return nil })
		r.Drain(func() { k.open = true })
	}, want: []string{"[]"}},
	{name: "lost wake-up", blocks: true, setup: func(r *explore.Run, out func(any)) {
		var x shared.Bool
		var sleeping shared.Bool
		var k token
		each(r, func() {
			if !x.Load() { // the sleeper looks before it announces itself
				sleeping.Store(true)
				k.take()
			}
		}, func() {
			x.Store(true)
			if sleeping.Load() {
				k.give()
			}
		})
		r.Check(func(o *explore.Outcome) error { out(o.Blocked()); return nil })
		r.Drain(func() { k.open = true })
	}, want: []string{"[A]", "[]"}},
	{name: "flag", spins: true, setup: func(r *explore.Run, out func(any)) {
		var flag shared.Bool
		var x shared.Int32
		var a, b int32
		wait := func(to *int32) func() {
			return func() {
				for l := explore.NewLoop(); !flag.Load(); l.Again() {
				}
				*to = x.Load()
			}
		}
		each(r, func() { x.Store(1); flag.Store(true); x.Store(2) }, wait(&a), wait(&b))
		r.Check(func(*explore.Outcome) error { out([]int32{a, b}); return nil })
	}, want: []string{"[1 1]", "[1 2]", "[2 1]", "[2 2]"}},
	{name: "loops in loops", spins: true, setup: func(r *explore.Run, out func(any)) {
		var tries, gate shared.Int32
		each(r, func() {
			for l := explore.NewLoop(); tries.Add(1) < 2; l.Again() { // writes, so it must not be cut
				for k := explore.NewLoop(); gate.Load() == 0; k.Again() {
				}
			}
		}, func() { gate.Store(1) })
		r.Check(func(*explore.Outcome) error { out(tries.Load()); return nil })
	}, traces: 1, want: []string{"2"}},
	{name: "ticket lock", spins: true, setup: func(r *explore.Run, out func(any)) {
		var next, now shared.Uint32
		var order []string
		f := func(name string) func() {
			return func() {
				my := next.Add(1) - 1
				for l := explore.NewLoop(); now.Load() != my; l.Again() {
				}
				order = append(order, name)
				now.Add(1)
			}
		}
		each(r, f("A"), f("B"), f("C"))
		r.Check(func(*explore.Outcome) error { out(order); return nil })
	}, traces: 6, want: []string{"[A B C]", "[A C B]", "[B A C]", "[B C A]", "[C A B]", "[C B A]"}},
}

// engineTests use what only this engine has.
var engineTests = []litmus{
	{name: "threads started by threads", setup: func(r *explore.Run, out func(any)) {
		var x shared.Int32
		var order shared.Int32
		r.Go("main", func() {
			explore.Go("child", false, func() { order.Store(x.Add(1)) })
			explore.Go("child2", false, func() { order.Store(x.Add(10)) })
			x.Add(100)
		})
		r.Go("other", func() { explore.Go("child3", false, func() { x.Add(1000) }) })
		r.Check(func(*explore.Outcome) error { out(x.Load()); return nil })
	}, blocks: true},
	{name: "choices", choices: 9, traces: 6, setup: func(r *explore.Run, out func(any)) {
		var x shared.Int32
		var y shared.Int32
		each(r, func() {
			if explore.Choose(2) == 0 {
				x.Add(1)
			} else {
				y.Add(1)
			}
		}, func() {
			x.Add(10 * int32(explore.Choose(2)))
		})
		r.Check(func(*explore.Outcome) error { out([]int32{x.Load(), y.Load()}); return nil })
	}, want: []string{"[0 1]", "[1 0]", "[10 1]", "[11 0]"}, blocks: true},
	{name: "one choice", choices: 1, setup: func(r *explore.Run, out func(any)) {
		var x shared.Int32
		f := func() {
			x.Load()
			x.Add(int32(explore.Choose(3)))
			x.Load()
		}
		each(r, f, f)
		r.Check(func(*explore.Outcome) error { out(x.Load()); return nil })
	}, want: []string{"0", "1", "2"}, blocks: true},
	{name: "chance ends a loop", choices: 1, spins: true, setup: func(r *explore.Run, out func(any)) {
		var x shared.Int32
		each(r, func() {
			for l := explore.NewLoop(); x.Load() < 2 && explore.Choose(2) == 0; l.Again() {
			}
		}, func() { x.Store(1) })
		r.Check(func(*explore.Outcome) error { out(x.Load()); return nil })
		r.Drain(func() { x.Store(2) })
	}, traces: 2, want: []string{"1"}, blocks: true},
	{name: "chance ends a call", choices: 1, traces: 6, again: 1, setup: func(r *explore.Run, out func(any)) {
		var x [2]shared.Int32
		var at [4]int64
		each(r, func() { // one step long or two
			r.Mark(explore.Begins, &at[0])
			x[0].Load()
			if explore.Choose(2) == 0 {
				r.Mark(explore.Ends, &at[1])
				x[0].Load()
				return
			}
			x[0].Load()
			r.Mark(explore.Ends, &at[1])
		}, func() {
			r.Mark(explore.Begins, &at[2])
			x[1].Load()
			x[1].Load()
			r.Mark(explore.Ends, &at[3])
		})
		r.Check(func(*explore.Outcome) error { out(order(at[:])); return nil })
	}, want: []string{"A<B", "B<A", "|"}, blocks: true},
	{name: "calls of one step", traces: 6, setup: func(r *explore.Run, out func(any)) {
		var x [3]shared.Int32
		var at [6]int64
		for i := range x {
			r.Go(names[i], func() {
				r.Mark(explore.Begins, &at[2*i])
				x[i].Add(1)
				r.Mark(explore.Ends, &at[2*i+1])
			})
		}
		r.Check(func(*explore.Outcome) error { out(order(at[:])); return nil })
	}, blocks: true},
	{name: "calls of two steps", traces: 3, setup: func(r *explore.Run, out func(any)) {
		var x [2]shared.Int32
		var at [4]int64
		for i := range x {
			r.Go(names[i], func() {
				r.Mark(explore.Begins, &at[2*i])
				x[i].Add(1)
				x[i].Add(1)
				r.Mark(explore.Ends, &at[2*i+1])
			})
		}
		r.Check(func(*explore.Outcome) error { out(order(at[:])); return nil })
	}, want: []string{"A<B", "B<A", "|"}, blocks: true},
	{name: "three calls, one without steps", setup: func(r *explore.Run, out func(any)) {
		var x shared.Int32
		var at [6]int64
		for i := range 3 {
			r.Go(names[i], func() {
				r.Mark(explore.Begins, &at[2*i])
				for range i {
					x.Load()
				}
				r.Mark(explore.Ends, &at[2*i+1])
			})
		}
		r.Check(func(*explore.Outcome) error { out(order(at[:])); return nil })
	}, blocks: true},
	{name: "stack resumed by another thread", setup: func(r *explore.Run, out func(any)) {
		var x shared.Int32
		var m shared.Mutex
		var s *explore.Stack
		n := 0
		s = explore.NewStack(func() {
			for range 3 {
				x.Add(1)
				s.Yield()
				n++
			}
		})
		f := func() {
			m.Lock()
			s.Resume()
			m.Unlock()
			x.Load()
		}
		each(r, f, f, func() { x.Add(10) })
		r.Check(func(*explore.Outcome) error { out([]int32{x.Load(), int32(n)}); return nil })
	}, want: []string{"[12 1]"}, blocks: true},
}

// order says which calls came before which, from their begins and ends.
func order(at []int64) string {
	s := ""
	for i := 0; i < len(at); i += 2 {
		for j := 0; j < len(at); j += 2 {
			if at[i+1] < at[j] {
				s += names[i/2] + "<" + names[j/2]
			}
		}
	}
	if s == "" {
		return "|"
	}
	return s
}
