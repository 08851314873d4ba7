package checked

import (
	"context"
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
