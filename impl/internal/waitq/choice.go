package waitq

import (
	"strings"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/thread"
)

// Choice is the wait of one call in several lines, of which one lets it go. In each line stands a branch in its place:
//
//	semaphore  ... W  a  W          OPEN ──Arm──▶ ARMED ──claim──▶ WON by a, b or c      the caller is unparked
//	event      ... b  W               │             └────Cancel──▶ CANCELLED             the caller is unparked
//	task       ... W  W  c            └──claim, Leave──▶ VOID
//
// Branches get in line one after the other, while the choice is open. Whoever means to let a branch go claims the choice for
// it first, and settles its cell afterwards: as granted if it has got the choice, as cancelled if it has not; then what was
// to be handed over goes to the next one in that line.
//
// While a choice is open only the caller can decide it: a branch that finds what it wants as it gets in line, or finds its cell
// granted before it was there, has won. Who hands something over to one of the others waits until the choice is armed, or
// void. Who lets all go does not, since he can come back to nobody: then the choice is void, and the caller begins again with
// another one, and finds what it wants there, if it has not gone meanwhile.
//
// # Invariants
//
//	I1  void, won and cancelled are final
//	I2  a cell in which a branch waits is granted only if that branch has won
//	I3  an armed choice is in all of its lines
//	I4  the caller is unparked once: by whoever grants the cell of the branch that has won, or cancels
//	I5  while its choice is open a caller waits for nobody. So nobody waits for it in a circle
//
// # Linearization points
//
// Getting in line: drawing the number, if the choice comes to be armed. Being let go by an owner that hands over: the load of
// its word, as in every line; the claim proves that the call has waited all the time. By one that lets all go: its own
// step. That may be over before it has come to the branch, so those that hand over let such an owner have its way before
// they claim, and so does Cancel: nothing that happens after that step takes the caller away.
//
// # Progress
//
// Lock-free but for one window: who hands over waits for a call that has its place in that line and is on its way to the
// others, a few instructions for each. A call that stops for ever after it has claimed, and before it has settled the cell,
// holds up that one waiter; who comes to the cell next settles it.
//
// # Rejected
//
// Taking what a second line has to give while the branch in the first may be let go, and giving it back: for a moment a permit
// is out that nobody has, and a TryAcquire fails without reason.
//
// Making an open choice void for a hand-over, too, which looks again then: the caller is back in that line before it looks, and
// so for ever. Neither gets anywhere, and nobody else does; the explorer found it.
//
// Having those wait, too, who let several go (Batch): a caller that gets in line carries out the batch that it meets there, so
// two of them wait for each other, or one for itself.
//
// Claiming by the compare-and-swap of the cell alone: two lines let the call go, and one of the two grants is lost.
//
// Checked by: choice_test.go; in impl, where Select is judged by its model.
type Choice struct {
	Place                          // first: see choiceOf
	state    atom.Pointer[Waiter]  // open, the caller, void, the mark of a branch, or cancelled
	caller   atom.Owned[*Waiter]   // written before publication, as are all the others
	branches atom.Owned[[]*Branch] // in the order of the lines
	cells    []*Cell               // where they wait, nil if they do not; the caller's
}

const _ = -unsafe.Offsetof(Choice{}.Place)

// Branch is what stands in one of the lines.
type Branch struct {
	Waiter        // first: see branchOf
	won    Waiter // not a waiter but a state of the choice
	choice atom.Owned[*Choice]
	line   atom.Owned[*Queue]
	all    atom.Owned[bool]
}

const _ = -unsafe.Offsetof(Branch{}.Waiter)

func branchOf(w *Waiter) *Branch { return (*Branch)(unsafe.Pointer(w)) }

// Branch states of a choice that belong to no branch. They are no final states of cells.
var open, void = newMark(), newMark()

// Line is what a branch stands in.
type Line struct {
	*Queue
	All bool // its owner lets all go in one step, see Owner.Granted, and hands nothing over
}

// NewChoice returns a choice among lines, of which w is the caller.
//
//go:norace
func NewChoice(w *Waiter, lines []Line) *Choice {
	ch := &Choice{cells: make([]*Cell, len(lines))}
	branches := make([]*Branch, len(lines))
	for i, l := range lines {
		x := &Branch{}
		x.ForCall(x)
		x.kind.Set(aBranch)
		x.won.kind.Set(aMark)
		x.choice.Set(ch)
		x.line.Set(l.Queue)
		x.all.Set(l.All)
		branches[i] = x
	}
	ch.branches.Set(branches)
	ch.caller.Set(w)
	ch.SetHome(choices)
	ch.state.Store(open)
	return ch
}

