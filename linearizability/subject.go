package linearizability

import (
	"context"
	"errors"
	"slices"

	"github.com/veritask/veritask/linearizability/explore/shared"
	"github.com/veritask/veritask/spec"
)

// EventSubject adapts an event.
func EventSubject(e spec.Event) Subject { return eventSubject{e} }

type eventSubject struct{ event spec.Event }

func (s eventSubject) Do(ctx context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	switch op.Kind {
	case spec.EventWait:
		return spec.Outcome(ctx, 0, s.event.Wait(ctx))
	case spec.EventNotify:
		s.event.Notify()
	case spec.EventReset:
		s.event.Reset()
	case spec.EventIsSet:
		return spec.Bool(s.event.IsSet())
	default:
		return notMine(op)
	}
	return spec.Result{}
}

// SemaphoreSubject adapts a semaphore.
func SemaphoreSubject(s spec.Semaphore) Subject { return semaphoreSubject{s} }

type semaphoreSubject struct{ sem spec.Semaphore }

func (s semaphoreSubject) Do(ctx context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	switch op.Kind {
	case spec.SemAcquire:
		return spec.Outcome(ctx, 0, s.sem.Acquire(ctx))
	case spec.SemTryAcquire:
		return spec.Bool(s.sem.TryAcquire())
	case spec.SemRelease:
		s.sem.Release()
		return spec.Result{}
	case spec.SemResize:
		return spec.Outcome(ctx, 0, s.sem.Resize(op.N))
	default:
		return notMine(op)
	}
}

// TaskHandle is a task whose body returns an int.
type TaskHandle interface {
	spec.Task
	Fetch(ctx context.Context) (int, error)
}

// TaskSet is what TasksSubject adapts: tasks whose bodies have started and wait to be told what to return. A target
// waits for that before it hands them over, since a call that finds its task not started may run it in place and then
// cannot be told apart from one that is busy.
type TaskSet struct {
	Handles []TaskHandle
	// Finish makes the body of task i return (v, err). It is called exactly once for each task.
	Finish func(i, v int, err error)
	// Join waits for these tasks, the way Sync ends, and returns all failures in the order of tasks, as a
	// *spec.CompositeError. Nil: the handles are waited for one after the other.
	Join func(ctx context.Context, tasks []int) error
	// Many waits for one of these tasks, or if all is set for all or a failure, and returns which of them have ended, in the
	// order of tasks, whether they failed or not. Nil: the target has no such operations.
	Many func(ctx context.Context, tasks []int, all bool) (ended []int, err error)
	// Scope waits for these tasks by a Scope that has a child for each. Nil: the target has no such operation.
	Scope func(ctx context.Context, tasks []int) error
}

// TasksSubject adapts a set of tasks.
func TasksSubject(s TaskSet) Subject {
	return &tasksSubject{set: s, claimed: make([]shared.Bool, len(s.Handles))}
}

type tasksSubject struct {
	set     TaskSet
	claimed []shared.Bool // by the call that ends the task
}

func (s *tasksSubject) Do(ctx context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	i := spec.TaskIndex(op.Tasks[0])
	t := s.set.Handles[i]
	switch op.Kind {
	case spec.TaskFinish:
		return s.finish(ctx, i, op.N, nil)
	case spec.TaskFail:
		return s.finish(ctx, i, 0, errors.New(spec.TaskError(op.N)))
	case spec.TaskWait:
		return spec.Outcome(ctx, 0, t.Wait(ctx))
	case spec.TaskFetch:
		v, err := t.Fetch(ctx)
		return spec.Outcome(ctx, v, err)
	case spec.TaskIsDone:
		return spec.Bool(t.IsDone())
	case spec.TaskIsFailed:
		return spec.Bool(t.IsFailed())
	case spec.TaskJoin:
		return spec.Outcome(ctx, 0, s.join(ctx, op.Tasks))
	case spec.TaskWaitAny, spec.TaskWaitAll:
		return s.many(ctx, op)
	case spec.TaskScope:
		if s.set.Scope == nil {
			return notMine(op)
		}
		return spec.Outcome(ctx, 0, s.set.Scope(ctx, indices(op.Tasks)))
	default:
		return notMine(op)
	}
}

// finish ends a task and waits until it has ended, whoever did it, so that the moment lies within the call.
func (s *tasksSubject) finish(ctx context.Context, i, v int, err error) spec.Result {
	first := s.claimed[i].CompareAndSwap(false, true)
	if first {
		s.set.Finish(i, v, err)
	}
	_ = s.set.Handles[i].Wait(ctx) // how it ended is no matter of this call
	return spec.Bool(first)
}

func (s *tasksSubject) join(ctx context.Context, tasks string) error {
	var errs []error
	var list []int
	for _, letter := range []byte(tasks) {
		i := spec.TaskIndex(letter)
		list = append(list, i)
		if s.set.Join == nil {
			if err := s.set.Handles[i].Wait(ctx); err != nil {
				errs = append(errs, err)
			}
		}
	}
	switch {
	case s.set.Join != nil:
		return s.set.Join(ctx, list)
	case errs != nil:
		return &spec.CompositeError{Errs: errs}
	default:
		return nil
	}
}

// many waits for several tasks.
func (s *tasksSubject) many(ctx context.Context, op spec.Op) spec.Result {
	if s.set.Many == nil {
		return notMine(op)
	}
	list := indices(op.Tasks)
	ended, err := s.set.Many(ctx, list, op.Kind == spec.TaskWaitAll)
	var set int
	for _, t := range ended {
		set |= 1 << slices.Index(list, t)
	}
	if err != nil {
		set = 0
	}
	return spec.Outcome(ctx, set, err)
}

// indices returns the numbers of tasks.
func indices(tasks string) []int {
	list := make([]int, len(tasks))
	for i := range list {
		list[i] = spec.TaskIndex(tasks[i])
	}
	return list
}

// HasNoMany is the Has of targets of tasks whose TaskSets have neither Many nor Scope.
func HasNoMany(op spec.Op) bool {
	return op.Kind != spec.TaskWaitAny && op.Kind != spec.TaskWaitAll && op.Kind != spec.TaskScope
}

// Close ends the tasks that the scenario has left running.
func (s *tasksSubject) Close() {
	for i := range s.claimed {
		if s.claimed[i].CompareAndSwap(false, true) {
			s.set.Finish(i, 0, nil)
		}
	}
}

func recoverInto(r *spec.Result) {
	if v := recover(); v != nil {
		*r = spec.Panicked(v)
	}
}

func notMine(op spec.Op) spec.Result { return spec.Failure("no such operation: " + op.String()) }
