package cells

import (
	"runtime"
	"testing"
	"weak"

	"github.com/veritask/veritask/impl/internal/waitq"
)

func liveBytes() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func calls() int {
	if testing.Short() || raceEnabled {
		return 20_000
	}
	return 500_000
}

// What a row without bound has held goes back when it is taken.
func TestDrainedRowGoesBack(t *testing.T) {
	q := newRow(Unbounded)
	before := liveBytes()
	for round := range 3 {
		for i := range calls() {
			q.Put(i, false)
		}
		during := liveBytes() - before
		if during < uint64(8*calls()) || segmentCells > 8 && during > uint64(24*calls()) { // 16, and a part of the segment
			t.Fatalf("round %d: %d values in %d bytes", round, calls(), during)
		}
		for i := range calls() {
			if v, _, o := q.Take(false); o != Done || v != i {
				t.Fatalf("took %d, %d, want %d", v, o, i)
			}
		}
		if after := liveBytes(); after > before+64<<10 {
			t.Fatalf("round %d: %d bytes are left of %d values", round, after-before, calls())
		}
		if n := q.segments(); n > 2 {
			t.Fatalf("%d segments are linked", n)
		}
		check(t, q)
	}
}

// Puts and takes that give up, without end, behind others that wait: nothing is left of them.
func TestTimeoutsUseNoMemory(t *testing.T) {
	begin := map[string]func(*Row[int], *waitq.Waiter) *call{
		"put":  func(q *Row[int], w *waitq.Waiter) *call { return beginPut(q, 1, w) },
		"take": beginTake,
	}
	for name, begin := range begin {
		for _, capacity := range []uint64{0, 1, segmentCells, Unbounded} {
			for _, stuck := range []int{0, 1, segmentCells - 1, segmentCells} {
				if name == "put" && capacity == Unbounded {
					continue // it never waits
				}
				q := newRow(capacity)
				for name == "put" && !q.IsFull() {
					q.Put(0, false)
				}
				var line []*call
				for range stuck {
					line = append(line, begin(q, newWaiter()))
				}
				w := newWaiter()
				before := liveBytes()
				for range calls() / 16 {
					c := begin(q, w)
					if !w.Cancel() {
						t.Fatal("not cancelled")
					}
					c.end()
				}
				if n := q.segments(); n > 5 {
					t.Fatalf("%s, capacity %d, %d stuck: %d segments are linked", name, capacity, stuck, n)
				}
				if after := liveBytes(); after > before+64<<10 {
					t.Fatalf("%s, capacity %d, %d stuck: %d bytes are left", name, capacity, stuck, after-before)
				}
				for range line {
					if name == "put" {
						q.Take(false)
					} else {
						q.Put(1, false)
					}
				}
				for _, c := range line {
					if c.end(); c.o != Done {
						t.Fatalf("%s: the outcome is %d", name, c.o)
					}
				}
				check(t, q)
			}
		}
	}
}

// What was taken is not kept, nor who has waited, nor what a cancelled put had brought; and old segments are not kept by
// a waiter that waited once and lives on.
func TestNothingIsKept(t *testing.T) {
	type large struct{ _ [100]byte }
	q := &Row[*large]{}
	q.Init(2)
	idle := newWaiter()
	_, ticket, _ := q.Take(false)
	_, ticket, o := q.TakeWait(ticket, idle)
	q.Put(&large{}, false)
	idle.Park()
	if _, end := q.TakeEnd(ticket, idle); o != Parked || end != Done {
		t.Fatal("not let go")
	}
	first := weak.Make(q.put.p.Load())
	var values []weak.Pointer[large]
	var waiters []weak.Pointer[waitq.Waiter]
	for i := range 3 * segmentCells {
		v := &large{}
		values = append(values, weak.Make(v))
		t, o := q.Put(v, false)
		if o == Done {
			continue
		}
		w := newWaiter()
		waiters = append(waiters, weak.Make(w))
		if t, o = q.PutWait(t, v, w); o != Parked {
			panic("no need to wait")
		}
		if i%2 == 0 {
			w.Cancel()
		} else {
			q.Take(false)
		}
		w.Park()
		q.PutEnd(t, w)
	}
	for q.Len() > 0 {
		q.Take(false)
	}
	runtime.GC()
	runtime.GC()
	for i, v := range values {
		if v.Value() != nil {
			t.Errorf("value %d is kept", i)
		}
	}
	kept := 0
	for _, w := range waiters {
		if w.Value() != nil {
			kept++
		}
	}
	if kept > 3*segmentCells {
		t.Errorf("%d waiters are kept", kept)
	}
	spare := func(s *segment[*large]) bool {
		for i := range q.spares.at {
			if q.spares.at[i].Load() == s {
				return true
			}
		}
		return false
	}
	if s := first.Value(); s != nil && !spare(s) {
		t.Error("the first segment is kept")
	}
	runtime.KeepAlive(idle)
	runtime.KeepAlive(q)
}

// In steady state the only allocations are the stands of those who wait, several at a time.
func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	w := newWaiter()
	for name, do := range map[string]func(q *Row[int]){
		"put and take": func(q *Row[int]) {
			q.Put(1, false)
			q.Take(false)
		},
		"a take that waits": func(q *Row[int]) {
			_, ticket, _ := q.Take(false)
			_, ticket, _ = q.TakeWait(ticket, w)
			q.Put(1, false)
			w.Park()
			q.TakeEnd(ticket, w)
		},
		"looks": func(q *Row[int]) {
			q.Ready()
			q.Peek()
			q.Len()
			q.IsFull()
			q.Put(1, true)
			q.Take(true)
		},
	} {
		for _, capacity := range []uint64{1, 100, Unbounded} {
			q := newRow(capacity)
			const calls = 100 * segmentCells
			most := 0.0
			if name == "a take that waits" {
				most = calls/standCells + 1
			}
			if got := testing.AllocsPerRun(3, func() {
				for range calls {
					do(q)
				}
			}); got > most {
				t.Errorf("%s, capacity %d: %v allocations for %d calls, want %v", name, capacity, got, calls, most)
			}
		}
	}
}

func BenchmarkPutTake(b *testing.B) {
	q := newRow(128)
	for b.Loop() {
		q.Put(1, false)
		q.Take(false)
	}
}

func BenchmarkTakeWaits(b *testing.B) {
	q, w := newRow(0), newWaiter()
	for b.Loop() {
		_, t, _ := q.Take(false)
		_, t, _ = q.TakeWait(t, w)
		q.Put(1, false)
		w.Park()
		q.TakeEnd(t, w)
	}
}

func BenchmarkPutCancel(b *testing.B) {
	q, w := newRow(0), newWaiter()
	for b.Loop() {
		c := beginPut(q, 1, w)
		w.Cancel()
		c.end()
	}
}
