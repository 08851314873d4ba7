package impl

import (
	"context"
	"time"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/impl/internal/waitq"
	"github.com/veritask/veritask/spec"
)

// Case is one of the things that Select waits for. The zero Case never happens.
type Case struct{ of selectable }

// selectable is what a Case waits for.
type selectable interface {
	// try reports whether it has happened, and takes what there is to take.
	try() bool
	// line is where those stand who wait.
	line() waitq.Line
	// taken is called when the line has let the caller go.
	taken()
}

// Select waits until one of the cases happens, and returns which: its index. Of several that have happened it is any, with
// the same chance. Nothing has become of the others: no permit is taken, no notification used up, and nobody who waits for
// the same things has been passed, or held up.
//
// The call stands in the line of each thing that it waits for, in its place, and gets there one after the other, in random
// order. If ctx ends first it returns the cause, and if the caller's or ctx's runtime is closed, ErrRuntimeClosed; a case
// that has happened before is kept. The index is -1 then. Without cases it waits for that.
//
// The Release, Notify or end of a body that lets it go synchronizes before the return.
//
// It waits for nobody on its way into the lines, but a Release, or a Notify of an autoreset event, that comes to it then waits
// until it is in all of them, a few instructions for each; otherwise it is lock-free. A Resize that grows by more than one
// hands its permits out one by one, where Selects wait for them: each may be gone elsewhere by then. Cost: as much as a
// try for each case, and if nothing has happened, an allocation and as much as a wait for each.
//
// Source: none, Julia has no such thing. Channels cannot be among the cases.
func Select(ctx context.Context, cases ...Case) (int, error) {
	if err := sched.Enter(ctx); err != nil {
		return -1, err
	}
	order := inRandomOrder(cases)
	if err := aloneWithItself(cases, order); err != nil {
		return -1, err
	}
	for _, i := range order {
		if cases[i].of.try() {
			return i, nil
		}
	}
	lines := make([]waitq.Line, len(order))
	for k, i := range order {
		if d, ok := cases[i].of.(timer); ok {
			up := NewEvent(false)
			lines[k] = waitq.Line{Queue: &up.q, All: true}
			defer sched.AfterFunc(ctx, time.Duration(d), up.Notify).Stop()
			continue
		}
		lines[k] = cases[i].of.line()
	}
	k, err := sched.Choose(ctx, lines)
	if err != nil {
		return -1, err
	}
	cases[order[k]].of.taken()
	return order[k], nil
}

// inRandomOrder returns the indices of the cases that can happen.
func inRandomOrder(cases []Case) []int {
	order := make([]int, 0, len(cases))
	for i, c := range cases {
		if c.of == nil {
			continue
		}
		k := sched.Chance(len(order) + 1)
		order = append(order, i)
		order[len(order)-1], order[k] = order[k], i
	}
	return order
}

// aloneWithItself is the error of a task that waits for nothing but its own end.
func aloneWithItself(cases []Case, order []int) error {
	self := sched.Current()
	if self == nil || len(order) == 0 {
		return nil
	}
	for _, i := range order {
		if t, ok := cases[i].of.(endOf); !ok || t.t != self {
			return nil
		}
	}
	return &spec.ConcurrencyViolationError{Msg: spec.MsgWaitSelf}
}

// WhenAcquired happens when the call has got a permit of s.
func WhenAcquired(s *Semaphore) Case { return Case{(*permitOf)(s)} }

type permitOf Semaphore

func (p *permitOf) try() bool        { return (*Semaphore)(p).TryAcquire() }
func (p *permitOf) line() waitq.Line { return waitq.Line{Queue: &p.q} }
func (p *permitOf) taken()           { raced.Acquire(unsafe.Pointer(p)) }

// WhenNotified happens when a Wait for e would return. It uses up a notification if e is an autoreset event.
func WhenNotified(e *Event) Case { return Case{(*noticeOf)(e)} }

type noticeOf Event

func (n *noticeOf) line() waitq.Line { return waitq.Line{Queue: &n.q, All: !n.autoreset.Get()} }
func (n *noticeOf) taken()           { raced.Acquire(unsafe.Pointer(n)) }

func (n *noticeOf) try() bool {
	if !(*Event)(n).take() {
		return false
	}
	n.taken()
	return true
}

// WhenDone happens when t is over, failed or not.
func WhenDone(t AnyTask) Case { return Case{endOf{t.sched()}} }

type endOf struct{ t *sched.Task }

func (e endOf) try() bool        { return e.t.IsDone() }
func (e endOf) line() waitq.Line { return waitq.Line{Queue: e.t.Line(), All: true} }
func (e endOf) taken()           { e.t.IsDone() }

// After happens when d has passed, on the clock of the caller's runtime, since Select began to wait; at once if d is not
// positive.
func After(d time.Duration) Case { return Case{timer(d)} }

// timer is a time that passes. What waits for it is a manual event of each call of Select.
type timer time.Duration

func (t timer) try() bool        { return t <= 0 }
func (t timer) line() waitq.Line { panic("veritask: a timer has a line for each call") }
func (t timer) taken()           {}
