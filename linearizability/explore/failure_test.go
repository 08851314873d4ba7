package explore_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// counter adds without an atomic update: two threads can lose one.
type counter struct {
	total shared.Int64
	log   [2]struct{ seen shared.Int64 }
	last  shared.Pointer[counter]
}

func lossy(r *explore.Run) {
	c := &counter{}
	r.Name("c", c)
	for i := range 2 {
		r.Go(names[i], func() {
			explore.Notef("add %d", i+1)
			v := c.total.Load()
			c.log[i].seen.Store(v)
			c.total.Store(v + 1)
			c.last.Store(c)
		})
	}
	r.Go("C", func() { c.log[0].seen.Load() })
	r.Check(func(*explore.Outcome) error {
		if c.total.Load() != 2 {
			return errors.New("an addition is lost")
		}
		return nil
	})
}

// deadlocked has two threads that need each other's lock.
func deadlocked(r *explore.Run) {
	m, both := &[2]shared.Mutex{}, new(int)
	r.Name("m", m)
	for i := range 2 {
		r.Go(names[i], func() {
			m[i].Lock()
			m[1-i].Lock()
			*both++
			m[1-i].Unlock()
			m[i].Unlock()
		})
	}
}

// failing are programs with the way in which they fail, and what the report says.
var failing = []struct {
	name  string
	setup func(r *explore.Run)
	kind  explore.FailureKind
	says  []string
	o     explore.Options
}{
	{name: "lossy", setup: lossy, kind: explore.Checked, says: []string{
		"an addition is lost", "c.total: 0 -> 1", "c.log[0].seen", "(A is preempted)", "(B has ended)", "c.last: nil -> ptr 1",
	}},
	{name: "deadlock", setup: deadlocked, kind: explore.Stuck, says: []string{
		"A is blocked in acquire, B is blocked in acquire", "nothing drains", "A waits for m[1], B waits for m[0]",
	}},
	{name: "stuck in spite of Drain", setup: func(r *explore.Run) {
		deadlocked(r)
		r.Drain(func() {})
	}, kind: explore.Stuck, says: []string{"even after Drain"}},
	{name: "panic", setup: func(r *explore.Run) {
		var x shared.Int32
		each(r, func() { x.Store(1) }, func() {
			if x.Load() == 1 {
				panic("met 1")
			}
		})
	}, kind: explore.Panicked, says: []string{"B: met 1", "failure_test.go", "object 1"}},
	{name: "livelock", setup: func(r *explore.Run) {
		var x shared.Int32
		each(r, func() { x.Store(1) }, func() {
			for l := explore.NewLoop(); x.Load() != 2; l.Again() {
			}
		})
	}, kind: explore.Livelock, says: []string{"B spins for ever"}},
	{name: "two that spin", setup: func(r *explore.Run) {
		var x, y shared.Int32
		f := func(mine, other *shared.Int32) func() {
			return func() {
				for l := explore.NewLoop(); other.Load() == 0; l.Again() {
				}
				mine.Store(1)
			}
		}
		each(r, f(&x, &y), f(&y, &x))
	}, kind: explore.Livelock, says: []string{"spins for ever"}},
	{name: "endless", setup: func(r *explore.Run) {
		var x shared.Int32
		each(r, func() { x.Add(1) }, func() {
			for x.Add(1) > 0 {
			}
		})
	}, kind: explore.StepLimit, o: explore.Options{MaxSteps: 200}, says: []string{"suspected livelock"}},
	{name: "endless drain", setup: func(r *explore.Run) {
		var x shared.Int32
		r.Go("A", func() { x.Add(1) })
		r.Drain(func() {
			for l := explore.NewLoop(); x.Load() == 1; l.Again() {
			}
		})
	}, kind: explore.Stuck, o: explore.Options{MaxSteps: 200}, says: []string{"drain goes on for ever"}},
	{name: "panic in a stack", setup: func(r *explore.Run) {
		var x shared.Int32
		each(r, func() {
			s := explore.NewStack(func() { x.Add(1); panic("inner") })
			s.Resume()
		})
	}, kind: explore.Panicked, says: []string{"A: inner"}},
	{name: "choice", setup: func(r *explore.Run) {
		var x shared.Int32
		each(r, func() {
			x.Add(int32(explore.Choose(4)))
			x.Add(int32(explore.Choose(4)))
		})
		r.Check(func(*explore.Outcome) error {
			if x.Load() == 5 {
				return errors.New("five")
			}
			return nil
		})
	}, kind: explore.Checked, o: explore.Options{Choices: 2}, says: []string{"choose 2 of 0..3"}},
	{name: "left behind", setup: leaving, kind: explore.LeftBehind, says: []string{
		"B is still in line, A was the first", "line queue: A", "line  queue: B", "queue.names[0]", "load foreign: 7",
	}},
	{name: "invariant", setup: broken, kind: explore.Broken, says: []string{"invariant broken: when all was over: x is 2"}},
	{name: "daemon left behind", setup: abandoned, kind: explore.LeftBehind, says: []string{"B has not ended"}},
	{name: "names", setup: handed, kind: explore.Checked, says: []string{
		"worker 1", "worker 2", "load job 1.state: 0", "load job 2.state: 0", "worker 2 waits for gate",
	}},
	{name: "panic in a check", setup: func(r *explore.Run) {
		r.Check(func(*explore.Outcome) error { panic("unsound") })
	}, kind: explore.Panicked, says: []string{"check: unsound"}},
	{name: "too many threads", setup: func(r *explore.Run) {
		for i := range 17 {
			r.Go(fmt.Sprint(i), func() {})
		}
	}, kind: explore.Limit},
}

