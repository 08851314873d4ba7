//go:build veritask_explore

package checked

import (
	"errors"
	"fmt"
	"slices"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/waitq"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// gate is the smallest owner of a line: tokens, each of which lets one waiter go, the first, or else the next one that
// comes. Opened, it lets all go.
//
//	   63    62  tokens   42 41    numbers    0
//	[ open |                 |                  ]
type gate struct {
	word atom.Uint64
	q    waitq.Queue

	// For checks.
	line   []*visitor
	tokens int       // given
	seen   atom.Bool // somebody has found it open
}

const (
	oneToken = 1 << waitq.NumberBits
	gateOpen = 1 << 63
)

// visitor is who waits at a gate.
type visitor struct {
	waitq.Waiter
	gate      *gate
	cell      *waitq.Cell
	cancelled atom.Bool
	first     bool // in line from the beginning
	late      bool // told to leave after somebody had found the gate open
	in, left  bool // the wait was granted, or cancelled
}

func newGate() *gate {
	g := &gate{}
	g.q.Init(g)
	return g
}

// visitor makes one. first: he gets in line at once.
func (g *gate) visitor(first bool) *visitor {
	v := &visitor{gate: g, first: first}
	v.ForGoroutine()
	g.line = append(g.line, v)
	if first {
		v.ask()
	}
	return v
}

// Enlist takes a token, or draws a number.
func (g *gate) Enlist() (uint64, bool) {
	for l := atom.NewLoop(); ; l.Again() {
		w := g.word.Load()
		switch {
		case w&gateOpen != 0:
			return 0, true
		case w >= oneToken:
			if g.word.CompareAndSwap(w, w-oneToken) {
				return 0, true
			}
		case g.word.CompareAndSwap(w, waitq.Draw(w)):
			return w, false
		}
	}
}

// Granted reports whether the gate has been opened.
func (g *gate) Granted() bool { return g.word.Load()&gateOpen != 0 }

// give lets one go.
func (g *gate) give() {
	g.tokens++
	for l := atom.NewLoop(); ; l.Again() {
		p := g.q.Settled()
		w := g.word.Load()
		if waitq.Same(p, w) {
			if g.word.CompareAndSwap(w, w+oneToken) {
				return
			}
		} else if g.q.Resume(p) {
			return
		}
	}
}

// open lets all go.
func (g *gate) open() {
	for l := atom.NewLoop(); ; l.Again() {
		w := g.word.Load()
		if w&gateOpen != 0 || g.word.CompareAndSwap(w, w|gateOpen) {
			g.q.ResumeAll(w)
			return
		}
	}
}

// ask gets in line.
func (v *visitor) ask() {
	v.cell, v.in = v.gate.q.Suspend(&v.Waiter)
}

// visit gets in line, unless that was done before, and waits.
func (v *visitor) visit() {
	if !v.first {
		v.ask()
	}
	if v.in {
		v.gate.seen.Store(v.gate.Granted())
		return
	}
	if v.cancelled.Load() { // pairs with cancel
		v.cell.Cancel()
	}
	v.Park()
	v.left = v.cell.Cancelled()
	v.in = !v.left
}

// cancel writes down that the visitor is to leave, then looks whether he waits.
func (v *visitor) cancel() {
	v.late = v.gate.seen.Load()
	v.cancelled.Store(true)
	v.Cancel()
}

// check looks at the terminal state. Of those who were in line from the beginning the order is known.
func (g *gate) check(*explore.Outcome) error {
	w := g.word.Load()
	open := w&gateOpen != 0
	in, waiting, waitsFirst := 0, false, false
	for i, v := range g.line {
		switch {
		case v.in && waitsFirst:
			return fmt.Errorf("visitor %d was let in before one who waits before him", i+1)
		case v.in:
			in++
		case v.left && (v.late || !v.cancelled.Load()):
			return fmt.Errorf("visitor %d has left, was told to: %v, too late: %v", i+1, v.cancelled.Load(), v.late)
		case v.left:
		case v.cancelled.Load() || open:
			return fmt.Errorf("visitor %d is asleep", i+1)
		default:
			waiting = true
			waitsFirst = waitsFirst || v.first
		}
		if (v.in || v.left) && v.At() != nil {
			return fmt.Errorf("visitor %d still names the place in which he has waited", i+1)
		}
	}
	free := int(w &^ gateOpen / oneToken)
	if free > 0 && waiting {
		return errors.New("somebody sleeps beside a token")
	}
	if !open && in+free != g.tokens {
		return fmt.Errorf("%d tokens were given, %d let somebody in, %d are left", g.tokens, in, free)
	}
	return nil
}

// empty: nobody is in line when the gate has been opened for all, and their calls are over.
func (g *gate) empty() error {
	if n := g.q.Waiting(); n > 0 {
		return fmt.Errorf("the gate is open, and %d stand in line", n)
	}
	return nil
}

// scene is who is at a gate, and what is done to them.
type scene struct {
	first, late int   // visitors in line from the beginning, and later ones
	gone        []int // visitors who have left their places in line
	cancel      []int // visitors who are told to leave, each by a thread of its own
	gives       []int // tokens, by threads
	opens       int   // threads that open the gate
	batch       int   // if not 0: two threads let go that many of those who are in line from the beginning
}

func (s scene) String() string {
	text := fmt.Sprintf("%d in line", s.first)
	if s.late > 0 {
		text += fmt.Sprintf(", %d come", s.late)
	}
	if s.gone != nil {
		text += fmt.Sprintf(", %v gone", s.gone)
	}
	if s.cancel != nil {
		text += fmt.Sprintf(", %v cancelled", s.cancel)
	}
	if s.gives != nil {
		text += fmt.Sprintf(", %v given", s.gives)
	}
	if s.opens > 0 {
		text += fmt.Sprintf(", opened by %d", s.opens)
	}
	if s.batch > 0 {
		text += fmt.Sprintf(", a batch of %d", s.batch)
	}
	return text
}

// program makes the scene a program.
func (s scene) program() explore.Program {
	return explore.Program{Name: s.String(), Setup: func(r *explore.Run) {
		g := newGate()
		r.Name("gate", g)
		for i := range s.first + s.late {
			r.Go(fmt.Sprintf("visitor%d", i+1), g.visitor(i < s.first).visit)
		}
		for _, i := range s.gone {
			g.line[i-1].cancel()
		}
		for _, i := range s.cancel {
			r.Go(fmt.Sprintf("cancel%d", i), g.line[i-1].cancel)
		}
		for i, n := range s.gives {
			r.Go(fmt.Sprintf("giver%d", i+1), func() {
				for range n {
					g.give()
				}
			})
		}
		for i := range s.opens {
			r.Go(fmt.Sprintf("opener%d", i+1), g.open)
		}
		if s.batch > 0 {
			g.letGo(r, s.batch)
		}
		r.Check(g.check)
		r.Invariant(g.q.Check)
		r.Watch(func() string { return inLine("gate", &g.q) })
		r.After(g.empty)
		r.AllEnd()
		r.Drain(g.open) // some may be asleep, as they should
	}}
}

// letGo has two threads carry out one batch.
func (g *gate) letGo(r *explore.Run, most int) {
	var b waitq.Batch
	g.q.InitBatch(&b)
	word := g.word.Load()
	counts := []uint64{0, 0}
	for i := range counts {
		r.Go(fmt.Sprintf("batch%d", i+1), func() { counts[i] = g.q.ResumeBatch(&b, uint64(most), word) })
	}
	r.Check(func(*explore.Outcome) error {
		if counts[0] != counts[1] || counts[0] > uint64(most) {
			return fmt.Errorf("a batch of %d is said to have let %d go", most, counts)
		}
		g.tokens += int(counts[0])
		return nil
	})
}

// alone is a program of a cell on its own: a call that only one party can end, and that it may take back itself.
func alone(parks bool) explore.Program {
	return explore.Program{Name: fmt.Sprintf("a cell on its own, parks: %v", parks), Setup: func(r *explore.Run) {
		v := &visitor{}
		v.ForGoroutine()
		v.cell = waitq.NewCell(&v.Waiter)
		r.Name("waiter", v)
		won := []bool{false, false, false}
		back := false
		r.Go("waiter", func() {
			if !parks {
				won[0] = v.cell.Disarm()
			}
			if !won[0] {
				v.Park()
			}
			back = true
		})
		r.Go("resumer", func() { won[1] = v.cell.Resume() })
		r.Go("canceller", func() { won[2] = v.Cancel() })
		r.Check(func(*explore.Outcome) error {
			winners := len(slices.DeleteFunc(slices.Clone(won), func(w bool) bool { return !w }))
			if !back || winners != 1 || v.At() != nil || v.cell.Cancelled() == won[1] {
				return fmt.Errorf("back: %v, who says he did it: %v, cancelled: %v", back, won, v.cell.Cancelled())
			}
			return nil
		})
	}}
}

// lines are programs of the waiter queue with the smallest owner there is.
func lines() []lin.Unit {
	all := []explore.Program{alone(true), alone(false)}
	for _, s := range []scene{
		{first: 1, cancel: []int{1}, gives: []int{1}},
		{late: 1, cancel: []int{1}, gives: []int{1}},
		{late: 2, gives: []int{1, 1}},
		{late: 2, cancel: []int{1}, gives: []int{1}},
		{first: 1, late: 1, cancel: []int{1}, gives: []int{1}},
		{first: 2, cancel: []int{1}, gives: []int{1, 1}},
		{first: 3, cancel: []int{1, 2}, gives: []int{1}},
		{first: 3, late: 1, cancel: []int{1, 2}},
		{first: 4, cancel: []int{3, 4}, gives: []int{1}},
		{first: 5, cancel: []int{1, 3, 4}, gives: []int{1}},
		{first: 6, cancel: []int{3, 4, 5}},
		{first: 5, gone: []int{3}, cancel: []int{4}, gives: []int{3}}, // through a segment that dies
		{first: 5, gone: []int{1, 3}, cancel: []int{4}, batch: 2},
		{first: 7, gone: []int{3, 6}, cancel: []int{4, 5}},
		{first: 7, gone: []int{3, 5}, cancel: []int{4, 6}, gives: []int{1}},
		{first: 2, cancel: []int{1}, opens: 2},
		{late: 2, cancel: []int{1}, opens: 1},
		{first: 1, late: 1, gives: []int{1}, opens: 1},
		{first: 1, late: 1, cancel: []int{1}, opens: 1},
		{first: 1, late: 2, gives: []int{1}},
		{first: 4, gives: []int{1, 3}},
		{first: 2, cancel: []int{1}, batch: 1},
		{first: 3, cancel: []int{2}, batch: 2},
		{first: 3, gives: []int{1}, batch: 1},
	} {
		all = append(all, s.program())
	}
	return programs("waitq", all...)
}
