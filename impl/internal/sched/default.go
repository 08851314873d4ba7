package sched

import (
	"context"
	"log/slog"
	"time"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/clock"
)

var defaultRuntime struct {
	mu atom.Mutex
	rt atom.Pointer[Runtime]
}

const defaultIdleTimeout = 5 * time.Second

// Default returns the runtime that tasks spawned outside any other one belong to. It starts on first use, and again on
// first use after it was closed; its workers end after they have been idle for a while.
func Default() *Runtime {
	if rt := defaultRuntime.rt.Load(); rt != nil && rt.phase.Load() == runtimeOpen {
		return rt
	}
	defaultRuntime.mu.Lock()
	defer defaultRuntime.mu.Unlock()
	if rt := defaultRuntime.rt.Load(); rt != nil && rt.phase.Load() == runtimeOpen {
		return rt
	}
	rt := New(Config{
		Workers: DefaultWorkers(), MaxDrivers: DefaultMaxDrivers, Logger: slog.Default(),
		CloseReport: DefaultCloseReport, IdleTimeout: defaultIdleTimeout,
	})
	defaultRuntime.rt.Store(rt)
	return rt
}

// Defaults of Config.
const (
	DefaultMaxDrivers  = 10_000
	DefaultCloseReport = 10 * time.Second
)

// runtimeClock is the clock of the runtime that ctx belongs to, the machine's if none.
func runtimeClock(ctx context.Context) clock.Clock {
	if x := contextOf(ctx); x != nil {
		return x.pool.Get().rt.clock
	}
	return clock.System{}
}

// Now returns the time of the clock on which the caller sleeps.
func Now(ctx context.Context) time.Time {
	if c := current(); c != nil {
		return c.rt.Get().clock.Now()
	}
	return runtimeClock(ctx).Now()
}
