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
