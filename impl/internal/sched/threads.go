package sched

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// ThreadID returns the number of the calling task's worker, 0 outside of tasks.
func ThreadID() int {
	if c := current(); c != nil {
		return c.worker.Get().id
	}
	return 0
}

// PoolFor returns the caller's pool; outside of tasks, the one in which Spawn puts a task with ctx.
func PoolFor(ctx context.Context) *Pool {
	c := current()
	p := poolFor(contextOf(ctx), c)
	if c == nil {
		return p.rt.def
	}
	return p
}

// NThreads returns how many workers a pool has.
func NThreads(ctx context.Context, pool string) int {
	p, err := PoolFor(ctx).rt.PoolByName(pool)
	switch {
	case pool == "foreign":
		panic(&spec.MisuseError{Msg: spec.MsgForeignPool})
	case err != nil:
		panic(&spec.MisuseError{Msg: spec.MsgNoPool})
	}
	return len(p.workers)
}

// Name returns the pool's name.
func (p *Pool) Name() string { return p.name }
