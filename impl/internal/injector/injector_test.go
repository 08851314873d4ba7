package injector_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/injector"
)

type entry struct{ producer, n int }

// box holds an entry, owned by whoever took it; the queue, which hands it over, is hidden from the race detector.
type box = atom.Owned[entry]

func boxed(producer, n int) *box {
	b := &box{}
	b.Set(entry{producer, n})
	return b
}

// pop returns the next entry, nil if there is none.
func pop(q *injector.Queue[box]) *entry {
	b := q.Pop()
	if b == nil {
		return nil
	}
	e := b.Get()
	return &e
}

func newQueue() *injector.Queue[box] {
	q := &injector.Queue[box]{}
	q.Init()
	return q
}

func TestFIFO(t *testing.T) {
	q := newQueue()
	if !q.Empty() || pop(q) != nil {
		t.Error("a new queue is not empty")
	}
	next := 0
	for i := range 1000 {
		q.Push(boxed(0, i))
		if i%3 == 2 {
			if e := pop(q); e == nil || e.n != next {
				t.Fatalf("Pop = %v, want %d", e, next)
			}
			next++
		}
	}
	for ; next < 1000; next++ {
		if q.Empty() {
			t.Fatalf("Empty with %d entries", 1000-next)
		}
		if e := pop(q); e == nil || e.n != next {
			t.Fatalf("Pop = %v, want %d", e, next)
		}
	}
	if !q.Empty() || pop(q) != nil {
		t.Error("a drained queue is not empty")
	}
}

// Every entry leaves exactly once, and those of one producer in order as seen by one consumer.
func TestConservation(t *testing.T) {
	const producers, consumers = 3, 3
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	q := newQueue()
	var taken [producers][]atomic.Int32
	for p := range producers {
		taken[p] = make([]atomic.Int32, n)
	}
	var left atomic.Int64
	left.Store(int64(producers * n))
	var wg sync.WaitGroup
	for p := range producers {
		wg.Go(func() {
			for i := range n {
				q.Push(boxed(p, i))
			}
		})
	}
	for range consumers {
		wg.Go(func() {
			last := [producers]int{-1, -1, -1}
			for left.Load() > 0 {
				e := pop(q)
				if e == nil {
					continue
				}
				if taken[e.producer][e.n].Add(1) != 1 {
					t.Errorf("entry %v was taken twice", *e)
				}
				if e.n <= last[e.producer] {
					t.Errorf("entry %v came after %d", *e, last[e.producer])
				}
				last[e.producer] = e.n
				left.Add(-1)
			}
		})
	}
	wg.Wait()
	if !q.Empty() {
		t.Error("something is left")
	}
}

// A Pop that finds nothing says so only if nothing was there: with one consumer and one producer that waits for each
// entry to be taken, the second look finds it.
func TestPushIsSeen(t *testing.T) {
	q := newQueue()
	for i := range 10_000 {
		q.Push(boxed(0, i))
		if e := pop(q); e == nil || e.n != i {
			t.Fatalf("Pop after Push = %v, want %d", e, i)
		}
		if pop(q) != nil {
			t.Fatal("Pop of an empty queue")
		}
	}
}
