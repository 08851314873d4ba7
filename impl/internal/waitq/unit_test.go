package waitq

import (
	"testing"
)

func TestFirstComeFirstServed(t *testing.T) {
	g := newGate()
	const n = 5*segmentCells + 1
	var line []place
	for range n {
		line = append(line, g.join(t))
	}
	for i, p := range line {
		if !g.give() {
			t.Fatal("nobody waits")
		}
		p.is(t, "granted")
		for _, q := range line[i+1:] {
			q.is(t, "waiting")
		}
		g.check(t)
	}
	if g.give() || g.tokens() != 1 {
		t.Fatal("a token without a waiter is not kept")
	}
	if _, granted := g.q.Suspend(newWaiter()); !granted || g.tokens() != 0 {
		t.Fatal("a kept token is not handed out")
	}
	g.check(t)
}

func TestCancelledAreSkipped(t *testing.T) {
	for mask := range 1 << 6 {
		g := newGate()
		var line []place
		for range 6 {
			line = append(line, g.join(t))
		}
		for i, p := range line {
			if mask>>i&1 != 0 && !p.c.Cancel() {
				t.Fatal("not cancelled")
			}
		}
		g.check(t)
		for i, p := range line {
			if mask>>i&1 != 0 {
				p.is(t, "cancelled")
				continue
			}
			g.give()
			p.is(t, "granted")
		}
		if g.give() {
			t.Fatal("more waiters than there were")
		}
		g.check(t)
	}
}

// A number is drawn, and its waiter let go, before that is in its cell.
func TestGrantedBeforeInCell(t *testing.T) {
	g := newGate()
	e := g.q.bothEnds()
	from := e.tail.p.Load()
	n1, _ := g.Enlist()
	n2, _ := g.Enlist()
	if !g.give() {
		t.Fatal("nobody waits, though a number is drawn")
	}
	w2 := newWaiter()
	c2, granted := e.suspend(w2, n2, from)
	if granted {
		t.Fatal("what was given to number 1 was taken by number 2, which came first")
	}
	w1 := newWaiter()
	if _, granted := e.suspend(w1, n1, from); !granted {
		t.Fatal("number 1 finds nothing in its cell")
	}
	if w1.At() != nil {
		t.Fatal("a waiter that need not wait names a place")
	}
	place{w2, c2}.is(t, "waiting")
	g.give()
	place{w2, c2}.is(t, "granted")
	g.check(t)
}

// Whoever is slow between drawing a number and its cell finds the way, however far head and tail have moved.
func TestSlowToCell(t *testing.T) {
	g := newGate()
	e := g.q.bothEnds()
	from := e.tail.p.Load()
	slow, _ := g.Enlist()
	var line []place
	for range 4 * segmentCells {
		line = append(line, g.join(t))
	}
	for range line {
		g.give()
	}
	w := newWaiter()
	if _, granted := e.suspend(w, slow, from); !granted {
		t.Fatal("the first is not served")
	}
	last := line[len(line)-1]
	last.is(t, "waiting")
	last.Cancel()
	g.check(t)
}

func TestCancelOnce(t *testing.T) {
	g := newGate()
	p := g.join(t)
	if !p.Cancel() {
		t.Fatal("not cancelled")
	}
	if p.Cancel() || p.c.Cancel() || p.c.Resume() {
		t.Fatal("settled twice")
	}
	p.is(t, "cancelled")
	if g.give() {
		t.Fatal("a cancelled waiter was let go")
	}
}

func TestCancelAfterGrant(t *testing.T) {
	g := newGate()
	p := g.join(t)
	g.give()
	if p.Cancel() || p.c.Cancel() {
		t.Fatal("what was let go is cancelled")
	}
	p.is(t, "granted")
}

// Cells are not used again, so a canceller that comes late does not hit the waiter's next call.
func TestCancelComesLate(t *testing.T) {
	g := newGate()
	p := g.join(t)
	g.give()
	p.is(t, "granted")
	c, _ := g.q.Suspend(p.Waiter)
	if p.c.Cancel() {
		t.Fatal("a settled cell is cancelled")
	}
	place{p.Waiter, c}.is(t, "waiting")
	if !p.Cancel() {
		t.Fatal("the second call is not cancelled")
	}
	place{p.Waiter, c}.is(t, "cancelled")
}

