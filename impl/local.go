package impl

import (
	"context"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// Local is a variable of which each task has one of its own. It is not inherited: a task that is spawned has none until it
// sets it; what is to be inherited belongs into a context. The zero Local is ready to use; its address is its identity.
//
// Outside of tasks nothing is ever set, and Set and With panic with *MisuseError. No call blocks, but With's function. In the
// terminology of the Go memory model nothing here synchronizes before anything: only its own task sees a value.
//
// Source: Julia's task_local_storage.
type Local[T any] struct {
	_ noCopy
	_ byte // so that no two have one address
}

// Get returns the calling task's value, and whether there is one.
func (l *Local[T]) Get(context.Context) (v T, ok bool) {
	v, ok = sched.Locals()[l].(T)
	return v, ok
}

// Set changes the calling task's value.
func (l *Local[T]) Set(ctx context.Context, v T) { TaskLocalStorage(ctx)[l] = v }

// With runs f with the value changed, and puts back what was there before, or nothing, however f ends.
func (l *Local[T]) With(ctx context.Context, v T, f func() error) error {
	all := TaskLocalStorage(ctx)
	before, ok := all[l]
	defer func() {
		if ok {
			all[l] = before
		} else {
			delete(all, l)
		}
	}()
	all[l] = v
	return f()
}

// TaskLocalStorage returns the calling task's own dictionary, in which Locals are as well. No other task may use it. It
// panics with *MisuseError outside of tasks. Source: Julia's task_local_storage().
func TaskLocalStorage(context.Context) map[any]any {
	all := sched.Locals()
	if all == nil {
		panic(&spec.MisuseError{Msg: "TaskLocalStorage: not called by a task"})
	}
	return all
}
