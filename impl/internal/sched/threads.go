package sched

import "context"

// ThreadID returns the number of the calling task's worker, 0 outside of tasks.
func ThreadID() int {
	if c := current(); c != nil {
		return c.worker.Get().id
	}
	return 0
}

// PoolFor returns the pool in which the caller would spawn a task with ctx.
func PoolFor(ctx context.Context) *Pool { return poolFor(contextOf(ctx), current()) }

// NThreads returns how many workers a pool has.
func NThreads(ctx context.Context, pool string) int {
	p, err := PoolFor(ctx).rt.PoolByName(pool)
	if err != nil {
		panic(err)
	}
	return len(p.workers)
}

// Name returns the pool's name.
func (p *Pool) Name() string { return p.name }
