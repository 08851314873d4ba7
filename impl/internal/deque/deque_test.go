package deque_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/deque"
)

// entry is owned by whoever took it; the deque, which hands it over, is hidden from the race detector.
type entry struct{ n atom.Owned[int] }

func newEntry(n int) *entry {
	e := &entry{}
	e.n.Set(n)
	return e
}

func newDeque() *deque.Deque[entry] {
	d := &deque.Deque[entry]{}
	d.Init()
	return d
}

func TestOwnerIsLIFO(t *testing.T) {
	d := newDeque()
	const n = 1000 // grows several times
	for i := range n {
		d.Push(newEntry(i))
	}
	if d.Len() != n {
		t.Errorf("Len = %d, want %d", d.Len(), n)
	}
	for i := n - 1; i >= 0; i-- {
		if e := d.Newest(); e == nil || e.n.Get() != i {
			t.Fatalf("Newest = %v, want %d", e, i)
		}
		if e := d.Pop(); e == nil || e.n.Get() != i {
			t.Fatalf("Pop = %v, want %d", e, i)
		}
	}
	if d.Pop() != nil || d.Steal() != nil || d.Len() != 0 {
		t.Error("an empty deque is not empty")
	}
}

func TestThievesAreFIFO(t *testing.T) {
	d := newDeque()
	for round := range 5 {
		for i := range 100 {
			d.Push(newEntry(i))
		}
		for i := range 100 {
			if e := d.Steal(); e == nil || e.n.Get() != i {
				t.Fatalf("round %d: Steal = %v, want %d", round, e, i)
			}
		}
		if d.Steal() != nil || d.Pop() != nil {
			t.Fatal("an empty deque is not empty")
		}
	}
}

// Trim drops the newest entries that are useless, no more than asked for, and never the oldest entry.
func TestTrim(t *testing.T) {
	from := func(n int) func(*entry) bool { return func(e *entry) bool { return e.n.Get() >= n } }
	tests := []struct {
		entries, useless, most int // those numbered useless and above are
		want                   int
	}{
		{entries: 0, want: 0, most: 10},
		{entries: 1, useless: 0, most: 10, want: 0},
		{entries: 2, useless: 0, most: 10, want: 1},
		{entries: 50, useless: 20, most: 100, want: 30},
		{entries: 50, useless: 20, most: 30, want: 30},
		{entries: 50, useless: 20, most: 7, want: 7},
		{entries: 50, useless: 50, most: 10, want: 0},
		{entries: 50, useless: 0, most: 100, want: 49},
		{entries: 50, useless: 0, most: 0, want: 0},
	}
	for _, tt := range tests {
		d := newDeque()
		for i := range tt.entries {
			d.Push(newEntry(i))
		}
		if got := d.Trim(from(tt.useless), tt.most); got != tt.want {
			t.Errorf("%+v: Trim = %d", tt, got)
		}
		for i := tt.entries - tt.want - 1; i >= 0; i-- {
			if e := d.Pop(); e == nil || e.n.Get() != i {
				t.Fatalf("%+v: then Pop = %v, want %d", tt, e, i)
			}
		}
		if d.Pop() != nil {
			t.Errorf("%+v: more is left than there was", tt)
		}
	}
}

// Sweep forgets entries that are gone and none that are there.
func TestSweep(t *testing.T) {
	d := newDeque()
	for i := range 50 {
		d.Push(newEntry(i))
	}
	for range 20 {
		d.Pop()
		d.Steal()
	}
	d.Sweep()
	for i := 20; i < 30; i++ {
		if e := d.Steal(); e == nil || e.n.Get() != i {
			t.Fatalf("after Sweep: Steal = %v, want %d", e, i)
		}
	}
	for i := range 20_000 {
		d.Push(newEntry(i))
	}
	for d.Pop() != nil {
	}
	d.Sweep() // gives a large ring back
	d.Push(newEntry(7))
	if e := d.Steal(); e == nil || e.n.Get() != 7 {
		t.Errorf("after giving the ring back: %v", e)
	}
}

// Every entry leaves exactly once, whoever takes it.
func TestConservation(t *testing.T) {
	const thieves = 3
	n := 300_000
	if testing.Short() {
		n = 30_000
	}
	d := newDeque()
	taken := make([]atomic.Int32, n)
	var left atomic.Int64
	left.Store(int64(n))
	take := func(e *entry) {
		if taken[e.n.Get()].Add(1) != 1 {
			t.Errorf("entry %d was taken twice", e.n.Get())
		}
		left.Add(-1)
	}
	var wg sync.WaitGroup
	for range thieves {
		wg.Go(func() {
			for left.Load() > 0 {
				if e := d.Steal(); e != nil {
					take(e)
				}
			}
		})
	}
	for i := range n {
		d.Push(newEntry(i))
		if i%3 == 0 {
			if e := d.Pop(); e != nil {
				take(e)
			}
		}
		if i%1000 == 0 {
			d.Sweep()
		}
	}
	for e := d.Pop(); e != nil; e = d.Pop() {
		take(e)
	}
	wg.Wait()
	if left.Load() != 0 {
		t.Errorf("%d entries are left", left.Load())
	}
}

// Owner and thieves meet at the last entry all the time; one of them gets it.
func TestLastEntry(t *testing.T) {
	n := 300_000
	if testing.Short() {
		n = 30_000
	}
	d := newDeque()
	taken := make([]atomic.Int32, n)
	take := func(e *entry) {
		if e != nil && taken[e.n.Get()].Add(1) != 1 {
			t.Errorf("entry %d was taken twice", e.n.Get())
		}
	}
	var over atomic.Bool
	var wg sync.WaitGroup
	wg.Go(func() {
		for !over.Load() {
			take(d.Steal())
		}
	})
	for i := range n {
		d.Push(newEntry(i))
		take(d.Pop())
	}
	over.Store(true)
	wg.Wait()
	take(d.Pop())
	for i := range taken {
		if taken[i].Load() != 1 {
			t.Fatalf("entry %d was taken %d times", i, taken[i].Load())
		}
	}
}

// The owner claims entries where they stand, as a join in place does, and trims what is dead, while thieves claim what
// they steal: each entry is claimed once, and none is lost, which is to say that a thief or the owner gets to it in the
// end.
func TestTrimAmongThieves(t *testing.T) {
	rounds := 20_000
	if testing.Short() {
		rounds = 2_000
	}
	const batch = 32
	d := newDeque()
	claimed := make([]atomic.Bool, rounds*batch)
	dead := func(e *entry) bool { return claimed[e.n.Get()].Load() }
	var claims atomic.Int64
	claim := func(e *entry) {
		if claimed[e.n.Get()].CompareAndSwap(false, true) {
			claims.Add(1)
		}
	}
	var over atomic.Bool
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for !over.Load() {
				if e := d.Steal(); e != nil {
					claim(e)
				}
			}
		})
	}
	trimmed := 0
	for r := range rounds {
		entries := make([]*entry, batch)
		for i := range entries {
			entries[i] = newEntry(r*batch + i)
			d.Push(entries[i])
		}
		for _, e := range entries[r%batch:] { // the others are left to thieves, and to the end
			claim(e)
		}
		trimmed += d.Trim(dead, batch)
	}
	for e := d.Pop(); e != nil; e = d.Pop() {
		claim(e)
	}
	over.Store(true)
	wg.Wait()
	if got := claims.Load(); got != int64(rounds*batch) {
		t.Errorf("%d of %d entries were claimed", got, rounds*batch)
	}
	if trimmed == 0 {
		t.Error("nothing was ever trimmed")
	}
}
