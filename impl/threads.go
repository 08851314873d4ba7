package impl

import (
	"context"

	"github.com/veritask/veritask/impl/internal/sched"
)

// ThreadID returns which worker the calling task runs on, counted from 1, those of the pool "interactive" first; 0 outside
// of tasks. A task that is not sticky may be on another one after any call that blocks. A worker that stands in for one
// whose task blocks in Go itself has the number of that. Source: Julia's threadid.
func ThreadID(context.Context) int { return sched.ThreadID() }

// NThreads returns how many workers a pool has, of the runtime that the caller is a task of, else the one that ctx came
// from, else the default one. It panics with *MisuseError if there is no pool of that name: "invalid threadpool specified",
// or, for "foreign", "Threadpool size of `:foreign` is indeterminant". A pool "interactive" without workers is the default
// one. Source: Julia's nthreads, threadpoolsize.
func NThreads(ctx context.Context, pool string) int { return sched.NThreads(ctx, pool) }

// PoolOf returns the name of the pool that the calling task belongs to, for life; outside of tasks that of the pool in
// which Spawn would put a task. Source: Julia's threadpool.
func PoolOf(ctx context.Context) string { return sched.PoolFor(ctx).Name() }