// TestFailures: each kind of failure is found, told, and found again by its replay string.
func TestFailures(t *testing.T) {
	for _, f := range failing {
		t.Run(f.name, func(t *testing.T) {
			p := explore.Program{Name: f.name, Setup: f.setup}
			for _, e := range []explore.Engine{explore.Exhaustive, explore.SleepSets, explore.Bounded(2), explore.Random} {
				o := f.o
				o.Engine = e
				r := explore.Explore(p, o)
				if r.Failure == nil || r.Failure.Kind != f.kind {
					t.Fatalf("engine %d: %v, want %v", e, r.Failure, f.kind)
				}
				text := r.Failure.Error()
				for _, s := range f.says {
					if !strings.Contains(text, s) {
						t.Errorf("engine %d: the report does not say %q:\n%s", e, s, text)
					}
				}
				if f.kind == explore.Limit {
					continue
				}
				if n := len(r.Failure.Replay); n == 0 || n > 40 {
					t.Errorf("engine %d: replay string of %d characters: %s", e, n, r.Failure.Replay)
				}
				o.Engine, o.Replay = explore.Replay, r.Failure.Replay
				again := explore.Explore(p, o).Failure
				if again == nil || withoutStacks(again.Error()) != withoutStacks(text) {
					t.Errorf("engine %d: replay says\n%v\ninstead of\n%s", e, again, text)
				}
			}
		})
	}
}

