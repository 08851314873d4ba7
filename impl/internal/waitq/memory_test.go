package waitq

import (
	"runtime"
	"testing"
	"weak"
)

// Calls that give up, without end, behind one that is stuck, and before and behind it: nothing is left of them.
func TestTimeoutsUseNoMemory(t *testing.T) {
	calls := 1_000_000
	if testing.Short() || raceEnabled {
		calls = 50_000
	}
	for _, stuck := range []int{0, 1, segmentCells - 1} {
		g := newGate()
		var line []place
		for range stuck {
			line = append(line, g.join(t))
		}
		w := newWaiter()
		before := liveBytes()
		for range calls {
			c, _ := g.q.Suspend(w)
			if !c.Cancel() {
				t.Fatal("not cancelled")
			}
			w.Park()
		}
		if n := g.segments(); n > 3 {
			t.Fatalf("%d segments are linked", n)
		}
		if after := liveBytes(); after > before+64<<10 {
			t.Fatalf("%d bytes are left of %d cancelled calls", after-before, calls)
		}
		g.check(t)
		for _, p := range line {
			g.give()
			p.is(t, "granted")
		}
		if g.give() {
			t.Fatal("a cancelled call was let go")
		}
		if s := g.q.Settled(); Same(s, 0) || !Same(s, g.word.Load()) {
			t.Fatalf("settled stays at %d", s)
		}
	}
}

// The same with live waiters all over: there are as many segments as they need, not as there were calls.
func TestLiveOnesAmongTimeouts(t *testing.T) {
	g := newGate()
	w := newWaiter()
	var line []place
	for i := range 2000 {
		if i%100 == 0 {
			line = append(line, g.join(t))
		}
		c, _ := g.q.Suspend(w)
		c.Cancel()
		w.Park()
	}
	if n := g.segments(); n > len(line)+2 {
		t.Fatalf("%d segments for %d waiters", n, len(line))
	}
	g.check(t)
	for _, p := range line {
		g.give()
		p.is(t, "granted")
	}
	g.check(t)
}

func liveBytes() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Waiters that were let go or cancelled are not kept by the queue, nor are its old segments by a waiter that waited
// once and lives on.
func TestNothingIsKept(t *testing.T) {
	g := newGate()
	idle := newWaiter()
	if c, _ := g.q.Suspend(idle); !g.give() || c.Cancelled() {
		t.Fatal("not let go")
	}
	idle.Park()
	first := weak.Make(g.q.ends.Load().head.p.Load())
	var waiters []weak.Pointer[Waiter]
	for i := range 3 * segmentCells {
		p := g.join(t)
		if i%2 == 0 {
			p.Cancel()
		} else {
			g.give()
		}
		p.Park()
		waiters = append(waiters, weak.Make(p.Waiter))
	}
	runtime.GC()
	runtime.GC()
	for i, w := range waiters {
		if w.Value() != nil {
			t.Errorf("waiter %d is kept", i)
		}
	}
	if first.Value() != nil {
		t.Error("the first segment is kept")
	}
	runtime.KeepAlive(idle)
	runtime.KeepAlive(g)
}

func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	g := newGate()
	w := newWaiter()
	perCall := testing.AllocsPerRun(100*segmentCells, func() {
		if _, granted := g.q.Suspend(w); granted {
			t.Fatal("let in at once")
		}
		g.give()
		w.Park()
	})
	if perCall > 1.0/segmentCells {
		t.Errorf("%v allocations for each wait, want 1 for %d", perCall, segmentCells)
	}
}

func BenchmarkSuspendResume(b *testing.B) {
	g := newGate()
	w := newWaiter()
	for b.Loop() {
		g.q.Suspend(w)
		g.give()
		w.Park()
	}
}

func BenchmarkSuspendCancel(b *testing.B) {
	g := newGate()
	w := newWaiter()
	for b.Loop() {
		c, _ := g.q.Suspend(w)
		c.Cancel()
		w.Park()
	}
}