func TestCancelWithoutWaiting(t *testing.T) {
	if newWaiter().Cancel() {
		t.Fatal("cancelled, but never waited")
	}
	c := &Cell{}
	if c.Cancel() {
		t.Fatal("an empty cell is cancelled")
	}
}

// While an owner lets everybody go, who has not been told yet can no longer be cancelled, and is told by the canceller.
func TestCancelWhileAllAreLetGo(t *testing.T) {
	g := newGate()
	line := []place{g.join(t), g.join(t), g.join(t)}
	g.open.Store(true)
	if line[1].Cancel() {
		t.Fatal("cancelled, but was let go")
	}
	line[1].is(t, "granted")
	line[0].is(t, "waiting")
	g.q.ResumeAll(g.word.Load())
	line[0].is(t, "granted")
	line[2].is(t, "granted")
	g.check(t)
}

// ResumeAll with an old word lets nobody go who came later.
func TestResumeAllStopsAtWord(t *testing.T) {
	g := newGate()
	first := g.join(t)
	old := g.word.Load()
	second := g.join(t)
	g.q.ResumeAll(old)
	first.is(t, "granted")
	second.is(t, "waiting")
	g.give()
	second.is(t, "granted")
	third := g.join(t)
	g.q.ResumeAll(old)
	third.is(t, "waiting")
	third.Cancel()
}

// Resume of a number that is settled fails and harms nobody, however old the number is.
func TestResumeOfSettled(t *testing.T) {
	g := newGate()
	old := g.q.Settled()
	for range 3 * segmentCells {
		p := g.join(t)
		g.give()
		p.is(t, "granted")
	}
	p := g.join(t)
	if g.q.Resume(old) {
		t.Fatal("settled twice")
	}
	p.is(t, "waiting")
	p.Cancel()
	g.check(t)
}

func TestNumbersComeRound(t *testing.T) {
	for _, start := range []uint64{NumberMask - segmentCells - 1, 3<<NumberBits - 1} {
		g := newGateAt(start)
		var line []place
		for range 3 * segmentCells {
			line = append(line, g.join(t))
		}
		for i, p := range line {
			if i%3 == 0 {
				p.Cancel()
				p.is(t, "cancelled")
			}
		}
		for i, p := range line {
			if i%3 != 0 {
				g.give()
				p.is(t, "granted")
			}
		}
		for range 2 * segmentCells { // some let go one by one, the rest all together, across the end of the numbers
			g.join(t)
		}
		g.q.ResumeAll(g.word.Load())
		if g.give() {
			t.Fatal("somebody is left")
		}
		g.check(t)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		p, n uint64
		want int64
	}{
		{0, 0, 0},
		{5, 7, 2},
		{7, 5, -2},
		{NumberMask, 0, 1},
		{0, NumberMask, -1},
		{1<<NumberBits + 3, 5 | 7<<NumberBits, 2},
	} {
		if got := distance(c.p, c.n); got != c.want {
			t.Errorf("distance(%#x, %#x) = %d, want %d", c.p, c.n, got, c.want)
		}
		if Same(c.p, c.n) != (c.want == 0) {
			t.Errorf("Same(%#x, %#x) is wrong", c.p, c.n)
		}
	}
	const high = 9 << NumberBits
	if w := Draw(high | NumberMask); w != high {
		t.Errorf("Draw spills: %#x", w)
	}
}

func TestCellOnItsOwn(t *testing.T) {
	w := newWaiter()
	p := place{w, NewCell(w)}
	p.is(t, "waiting")
	if p.c.Owner() != nil {
		t.Fatal("a cell on its own has an owner")
	}
	if !p.c.Resume() || p.c.Resume() || p.c.Cancel() {
		t.Fatal("not settled exactly once")
	}
	p.is(t, "granted")

	p = place{w, NewCell(w)}
	if !w.Cancel() || p.c.Resume() {
		t.Fatal("not settled exactly once")
	}
	p.is(t, "cancelled")

	p = place{w, NewCell(w)}
	if !p.c.Disarm() || p.c.Resume() || w.Cancel() {
		t.Fatal("a cell that was taken back is in use")
	}
	if p.c = NewCell(w); !p.c.Resume() || p.c.Disarm() {
		t.Fatal("a settled cell was taken back")
	}
	p.is(t, "granted")
}

func TestOwner(t *testing.T) {
	g := newGate()
	p := g.join(t)
	if p.At().Owner() != Owner(g) {
		t.Fatal("a cell does not know its owner")
	}
	p.Cancel()
}
