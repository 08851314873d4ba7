package shared_test

import (
	"testing"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// use calls everything once; the results are those of sync/atomic and sync.
func use(t *testing.T) {
	check := func(what string, ok bool) {
		if !ok {
			t.Errorf("%s, explored: %v", what, explore.Active())
		}
	}
	var i shared.Int32
	var j shared.Int64
	var u shared.Uint32
	var v shared.Uint64
	i.Store(-5)
	check("int32", i.Add(2) == -3 && i.Swap(7) == -3 && i.Load() == 7 && !i.CompareAndSwap(1, 2) && i.CompareAndSwap(7, 8))
	check("int64", j.Add(-1) == -1 && j.CompareAndSwap(-1, 1<<40) && j.Load() == 1<<40)
	check("uint32", u.Add(^uint32(0)) == ^uint32(0) && u.Swap(3) == ^uint32(0))
	check("uint64", v.CompareAndSwap(0, 1<<63) && v.Load() == 1<<63)
	var b shared.Bool
	check("bool", !b.Load() && !b.Swap(true) && b.Load() && b.CompareAndSwap(true, false) && !b.CompareAndSwap(true, false))
	b.Store(true)
	check("bool stored", b.Load())
	var p shared.Pointer[int]
	x, y := new(int), new(int)
	p.Store(x)
	check("pointer", p.Load() == x && p.Swap(y) == x && !p.CompareAndSwap(x, nil) && p.CompareAndSwap(y, nil) && p.Load() == nil)
	var m shared.Mutex
	m.Lock()
	check("mutex held", !m.TryLock())
	m.Unlock()
	check("mutex free", m.TryLock())
	m.Unlock()
}

func TestOutside(t *testing.T) { use(t) }

func TestInside(t *testing.T) {
	r := explore.Explore(explore.Program{Name: "shared", Setup: func(r *explore.Run) {
		use(t) // no steps
		r.Go("A", func() { use(t) })
	}}, explore.Options{})
	if r.Failure != nil || r.Schedules != 1 || r.Longest < 25 {
		t.Errorf("%d runs, the longest has %d steps: %v", r.Schedules, r.Longest, r.Failure)
	}
}

// An unlock too many is a panic that shows up as a failure.
func TestUnlock(t *testing.T) {
	r := explore.Explore(explore.Program{Name: "unlock", Setup: func(r *explore.Run) {
		var m shared.Mutex
		r.Go("A", m.Unlock)
	}}, explore.Options{})
	if r.Failure == nil || r.Failure.Kind != explore.Panicked {
		t.Errorf("%v", r.Failure)
	}
}
