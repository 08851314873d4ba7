package waitq

import "testing"

// hall is a few gates, and calls that wait before several of them.
type hall struct {
	*testing.T
	gates []*gate
}

func newHall(t *testing.T, n int) *hall {
	h := &hall{T: t}
	for range n {
		h.gates = append(h.gates, newGate())
	}
	return h
}

// enter has a fresh call get in line before all gates, in their order. all: they hand nothing over.
func (h *hall) enter(all bool) *Choice {
	h.Helper()
	lines := make([]Line, len(h.gates))
	for i, g := range h.gates {
		lines[i] = Line{&g.q, all}
	}
	ch := NewChoice(newWaiter(), lines)
	for i := range lines {
		if ch.Enter(i) {
			h.Fatal("let in at once")
		}
	}
	return ch
}

// wait is enter, and the call waits then.
func (h *hall) wait(all bool) *Choice {
	h.Helper()
	ch := h.enter(all)
	if !ch.Arm() {
		h.Fatal("void")
	}
	return ch
}

// won checks that the call was let go at that gate, -1 for cancelled, and unparked.
func (h *hall) won(ch *Choice, want int) {
	h.Helper()
	if got := ch.Won(); got != want || ch.Cancelled() != (want < 0) {
		h.Fatalf("won by %d, cancelled %v, want %d", got, ch.Cancelled(), want)
	}
	ch.caller.Get().Park() // blocks for ever if it was not unparked
	ch.Leave()
	h.check()
}

// waits checks that the call was not let go.
func (h *hall) waits(ch *Choice) {
	h.Helper()
	if ch.Won() >= 0 || ch.Cancelled() {
		h.Fatal("the call was let go")
	}
}

func (h *hall) check() {
	h.Helper()
	for _, g := range h.gates {
		g.check(h)
	}
}

// A choice stands in its place everywhere, and those behind it move up when it is gone.
func TestChoiceInLine(t *testing.T) {
	for where := range 3 {
		h := newHall(t, 3)
		var before, behind []place
		for _, g := range h.gates {
			before = append(before, g.join(t))
		}
		first, second := h.wait(false), h.wait(false)
		for _, g := range h.gates {
			behind = append(behind, g.join(t))
		}
		for i, g := range h.gates {
			if !g.give() {
				t.Fatal("nobody waits")
			}
			before[i].is(t, "granted")
		}
		h.waits(first)
		h.gates[where].give()
		h.won(first, where)
		h.waits(second)
		h.gates[(where+1)%3].give()
		h.won(second, (where+1)%3)
		for i, g := range h.gates {
			behind[i].is(t, "waiting")
			if !g.give() || g.give() || g.tokens() != 1 {
				t.Fatal("a token has gone, or is one too many")
			}
			behind[i].is(t, "granted")
		}
		h.check()
	}
}

// What comes to a choice that is over goes to the next in line, also before the choice has left.
func TestChoiceIsOver(t *testing.T) {
	h := newHall(t, 2)
	ch := h.wait(false)
	next := h.gates[1].join(t)
	h.gates[0].give()
	if !h.gates[1].give() {
		t.Fatal("nobody waits")
	}
	next.is(t, "granted")
	h.won(ch, 0)
}

// A choice is cancelled once, unless somebody has let it go before.
func TestChoiceCancelled(t *testing.T) {
	h := newHall(t, 2)
	ch := h.wait(false)
	if !ch.Cancel() || ch.Cancel() {
		t.Fatal("not cancelled, or twice")
	}
	h.won(ch, -1)
	ch = h.wait(true)
	h.gates[1].open.Store(true)
	if ch.Cancel() {
		t.Fatal("cancelled, though it was let go")
	}
	h.won(ch, 1)
}

// Who hands over lets those go first who have been let go by a step for all.
func TestChoiceStepForAllComesFirst(t *testing.T) {
	h := newHall(t, 2)
	ch := NewChoice(newWaiter(), []Line{{&h.gates[0].q, false}, {&h.gates[1].q, true}})
	if ch.Enter(0) || ch.Enter(1) || !ch.Arm() {
		t.Fatal("let in at once, or void")
	}
	h.gates[1].open.Store(true) // and has come to nobody yet
	if h.gates[0].give() || h.gates[0].tokens() != 1 {
		t.Fatal("the token was handed over")
	}
	h.won(ch, 1)
}

// An open choice is spoilt by a step for all, and by a batch, and nobody is let go.
func TestChoiceVoid(t *testing.T) {
	for _, batch := range []bool{false, true} {
		h := newHall(t, 2)
		ch := h.enter(!batch)
		g := h.gates[0]
		next := g.join(t)
		if batch {
			b := &Batch{}
			g.q.InitBatch(b)
			if n := g.q.ResumeBatch(b, 1, g.word.Load()); n != 1 {
				t.Fatalf("%d were let go", n)
			}
			g.q.settled.Store(g.word.Load() & NumberMask)
		} else {
			g.q.ResumeAll(g.word.Load())
		}
		next.is(t, "granted")
		if ch.Arm() {
			t.Fatal("a call waits that has no place")
		}
		ch.Leave()
		h.waits(ch)
		h.check()
	}
}

// Who hands over waits for a call that is on its way to other lines.
func TestChoiceOpenIsWaitedFor(t *testing.T) {
	for _, arm := range []bool{true, false} {
		h := newHall(t, 2)
		ch := h.enter(false)
		gave := make(chan bool)
		go func() { gave <- h.gates[0].give() }()
		if arm {
			if !ch.Arm() {
				t.Fatal("void")
			}
			if !<-gave {
				t.Fatal("the token was kept")
			}
			h.won(ch, 0)
			continue
		}
		ch.Leave()
		if <-gave {
			t.Fatal("the token was handed over")
		}
		h.check()
	}
}

// What is granted before the call is in its cell is the call's.
func TestChoiceGrantedBefore(t *testing.T) {
	h := newHall(t, 1)
	g := h.gates[0]
	ch := NewChoice(newWaiter(), []Line{{Queue: &g.q}})
	from := g.q.bothEnds().tail.p.Load()
	number, _ := g.Enlist()
	if !g.give() {
		t.Fatal("nobody waits")
	}
	if _, granted := g.q.bothEnds().suspend(&ch.branches.Get()[0].Waiter, number, from); !granted {
		t.Fatal("not granted")
	}
	ch.Leave()
	h.check()
}

// Calls without end that give up use no memory.
func TestChoiceMemory(t *testing.T) {
	h := newHall(t, 2)
	for range 20 * segmentCells {
		ch := h.wait(false)
		ch.Cancel()
		h.won(ch, -1)
	}
	for _, g := range h.gates {
		if n := g.segments(); n > 2 {
			t.Errorf("%d segments are left", n)
		}
	}
}
