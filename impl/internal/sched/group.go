package sched

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/ending"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/spec"
)

// Group is the tasks of one Sync or Scope.
//
//	head ─▶ newest ─▶ … ─▶ oldest ─▶ nil        registered, not yet taken by the join
//	head ─▶ closed                              the join is over; later registrations are refused
//	head ─▶ abandoned                           there is no join; registrations change nothing
//
// A registration is a compare-and-swap on head (LP), so is the end of the join: none can slip between the two.
//
// A task that is joined in place and calls Goexit takes the joiner with it, so what was taken and not joined yet must be
// found by whoever goes on with the join while the stack unwinds: it is in left.
type Group struct {
	head   atom.Pointer[Task]
	left   atom.Owned[*Task]       // taken and not joined yet, oldest first; of whoever joins
	cancel context.CancelCauseFunc // Scope: called with the first failure; nil for Sync
}

var groupClosed, groupAbandoned = &Task{}, &Task{}

// register adds t; false: the group's join is over.
func (g *Group) register(t *Task) bool {
	for l := atom.NewLoop(); ; l.Again() {
		h := g.head.Load()
		if h == groupClosed || h == groupAbandoned {
			return h == groupAbandoned
		}
		t.next.Set(h)
		if g.head.CompareAndSwap(h, t) {
			return true
		}
	}
}

// failing is called when a task of the group is about to end with a failure.
func (g *Group) failing(err error) {
	if g.cancel != nil {
		g.cancel(err)
	}
}

// take returns what was registered since the last take, oldest first; nil: nothing, and the group is closed now.
func (g *Group) take() *Task {
	for l := atom.NewLoop(); ; l.Again() {
		h := g.head.Load()
		if h != nil && g.head.CompareAndSwap(h, nil) {
			return reverse(h)
		}
		if h == nil && g.head.CompareAndSwap(nil, groupClosed) {
			return nil
		}
	}
}

func reverse(t *Task) *Task {
	var first *Task
	for t != nil {
		next := t.next.Get()
		t.next.Set(first)
		first, t = t, next
	}
	return first
}

// join waits for all tasks of the group in the order of their registration, those registered meanwhile included, and
// returns their failures. Neither the end of a context nor Close ends it before the tasks do. goexit: one of them
// ended by Goexit. If it runs a task in place that calls Goexit it does not return, and must be called once more from a
// defer, which goes on where it was.
func (g *Group) join(ctx context.Context, inPlace bool) (failures []error, goexit bool) {
	c := current()
	ctx = context.WithoutCancel(ctx)
	for {
		t := g.left.Get()
		if t == nil {
			if t = g.take(); t == nil {
				return failures, goexit
			}
		}
		for t != nil {
			g.left.Set(t)
			_ = t.join(ctx, c, firmest, inPlace) // nothing ends the wait before the task
			raced.Acquire(unsafe.Pointer(t))
			if err := t.Err(); err != nil {
				failures = append(failures, err)
				goexit = goexit || errors.Is(err, spec.ErrGoexit)
			}
			next := t.next.Get()
			t.next.Set(nil)
			t = next
		}
		g.left.Set(nil)
	}
}

// unwind joins what is left when the joiner itself is on its way out: nothing runs in place on a stack that unwinds.
func (g *Group) unwind(ctx context.Context) { g.join(ctx, false) }

// within returns a context whose spawns join g.
func (g *Group) within(ctx context.Context) *Context {
	parent := contextOf(ctx)
	x := newContext(ctx, parent, poolOf(parent))
	x.group = g
	return x
}

func poolOf(parent *Context) *Pool {
	if parent != nil {
		return parent.pool.Get()
	}
	if c := current(); c != nil {
		return c.top.Get().pool()
	}
	return Default().def
}

// Sync runs body and waits for the tasks spawned with its context or below it; see impl.Sync.
func Sync(ctx context.Context, body func(context.Context) error) error {
	if err := Enter(ctx); err != nil {
		return err
	}
	g := &Group{}
	joins := false
	defer func() {
		if !joins { // the children go on unobserved, as the contract says, and those that they spawn
			g.head.Store(groupAbandoned)
		}
	}()
	if err := body(g.within(ctx)); err != nil {
		return err
	}
	joins = true
	joined := false
	defer func() {
		if !joined { // by Goexit of a task that ran in place
			g.unwind(ctx)
		}
	}()
	failures, goexit := g.join(ctx, true)
	joined = true
	if goexit && current() != nil {
		runtime.Goexit()
	}
	if len(failures) > 0 {
		return &spec.CompositeError{Errs: failures}
	}
	return nil
}

// Scope runs body and always joins the tasks spawned with its context or below it; the first failure cancels the
// others. See impl.Scope.
func Scope(ctx context.Context, body func(context.Context) error) (err error) {
	if err := Enter(ctx); err != nil {
		return err
	}
	sctx, cancel := ending.WithCancelCause(ctx)
	g := &Group{cancel: cancel}
	returned := false
	defer func() {
		if returned {
			return
		}
		// The body panicked or called Goexit, or a task did so that ran in place: join, then let that go on.
		cancel(errScopeBody)
		g.unwind(ctx)
	}()
	bodyErr := body(g.within(sctx))
	if bodyErr != nil {
		cancel(bodyErr)
	}
	failures, goexit := g.join(ctx, true)
	returned = true
	cancel(nil)
	if goexit && current() != nil {
		runtime.Goexit()
	}
	return scopeError(bodyErr, failures, context.Cause(sctx))
}

var errScopeBody = errors.New("veritask: the body of the scope did not return")

// scopeError leaves out what is nothing but the scope's own cancellation, the first cause excepted.
func scopeError(body error, failures []error, cause error) error {
	echo := func(err error) bool { return errors.Is(err, cause) || errors.Is(err, context.Canceled) }
	var errs []error
	for _, f := range failures {
		if f == cause || !echo(f.(*spec.TaskFailedError).Cause) { //nolint:errorlint // identity
			errs = append(errs, f)
		}
	}
	if body != nil && len(errs) == 0 {
		return body
	}
	if body != nil && !(slices.Contains(errs, cause) && echo(body)) {
		errs = slices.Insert(errs, 0, body)
	}
	if len(errs) == 0 && len(failures) > 0 {
		errs = failures
	}
	if len(errs) == 0 {
		return nil
	}
	return &spec.CompositeError{Errs: errs}
}
