package museum

import (
	"context"

	"github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// newHastyJoin returns tasks that are in order, with a join that is not. The bug: it returns with the first failure
// that it meets, while other tasks still run and may fail as well.
func newHastyJoin(e env, n int) linearizability.TaskSet {
	set := newEarlyDone(env{coin: e.coin}, n)
	set.Join = func(ctx context.Context, tasks []int) error {
		var errs []error
		for _, i := range tasks {
			err := set.Handles[i].Wait(ctx)
			if err == nil {
				continue
			}
			errs = append(errs, err)
			if e.broken {
				break // the bug
			}
		}
		if errs == nil {
			return nil
		}
		return &spec.CompositeError{Errs: errs}
	}
	return set
}
