package linearizability

import "context"

// refLocal is the condition of a refLock that its callers have for as long as each call takes.
type refLocal struct{ refCondition }

func (c refLocal) Wait(ctx context.Context, first bool) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	c.mu.Lock()
	w := &notified{ready: make(chan struct{})}
	c.enlist(w, first)
	err := c.sleep(ctx, w)
	defer c.mu.Unlock()
	if err != nil {
		return 0, err
	}
	return w.n, w.err
}

func (c refLocal) Notify(_ context.Context, n int, one bool, err error) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.letGo(n, one, err)
}

// localTarget returns a reference implementation.
func localTarget(stamps Stamps, bug string) Target {
	return Target{
		Name: "reference", Object: LocalCondition, Stamps: stamps,
		New: func(Env) Subject {
			return LocalConditionSubject(refLocal{refCondition{&refLock{bug: bug, silent: stamps == Black}}})
		},
	}
}