// withoutStacks leaves out the lines of stack traces, in which numbers differ.
func withoutStacks(s string) string {
	var kept []string
	for line := range strings.Lines(s) {
		if !strings.Contains(line, "0x") && !strings.HasPrefix(line, "goroutine") && !strings.Contains(line, "in goroutine") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// TestShrink: a random schedule of a long program is reduced to the one preemption that matters.
func TestShrink(t *testing.T) {
	p := explore.Program{Name: "long", Setup: func(r *explore.Run) {
		var x, y shared.Int32
		noise := func() {
			for range 10 {
				y.Add(1)
			}
		}
		each(r, func() { noise(); x.Store(x.Load() + 1) }, func() { x.Store(x.Load() + 1); noise() }, noise)
		r.Check(func(*explore.Outcome) error {
			if x.Load() == 1 {
				return errors.New("lost")
			}
			return nil
		})
	}}
	long := explore.Explore(p, explore.Options{Engine: explore.Random, NoShrink: true}).Failure
	short := explore.Explore(p, explore.Options{Engine: explore.Random}).Failure
	if long == nil || short == nil {
		t.Fatal("no failure")
	}
	if len(short.Replay) > 12 || len(short.Replay) >= len(long.Replay) {
		t.Errorf("shrunk from %s to %s", long.Replay, short.Replay)
	}
	if n := strings.Count(short.Trace.String(), "is preempted"); n != 1 {
		t.Errorf("%d preemptions are left in\n%v", n, short.Trace)
	}
}

// TestReplayThatDoesNotFit: a string that is damaged, or that belongs to another program, is refused with a reason.
func TestReplayThatDoesNotFit(t *testing.T) {
	p := explore.Program{Name: "lossy", Setup: lossy}
	good := explore.Explore(p, explore.Options{}).Failure.Replay
	one := explore.Program{Name: "one", Setup: func(r *explore.Run) { r.Go("A", func() {}) }}
	fixed := explore.Program{Name: "fixed", Setup: func(r *explore.Run) {
		c := &counter{}
		for i := range 3 {
			r.Go(names[i], func() { c.total.Add(1); c.total.Load(); c.total.Load() })
		}
	}}
	locked := explore.Program{Name: "locked", Setup: func(r *explore.Run) {
		var m shared.Mutex
		for i := range 2 {
			r.Go(names[i], func() {
				m.Lock()
				m.TryLock()
				m.TryLock()
				m.TryLock()
				m.Unlock()
			})
		}
	}}
	for _, c := range []struct {
		p      explore.Program
		replay string
		says   string
	}{
		{p, "", "ends too early"},
		{p, "AQ", "ends too early"},
		{p, good[:len(good)-1], ""},
		{p, good + "AAAA", "garbled"},
		{p, "!" + good, "not base64url"},
		{p, "B" + good[1:], "version"},
		{one, good, "ended before the schedule"},
		{fixed, good, "the run is another one"},
		{locked, good, "step 3: B should go on, but can not; A can"},
	} {
		f := explore.Explore(c.p, explore.Options{Engine: explore.Replay, Replay: c.replay}).Failure
		if f == nil || f.Kind != explore.Diverged || !strings.Contains(f.Text, c.says) {
			t.Errorf("%s of %q: %v, want %q", c.p.Name, c.replay, f, c.says)
		}
	}
	ok := explore.Explore(fixed, explore.Options{Engine: explore.Replay, Replay: "AQAAAIA"})
	if ok.Failure == nil || !strings.Contains(ok.Failure.Text, "it does not fail") {
		t.Errorf("a run that does not fail: %v", ok.Failure)
	}
}

// TestNondeterminism: a program whose runs differ by themselves is found out.
func TestNondeterminism(t *testing.T) {
	runs := 0
	for name, body := range map[string]func(x, y *shared.Int32){
		"another operation": func(x, _ *shared.Int32) {
			if runs%3 == 0 {
				x.Load()
			}
			x.Add(1)
		},
		"it does not end": func(x, _ *shared.Int32) {
			x.Add(1)
			if runs == 3 {
				x.Load()
			}
		},
		"another effect": func(x, _ *shared.Int32) { x.CompareAndSwap(int32(runs/4), 9) },
		"another object": func(x, y *shared.Int32) { []*shared.Int32{x, y}[runs/4%2].Add(1) },
	} {
		runs = 0
		setup := func(r *explore.Run) {
			runs++
			var x, y shared.Int32
			each(r, func() { y.Load(); body(&x, &y) }, func() { x.Load() })
		}
		f := fails(t, name, setup, explore.Options{}, explore.Nondeterminism)
		if !strings.Contains(f.Text, "differs") {
			t.Errorf("%s: %s", name, f.Text)
		}
	}
}

// fails explores a program that must fail in the given way.
func fails(t *testing.T, name string, setup func(*explore.Run), o explore.Options, kind explore.FailureKind) *explore.Failure {
	t.Helper()
	r := explore.Explore(explore.Program{Name: name, Setup: setup}, o)
	if r.Failure == nil {
		t.Fatalf("%s: no failure in %d runs", name, r.Schedules)
	}
	if r.Failure.Kind != kind {
		t.Fatalf("%s: %v, want %v", name, r.Failure, kind)
	}
	return r.Failure
}

// TestGoexit: a stack that is left by Goexit takes along who resumed it, and a thread that is left so has ended.
func TestGoexit(t *testing.T) {
	r := explore.Explore(explore.Program{Name: "goexit", Setup: func(r *explore.Run) {
		var x shared.Int32
		left, after := 0, false
		each(r, func() {
			defer func() { left++; x.Add(1) }()
			s := explore.NewStack(func() {
				defer func() { left++ }()
				x.Add(1)
				runtime.Goexit()
			})
			s.Resume()
			after = true
		}, func() { x.Add(1) })
		r.Check(func(o *explore.Outcome) error {
			if left != 2 || after || x.Load() != 3 || !o.Ended() {
				return fmt.Errorf("left %d, after %v, x %d", left, after, x.Load())
			}
			return nil
		})
	}}, explore.Options{})
	if r.Failure != nil || r.Interleavings() != 3 {
		t.Errorf("%d runs, %v", r.Interleavings(), r.Failure)
	}
}

// TestDaemons: threads that may wait or spin for ever do not keep a run from being judged.
func TestDaemons(t *testing.T) {
	r := explore.Explore(explore.Program{Name: "daemons", Setup: func(r *explore.Run) {
		var k token
		var x shared.Int32
		unwound := false
		r.Daemon("sleeper", func() {
			defer func() { unwound = true }()
			k.take()
			x.Add(10)
			k.take()
		})
		r.Daemon("spinner", func() {
			for l := explore.NewLoop(); ; l.Again() {
				if x.Load() < 0 {
					return
				}
			}
		})
		r.Go("A", func() { k.give(); x.Add(1) })
		r.Check(func(o *explore.Outcome) error {
			if x.Load() != 11 || unwound || !o.Ended() || !slices.Equal(o.Blocked(), []string{"sleeper"}) ||
				!slices.Equal(o.Cut(), []string{"spinner"}) || !slices.Equal(o.Finished(), []string{"A"}) {
				return fmt.Errorf("x %d, finished %v, blocked %v, cut %v", x.Load(), o.Finished(), o.Blocked(), o.Cut())
			}
			return nil
		})
	}}, explore.Options{})
	if r.Failure != nil || !r.Complete || r.Interleavings() == 0 || r.Cut == 0 {
		t.Errorf("%+v", r)
	}
}

// TestSelf: the identity of a stack does not depend on what other threads do.
func TestSelf(t *testing.T) {
	seen := map[string]bool{}
	r := explore.Explore(explore.Program{Name: "self", Setup: func(r *explore.Run) {
		var x shared.Int32
		var ids [4]uintptr
		if explore.Self() != 0 {
			t.Error("Self outside of threads")
		}
		for i := range 2 {
			r.Go(names[i], func() {
				x.Add(1)
				ids[2*i] = explore.Self()
				s := explore.NewStack(func() { ids[2*i+1] = explore.Self() })
				for range 2 {
					if s.Resume() {
						t.Error("a stack that has ended goes on")
					}
				}
			})
		}
		r.Check(func(*explore.Outcome) error { seen[fmt.Sprint(ids)] = true; return nil })
	}}, explore.Options{})
	if r.Failure != nil || len(seen) != 1 {
		t.Errorf("%v %v", r.Failure, seen)
	}
}

// TestManyThreads: the last thread allowed is as good as the first, and Drain has one of its own.
func TestManyThreads(t *testing.T) {
	r := explore.Explore(explore.Program{Name: "many", Setup: func(r *explore.Run) {
		var k token
		var x shared.Int32
		for i := range 13 {
			r.Go(fmt.Sprint(i), func() { new(shared.Int32).Add(1) })
		}
		r.Go("x", func() { x.Add(1) })
		r.Go("y", func() { x.Add(2) })
		r.Go("k", k.take)
		r.Drain(k.give)
	}}, explore.Options{})
	if r.Failure != nil || r.Interleavings() != 2 {
		t.Errorf("%d runs, %v", r.Interleavings(), r.Failure)
	}
}
