package museum

import (
	"context"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

var hastyJoinExhibit = Exhibit{
	Name:     "hasty-join",
	Object:   lin.Tasks,
	Bug:      "a join returns with the first failure, while other tasks still run",
	Origin:   "fail-fast groups, where the contract wants all children joined and all failures in order",
	Verdicts: []lin.Verdict{lin.Illegal},
	Beyond:   []string{"tasks tasks=2: fail(a,1) | join(ab)", "tasks tasks=2: fail(a,1) | join(ab) | finish(b,1)"},
	subject:  tasks(newHastyJoin),
}

// newHastyJoin returns tasks that are in order, with a join that is not. The bug: it returns with the first failure
// that it meets, while other tasks still run and may fail as well.
func newHastyJoin(e env, n int) lin.TaskSet {
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
