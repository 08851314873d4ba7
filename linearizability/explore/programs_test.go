package explore_test

import (
	"fmt"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// outcomes collects what runs ended with.
type outcomes map[string]int

// node and stack are Treiber's stack. Nodes are never used again, so their links are plain.
type node struct {
	value int
	next  *node
}

type stack struct{ head shared.Pointer[node] }

func (s *stack) push(v int) {
	n := &node{value: v}
	for l := explore.NewLoop(); ; l.Again() {
		n.next = s.head.Load()
		if s.head.CompareAndSwap(n.next, n) {
			return
		}
	}
}

func (s *stack) pop() int {
	for l := explore.NewLoop(); ; l.Again() {
		n := s.head.Load()
		if n == nil {
			return -1
		}
		if s.head.CompareAndSwap(n, n.next) {
			return n.value
		}
	}
}

// treiber is threads that push as often as script says, then pop.
func treiber(threads, pushes int, out outcomes) explore.Program {
	return explore.Program{Name: "treiber", Setup: func(r *explore.Run) {
		s := &stack{}
		got := make([]int, threads)
		for i := range threads {
			r.Go(names[i], func() {
				for k := range pushes {
					s.push(i*pushes + k + 1)
				}
				got[i] = s.pop()
			})
		}
		r.Name("s", s)
		if out != nil {
			r.Check(func(*explore.Outcome) error {
				out[fmt.Sprint(got)]++
				return nil
			})
		}
	}}
}

var names = []string{"A", "B", "C", "D", "E", "F"}

// ring is Vyukov's bounded queue of many producers and consumers.
type ring struct {
	cells      []cell
	head, tail shared.Uint64
}

type cell struct {
	seq   shared.Uint64
	value int
}

func newRing(n int) *ring {
	q := &ring{cells: make([]cell, n)}
	for i := range q.cells {
		q.cells[i].seq.Store(uint64(i))
	}
	return q
}

func (q *ring) put(v int) bool {
	for {
		at := q.tail.Load()
		c := &q.cells[at%uint64(len(q.cells))]
		switch seq := c.seq.Load(); {
		case seq == at:
			if q.tail.CompareAndSwap(at, at+1) {
				c.value = v
				c.seq.Store(at + 1)
				return true
			}
		case seq < at:
			return false
		}
	}
}

func (q *ring) take() int {
	for {
		at := q.head.Load()
		c := &q.cells[at%uint64(len(q.cells))]
		switch seq := c.seq.Load(); {
		case seq == at+1:
			if q.head.CompareAndSwap(at, at+1) {
				v := c.value
				c.seq.Store(at + uint64(len(q.cells)))
				return v
			}
		case seq < at+1:
			return -1
		}
	}
}

func vyukov(producers, consumers, size int, out outcomes) explore.Program {
	return explore.Program{Name: "vyukov", Setup: func(r *explore.Run) {
		q := newRing(size)
		put := make([]bool, producers)
		got := make([]int, consumers)
		for i := range producers {
			r.Go(names[i], func() { put[i] = q.put(i + 1) })
		}
		for i := range consumers {
			r.Go(names[producers+i], func() { got[i] = q.take() })
		}
		r.Name("q", q)
		if out != nil {
			r.Check(func(*explore.Outcome) error {
				out[fmt.Sprint(put, got)]++
				return nil
			})
		}
	}}
}
