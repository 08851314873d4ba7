//go:build veritask_explore

package checked

import (
	"context"
	"errors"
	"fmt"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/cells"
	"github.com/veritask/veritask/impl/internal/waitq"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// Row returns a row of cells on its own as a target: no tasks, no registrations with contexts. Whoever ends a context
// cancels the waiter himself.
func Row() lin.Target {
	t := Explorable(lin.Channel)
	t.Name = "row"
	t.New = func(env lin.Env) lin.Subject {
		newRun(0)
		s := &bareRow{}
		s.q.Init(min(uint64(env.Setup.Size), cells.Unbounded))
		return s
	}
	t.Context = func(parent context.Context) (context.Context, context.CancelCauseFunc) {
		c := &rowContext{Context: parent}
		return c, func(error) { c.end() }
	}
	t.Has = func(op spec.Op) bool {
		return op.Kind != spec.ChanFetch && op.Kind != spec.ChanWait && op.Kind != spec.ChanEndBound
	}
	return t
}

// rowContext is a context of one call, which knows who waits under it. Its end is one step as long as nobody does.
type rowContext struct {
	context.Context
	waiter atom.Pointer[waitq.Waiter] // or ended
}

// ended is the waiter of a context that has ended.
var ended = &waitq.Waiter{}

// end ends the context.
func (c *rowContext) end() {
	if w := c.waiter.Swap(ended); w != nil && w != ended {
		w.Cancel()
	}
}

// Err is nil until the context has ended.
func (c *rowContext) Err() error {
	if c.waiter.Load() == ended {
		return context.Canceled
	}
	return nil
}

// park sleeps in the place of a ticket, whose waiter is w. A call that parks again does so as somebody else.
func (c *rowContext) park(t cells.Ticket[int], w *waitq.Waiter) {
	lin.Parked(c)
	was := c.waiter.Load()
	if was == ended || !c.waiter.CompareAndSwap(was, w) {
		t.Place().Cancel()
	}
	w.Park()
}

// bareRow is the subject.
type bareRow struct{ q cells.Row[int] }

// Do performs an operation.
func (s *bareRow) Do(ctx context.Context, op spec.Op) spec.Result {
	switch op.Kind {
	case spec.ChanPut:
		return s.unlessEnded(ctx, func(ctx *rowContext) spec.Result { return s.put(ctx, op.N) })
	case spec.ChanTake:
		return s.unlessEnded(ctx, s.take)
	case spec.ChanTryPut:
		_, o := s.q.Put(op.N, true)
		return s.result(spec.Bool(o == cells.Done).Value, o)
	case spec.ChanTryTake:
		v, _, o := s.q.Take(true)
		return s.result(v, o)
	case spec.ChanClose:
		if op.N == 0 {
			s.q.Close(spec.ErrClosed, false)
		} else {
			s.q.Close(errors.New(spec.TaskError(op.N)), false)
		}
		return spec.Result{}
	case spec.ChanIsReady:
		return spec.Bool(s.q.Ready() == cells.Done)
	case spec.ChanIsFull:
		return spec.Bool(s.q.IsFull())
	case spec.ChanIsOpen:
		return spec.Bool(s.q.IsOpen())
	default:
		return spec.Result{Value: s.q.Len()}
	}
}

func newRowWaiter() *waitq.Waiter {
	w := &waitq.Waiter{}
	w.ForGoroutine()
	return w
}

// unlessEnded makes a call, unless its context has ended.
func (s *bareRow) unlessEnded(ctx context.Context, call func(*rowContext) spec.Result) spec.Result {
	if ctx.Err() != nil {
		return spec.Result{Status: spec.Cancelled}
	}
	return call(ctx.(*rowContext))
}

func (s *bareRow) put(ctx *rowContext, v int) spec.Result {
	t, o := s.q.Put(v, false)
	if o == cells.Wait {
		w := newRowWaiter()
		if t, o = s.q.PutWait(t, v, w); o == cells.Parked {
			ctx.park(t, w)
			o = s.q.PutEnd(t, w)
		}
	}
	return s.result(0, o)
}

func (s *bareRow) take(ctx *rowContext) spec.Result {
	v, t, o := s.q.Take(false)
	return s.takeOn(ctx, v, t, o)
}

// takeOn goes on with a take until it is over.
func (s *bareRow) takeOn(ctx *rowContext, v int, t cells.Ticket[int], o cells.Outcome) spec.Result {
	for o == cells.Wait {
		w := newRowWaiter()
		if v, t, o = s.q.TakeWait(t, w); o == cells.Parked {
			ctx.park(t, w)
			v, o = s.q.TakeEnd(t, w)
		}
		if o == cells.Again {
			v, t, o = s.q.Take(false)
		}
	}
	return s.result(v, o)
}

// result is that of a call with this outcome.
func (s *bareRow) result(v int, o cells.Outcome) spec.Result {
	switch o {
	case cells.Done:
		return spec.Result{Value: v}
	case cells.Closed:
		return spec.Failure(s.q.Err().Error())
	case cells.Failed:
		return spec.Failure(s.q.FirstErr().Error())
	case cells.Cancelled:
		return spec.Result{Status: spec.Cancelled}
	default:
		return spec.Result{}
	}
}

// Check looks at the structure. over: nobody may wait.
func (s *bareRow) Check(over bool) error {
	if n := s.q.Waiting(); over && n > 0 {
		return fmt.Errorf("all calls are over, and %d wait to put or to take", n)
	}
	return s.q.Check()
}

// Line is empty: see the target of the channel.
func (s *bareRow) Line() string { return "" }