// Enter gets branch i in line. True: it has found what it wants, and the choice is over.
func (ch *Choice) Enter(i int) bool {
	x := ch.branches.Get()[i]
	cell, granted := x.line.Get().Suspend(&x.Waiter)
	if !granted {
		ch.cells[i] = cell
	}
	return granted
}

// Arm has the caller wait from now on, and be cancelled. False: the choice is void. The caller parks afterwards.
func (ch *Choice) Arm() bool {
	ch.caller.Get().GoTo(&ch.Place)
	return ch.state.CompareAndSwap(open, ch.caller.Get()) // LP(Arm)
}

// Leave takes the branches out of their lines, when the choice is over, or void. It is lost to nobody in the lines: who comes
// to one of them meanwhile finds that the choice is not to be had, or is void.
func (ch *Choice) Leave() {
	ch.caller.Get().Leave()
	ch.state.CompareAndSwap(open, void)
	for i, x := range ch.branches.Get() {
		if c := ch.cells[i]; c != nil {
			c.decline(&x.Waiter)
		}
	}
}

// Won returns which branch has been let go, -1 if none has.
func (ch *Choice) Won() int {
	s := ch.state.Load()
	for i, x := range ch.branches.Get() {
		if s == &x.won {
			return i
		}
	}
	return -1
}

// Ready is called when the branch was let go.
func (x *Branch) Ready() { x.choice.Get().caller.Get().Wake() }

// claim reports whether the branch may be let go: its choice has been made, and fell on it. one: it is the only one that is let
// go, and the caller looks again if it is not.
func (x *Branch) claim(one bool) bool {
	ch := x.choice.Get()
	for l := atom.NewLoop(); ; l.Again() {
		switch s := ch.state.Load(); {
		case s == &x.won:
			return true
		case s == open && one && !x.all.Get():
			thread.Yield() // see Progress
		case s == open:
			ch.state.CompareAndSwap(open, void)
		case s.final():
			return false
		case !x.all.Get() && ch.yields(false):
		case ch.state.CompareAndSwap(s, &x.won): // LP(claim)
			return true
		}
	}
}

// yields lets the owner of one of the lines have its way that has let all go, or, if any is set, is letting several go, and
// reports whether there was one.
func (ch *Choice) yields(any bool) bool {
	for _, x := range ch.branches.Get() {
		c := x.at.Load()
		if c != nil && (any || x.all.Get()) && x.line.Get().owner.Get().Granted() {
			c.Resume()
			return true
		}
	}
	return false
}

// choices is where all choices are kept.
var choices = func() *Home {
	h := &Home{}
	h.SetKeeper(keepsChoices{})
	return h
}()

type keepsChoices struct{}

func choiceOf(p *Place) *Choice { return (*Choice)(unsafe.Pointer(p)) }

// CancelPlace cancels the choice p, unless one of its lines has let it go. LP(Select, cancelled): when the first owner was
// asked; the compare-and-swap proves that nobody has claimed it since.
func (keepsChoices) CancelPlace(p *Place, w *Waiter) bool {
	ch := choiceOf(p)
	for l := atom.NewLoop(); ; l.Again() {
		s := ch.state.Load()
		if s.final() || w != nil && s != w {
			return false
		}
		if ch.yields(true) {
			continue
		}
		if ch.state.CompareAndSwap(s, cancelled) {
			s.Wake()
			return true
		}
	}
}

// PlaceCancelled reports whether the choice p was cancelled.
func (keepsChoices) PlaceCancelled(p *Place) bool { return choiceOf(p).state.Load() == cancelled }

// PlaceSettled reports whether the choice p is over.
func (keepsChoices) PlaceSettled(p *Place) bool { return choiceOf(p).state.Load().final() }

// DescribeWaitIn says what the caller waits for.
func (keepsChoices) DescribeWaitIn(p *Place) string {
	var names []string
	for _, x := range choiceOf(p).branches.Get() {
		if o, ok := x.line.Get().owner.Get().(Waitable); ok {
			names = append(names, o.DescribeWait())
		}
	}
	return "one of " + strings.Join(names, ", ")
}
