//go:build veritask_explore

package checked

import (
	"context"

	"github.com/veritask/veritask/impl"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// taskHouse is tasks of a runtime with one worker, which park until they are told how to end. Whether they have started
// when they are waited for makes no difference to threads, which run nothing in place.
type taskHouse struct {
	lin.Subject
	rt *impl.Runtime
}

func newTaskHouse(n int) *taskHouse {
	h := &taskHouse{rt: newRuntime(1)}
	ctx := h.rt.Context(context.Background())
	tasks := make([]*impl.Task[int], n)
	set := lin.TaskSet{Finish: func(i, v int, err error) { impl.Unpark(tasks[i], ending{v, err}) }}
	set.Many = func(ctx context.Context, which []int, all bool) ([]int, error) { return many(ctx, tasks, which, all) }
	set.Scope = func(_ context.Context, which []int) error { return scope(ctx, tasks, which) }
	for i := range tasks {
		tasks[i] = impl.Spawn(ctx, await)
		set.Handles = append(set.Handles, tasks[i])
	}
	h.Subject = lin.TasksSubject(set)
	return h
}

// Check looks for what calls have left behind.
func (h *taskHouse) Check(over bool) error {
	if err := h.rt.Leaks(); err != nil || !over {
		return err
	}
	return left()
}

// Line is empty: a task's waiters are seen in its state.
func (h *taskHouse) Line() string { return "" }

// Describe tells the explorer what to call what it finds.
func (h *taskHouse) Describe(r *explore.Run) {
	r.Name("runtime", h.rt)
	describe(r)
}

// Close ends the tasks that are left, and the runtime.
func (h *taskHouse) Close() {
	h.Subject.(interface{ Close() }).Close()
	h.rt.Close()
}
