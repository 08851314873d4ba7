package checked

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/veritask/veritask/impl"
	lin "github.com/veritask/veritask/linearizability"
)

// ending is what the body of a task is told to return.
type ending struct {
	value int
	err   error
}

// newTasks starts n tasks that park until they are told how to end, and returns when all have started. ctx belongs to
// no call, so nothing that waits with it is stamped.
func newTasks(ctx context.Context, n int) lin.TaskSet {
	tasks := make([]*impl.Task[int], n)
	handles := make([]lin.TaskHandle, n)
	var started sync.WaitGroup
	started.Add(n)
	for i := range tasks {
		tasks[i] = impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			started.Done()
			return await(ctx)
		})
		handles[i] = tasks[i]
	}
	started.Wait()
	return lin.TaskSet{
		Handles: handles,
		Finish:  func(i, v int, err error) { impl.Unpark(tasks[i], ending{v, err}) },
		Join:    func(caller context.Context, which []int) error { return join(ctx, caller, tasks, which) },
		Scope:   func(_ context.Context, which []int) error { return scope(ctx, tasks, which) },
		Many:    func(ctx context.Context, which []int, all bool) ([]int, error) { return many(ctx, tasks, which, all) },
	}
}

// await parks until the calling task is told how to end.
func await(ctx context.Context) (int, error) {
	told, err := impl.Park(ctx)
	if err != nil {
		return 0, err
	}
	e := told.(ending)
	return e.value, e.err
}

// join joins tasks by a Sync, which waits for children of its own: one for each task, which waits for that and fails
// like it. Only those waits have the caller's context and are stamped. That Sync itself has to wait says nothing, since
// a child may be slow whose task is over.
func join(ctx, caller context.Context, tasks []*impl.Task[int], which []int) error {
	return impl.Sync(ctx, func(ctx context.Context) error {
		for _, i := range which {
			impl.Spawn(ctx, func(context.Context) (struct{}, error) {
				return struct{}{}, tasks[i].Wait(caller)
			})
		}
		return nil
	})
}

// scope waits for tasks by a Scope with a child for each, which obeys the Scope's context. That a child has to wait says
// nothing, since another one may have failed; so nothing is stamped. Beside what Scope returns it looks whether that goes with the
// rest: no child runs any more, and the cause is one of the failures.
func scope(ctx context.Context, tasks []*impl.Task[int], which []int) error {
	var inner context.Context
	children := make([]*impl.Task[struct{}], len(which))
	err := impl.Scope(ctx, func(ctx context.Context) error {
		inner = ctx
		for i, w := range which {
			children[i] = impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, tasks[w].Wait(ctx) })
		}
		return nil
	})
	for _, c := range children {
		if !c.IsDone() {
			return errors.New("a task of the scope has not ended")
		}
	}
	var composite *impl.CompositeError
	switch cause := context.Cause(inner); {
	case err == nil && cause != context.Canceled: //nolint:errorlint // identity
		return fmt.Errorf("no task has failed, and the scope's cause is %v", cause)
	case err != nil && (!errors.As(err, &composite) || !slices.Contains(composite.Errs, cause)):
		return fmt.Errorf("the scope's cause is none of its failures, but %v", cause)
	}
	return err
}

// many is WaitAny or WaitAll. It looks whether all that these return goes together: the tasks that have ended, and those that
// have not, in the order of the call, and the failures of the former.
func many(ctx context.Context, tasks []*impl.Task[int], which []int, all bool) (ended []int, err error) {
	list := make([]impl.AnyTask, len(which))
	for i, w := range which {
		list[i] = tasks[w]
	}
	wait := impl.WaitAny
	if all {
		wait = impl.WaitAll
	}
	done, remaining, err := wait(ctx, list)
	var composite *impl.CompositeError
	if err != nil && !errors.As(err, &composite) {
		return nil, err
	}
	var failures []error
	for i, t := range list {
		switch {
		case len(done) > 0 && done[0] == t:
			done = done[1:]
			ended = append(ended, which[i])
			if err := tasks[which[i]].Err(); err != nil {
				failures = append(failures, err)
			}
		case len(remaining) > 0 && remaining[0] == t:
			remaining = remaining[1:]
		default:
			return nil, errors.New("a task is neither among those that have ended nor among the others")
		}
	}
	if composite == nil && failures != nil || composite != nil && !slices.Equal(composite.Errs, failures) {
		return nil, errors.New("the error is not made of the failures of those that have ended")
	}
	return ended, nil
}
