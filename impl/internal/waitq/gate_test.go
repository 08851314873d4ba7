package waitq

import (
	"fmt"
	"testing"

	"github.com/veritask/veritask/impl/internal/atom"
)

// gate is the smallest owner: tokens, each of which lets one waiter go, the first, or else the next one that comes.
//
//	 63    tokens    42 41    numbers    0
//	[                  |                  ]
type gate struct {
	word atom.Uint64
	open atom.Bool // lets everybody go
	q    Queue
}

const oneToken = 1 << NumberBits

func newGate() *gate {
	g := &gate{}
	g.q.Init(g)
	return g
}

// newGateAt returns a gate whose next number is n, as if n calls had waited before.
func newGateAt(n uint64) *gate {
	g := newGate()
	g.word.Store(n & NumberMask)
	g.q.settled.Store(n)
	return g
}

func (g *gate) Enlist() (uint64, bool) {
	for {
		w := g.word.Load()
		if w >= oneToken {
			if g.word.CompareAndSwap(w, w-oneToken) {
				return 0, true
			}
		} else if g.word.CompareAndSwap(w, Draw(w)) {
			return w, false
		}
	}
}

func (g *gate) Granted() bool { return g.open.Load() }

// give lets one go. It reports whether one was waiting.
func (g *gate) give() bool {
	for {
		p := g.q.Settled()
		w := g.word.Load()
		if Same(p, w) {
			if g.word.CompareAndSwap(w, w+oneToken) {
				return false
			}
		} else if g.q.Resume(p) {
			return true
		}
	}
}

func (g *gate) tokens() uint64 { return g.word.Load() >> NumberBits }

// place is a waiter in its cell.
type place struct {
	*Waiter
	c *Cell
}

// The race detector need not see the initialization; the engine orders it.
//
//go:norace
func newWaiter() *Waiter {
	w := &Waiter{}
	w.ForGoroutine()
	return w
}

// join gets a fresh waiter in line.
func (g *gate) join(t testing.TB) place {
	t.Helper()
	w := newWaiter()
	c, granted := g.q.Suspend(w)
	if granted {
		t.Fatal("let in at once")
	}
	return place{w, c}
}

// state names what became of the place.
func (p place) state() string {
	switch w := p.c.state.Load(); {
	case w == p.Waiter:
		return "waiting"
	case w == cancelled:
		return "cancelled"
	case w.final():
		return "granted"
	default:
		return fmt.Sprintf("neither: %p", w)
	}
}

// is checks what became of a place, and that its waiter was unparked exactly if it does not wait any more.
func (p place) is(t testing.TB, want string) {
	t.Helper()
	if got := p.state(); got != want {
		t.Fatalf("cell is %s, want %s", got, want)
	}
	if p.c.Cancelled() != (want == "cancelled") {
		t.Fatal("Cancelled is wrong")
	}
	if want == "waiting" {
		if p.At() != p.c {
			t.Fatal("the waiter does not say where it waits")
		}
		return
	}
	p.Park() // blocks for ever if it was not unparked
	if p.At() != nil {
		t.Fatal("the waiter still names its last place")
	}
}

// check looks at the structure of a queue at which nobody is at work.
func (g *gate) check(t testing.TB) {
	t.Helper()
	e := g.q.ends.Load()
	if e == nil {
		return
	}
	settled, drawn := g.q.settled.Load(), g.word.Load()
	if d := distance(settled, drawn); d < 0 {
		t.Fatalf("settled %d is beyond the next number %d", settled, drawn&NumberMask)
	}
	end := settled + uint64(distance(settled, drawn))
	if head := e.head.p.Load(); head.id.Get() > settled/segmentCells {
		t.Fatalf("head is at segment %d, settled at %d", head.id.Get(), settled)
	}
	if err := g.q.Check(); err != nil {
		t.Fatal(err)
	}
	for s := e.first(); s != nil; s = s.next.Load() {
		for i := range s.cells {
			n := s.id.Get()*segmentCells + uint64(i)
			switch w := s.cells[i].state.Load(); {
			case n < settled && !w.final():
				t.Fatalf("cell %d is not settled, but settled is %d", n, settled)
			case n >= end && w != nil:
				t.Fatalf("cell %d is in use, but %d is the next number", n, end)
			}
		}
	}
}

// segments counts what is linked.
func (g *gate) segments() (n int) {
	e := g.q.ends.Load()
	if e == nil {
		return 0
	}
	for s := e.head.p.Load(); s != nil; s = s.next.Load() {
		n++
	}
	return n
}
