package impl

import (
	"context"
	"iter"
	"slices"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// ManyOption changes what WaitAny and WaitAll do about failures.
type ManyOption struct{ noThrow, noFailFast bool }

// Throw(false) has WaitAny and WaitAll return no error for tasks that have failed.
func Throw(throw bool) ManyOption { return ManyOption{noThrow: !throw} }

// FailFast(false) has WaitAll wait for all tasks though one has failed.
func FailFast(fast bool) ManyOption { return ManyOption{noFailFast: !fast} }

func manyOptions(opts []ManyOption) (o ManyOption) {
	for _, x := range opts {
		o.noThrow = o.noThrow || x.noThrow
		o.noFailFast = o.noFailFast || x.noFailFast
	}
	return o
}

// WaitAny blocks until one of the tasks is over, and tells those that are from those that are not, both in the order of
// tasks. If a task that is over has failed, err is a *CompositeError of their *TaskFailedErrors, in that order, unless
// Throw(false) is given. err is the cause if ctx ends first; ErrRuntimeClosed if the caller's or ctx's runtime is
// closed. Without tasks it returns at once. The tasks are left alone.
//
// The end of a body synchronizes before the return, if its task is in done. Lock-free; a cell for each task.
// Source: Julia's waitany.
func WaitAny(ctx context.Context, tasks []AnyTask, opts ...ManyOption) (done, remaining []AnyTask, err error) {
	return waitMany(ctx, tasks, manyOptions(opts), false)
}

// WaitAll blocks until all tasks are over, or one of them has failed, unless FailFast(false) is given; the rest is as in
// WaitAny. If the caller's own task is among several it can only return for a failure; with FailFast(false), or alone,
// it is a *ConcurrencyViolationError. Source: Julia's waitall.
func WaitAll(ctx context.Context, tasks []AnyTask, opts ...ManyOption) (done, remaining []AnyTask, err error) {
	return waitMany(ctx, tasks, manyOptions(opts), true)
}

func waitMany(ctx context.Context, tasks []AnyTask, o ManyOption, all bool) (done, remaining []AnyTask, err error) {
	if err := sched.Enter(ctx); err != nil {
		return nil, nil, err
	}
	cores := make([]*sched.Task, len(tasks))
	for i, t := range tasks {
		if t == nil {
			return nil, nil, &spec.ArgumentError{Msg: "veritask: a task is nil"}
		}
		cores[i] = t.sched()
	}
	switch {
	case len(tasks) == 1 || all && o.noFailFast:
		err = eachInTurn(ctx, cores)
	case all:
		err = untilAll(ctx, cores)
	default:
		err = untilAny(ctx, cores)
	}
	done, remaining = partition(tasks)
	if err != nil {
		return done, remaining, err
	}
	return done, remaining, failures(done, o)
}

// eachInTurn waits for one task after the other.
func eachInTurn(ctx context.Context, tasks []*sched.Task) error {
	for _, t := range tasks {
		if err := t.Join(ctx); err != nil {
			return err
		}
	}
	return nil
}

// untilAny waits for one of the tasks.
func untilAny(ctx context.Context, tasks []*sched.Task) error {
	decided := func() bool { return len(tasks) == 0 || slices.ContainsFunc(tasks, (*sched.Task).IsDone) }
	if decided() {
		return nil
	}
	return sched.Gather(ctx, tasks, func(*sched.Task) bool { return true }, decided)
}

// untilAll waits for all tasks, or a failure.
func untilAll(ctx context.Context, tasks []*sched.Task) error {
	var pending []*sched.Task
	for _, t := range tasks {
		if !t.IsDone() { // first, since it may fail between two looks
			pending = append(pending, t)
		} else if t.IsFailed() {
			return nil
		}
	}
	if pending == nil {
		return nil
	}
	var over atom.Int64
	return sched.Gather(ctx, pending, func(t *sched.Task) bool {
		return over.Add(1) == int64(len(pending)) || t.IsFailed()
	}, func() bool {
		running := func(t *sched.Task) bool { return !t.IsDone() }
		return slices.ContainsFunc(pending, (*sched.Task).IsFailed) || !slices.ContainsFunc(pending, running)
	})
}

// partition tells the tasks that are over from the others, as they all are at one moment.
func partition(tasks []AnyTask) (done, remaining []AnyTask) {
	for before := -1; before != len(done); {
		before = len(done)
		done, remaining = nil, nil
		for _, t := range tasks {
			if t.IsDone() {
				done = append(done, t)
			} else {
				remaining = append(remaining, t)
			}
		}
	}
	return done, remaining
}

// failures is the error of those that have failed.
func failures(done []AnyTask, o ManyOption) error {
	if o.noThrow {
		return nil
	}
	var errs []error
	for _, t := range done {
		if err := t.sched().Err(); err != nil {
			errs = append(errs, err)
		}
	}
	if errs == nil {
		return nil
	}
	return &spec.CompositeError{Errs: errs}
}

// Completed yields the tasks in the order in which they end, or, of those that have ended when it looks, in the order of
// tasks; each of them once, though it be there twice. If ctx ends, or the caller's or its runtime is closed, a nil task is
// yielded last, with the reason. It blocks as WaitAny does.
//
// The end of a body synchronizes before its task is yielded.
func Completed(ctx context.Context, tasks ...AnyTask) iter.Seq2[AnyTask, error] {
	return func(yield func(AnyTask, error) bool) {
		left := once(tasks)
		for len(left) > 0 {
			done, remaining, err := WaitAny(ctx, left, Throw(false))
			if err != nil {
				yield(nil, err)
				return
			}
			for _, t := range done {
				if !yield(t, nil) {
					return
				}
			}
			left = remaining
		}
	}
}

// once leaves out tasks that have come before.
func once(tasks []AnyTask) (all []AnyTask) {
	seen := map[*sched.Task]bool{}
	for _, t := range tasks {
		if t != nil && seen[t.sched()] {
			continue
		}
		if t != nil {
			seen[t.sched()] = true
		}
		all = append(all, t)
	}
	return all
}
