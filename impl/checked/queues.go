//go:build veritask_explore

package checked

import (
	"github.com/veritask/veritask/impl/internal/deque"
	"github.com/veritask/veritask/impl/internal/injector"
)

// numberDeque is a run queue that holds numbers instead of tasks.
type numberDeque struct{ deque.Deque[int] }

func newDeque(size int) *numberDeque {
	d := &numberDeque{}
	d.Init()
	for i := range size {
		d.Push(i + 1)
	}
	return d
}

func (d *numberDeque) Push(n int) { d.Deque.Push(&n) }
func (d *numberDeque) Pop() int   { return number(d.Deque.Pop()) }
func (d *numberDeque) Steal() int { return number(d.Deque.Steal()) }

// numberQueue is an injector, or a sticky queue, that holds numbers instead of tasks.
type numberQueue struct{ injector.Queue[int] }

func newQueue(size int) *numberQueue {
	q := &numberQueue{}
	q.Init()
	for i := range size {
		q.Push(i + 1)
	}
	return q
}

func (q *numberQueue) Push(n int) { q.Queue.Push(&n) }
func (q *numberQueue) Pop() int   { return number(q.Queue.Pop()) }

// number is what an entry holds; 0: there is none.
func number(e *int) int {
	if e == nil {
		return 0
	}
	return *e
}
