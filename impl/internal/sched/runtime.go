// Package sched is the engine: the runtime with its pools and workers, tasks, coroutines, waiting and cancelling.
//
// Who owns what, from the outside in:
//
//	Runtime ─ pools ─▶ Pool ─ slots ─▶ worker ─ resumes ─▶ Coroutine ─ stack of ─▶ Task
//	                     │               │
//	                  injector     deque, sticky queue
//
// A caller is whoever the calling goroutine is (registry.go): the task on top of a coroutine, or a plain goroutine.
// Blocking calls are built from Enter, a primitive's own word, and Await (await.go).
package sched

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/park"
	"github.com/veritask/veritask/impl/internal/rnd"
	"github.com/veritask/veritask/impl/internal/thread"
	"github.com/veritask/veritask/spec"
)

var errClosed error = spec.ErrRuntimeClosed

// Config is what a Runtime is made from.
type Config struct {
	Workers       int // of the default pool
	Interactive   int // of the interactive pool; 0: none, its tasks go to the default pool
	MaxDrivers    int
	Deterministic bool
	Cooperative   bool
	Seed          uint64
	Logger        *slog.Logger
	CloseReport   time.Duration
	IdleTimeout   time.Duration // after which a worker's driver ends; 0: never
}

// Runtime runs tasks. See Config.
type Runtime struct {
	phase       atom.Uint32
	def         *Pool
	interactive *Pool // nil if it has no workers
	virtual     *virtual
	monitor     *monitor // nil with one ordered worker
	clock       clock.Clock
	seed        uint64
	maxDrivers  int
	idleTimeout time.Duration
	closeReport time.Duration
	logger      *slog.Logger
	nodes       nodeTable

	coroutines atom.Int64 // that exist
	drivers    atom.Int64 // goroutines of drivers and of the monitor
	quiet      park.Latch // nothing runs and nothing can any more; only after Shutdown or Close
	stopped    park.Latch // all drivers have ended
	maxLogged  atom.Bool
}

// The phases of a runtime, in order.
const (
	runtimeOpen     = iota
	runtimeDraining // Shutdown: no tasks from outside
	runtimeClosed   // Close: blocking calls fail, tasks not started fail
	runtimeStopped  // the drivers end
)

// New starts a runtime.
func New(cfg Config) *Runtime {
	rt := newRuntime(cfg)
	for _, p := range rt.pools() {
		for _, w := range p.workers {
			rt.startDriver(w)
		}
	}
	return rt
}

//go:norace
func newRuntime(cfg Config) *Runtime {
	rt := &Runtime{
		clock: clock.System{}, seed: cfg.Seed, maxDrivers: cfg.MaxDrivers, idleTimeout: cfg.IdleTimeout,
		closeReport: cfg.CloseReport, logger: cfg.Logger,
	}
	rt.quiet.Init()
	rt.stopped.Init()
	if rt.seed == 0 && !cfg.Deterministic {
		rt.seed = rnd.Entropy()
	}
	if cfg.Deterministic || cfg.Cooperative {
		rt.virtual = newVirtual(rt, cfg.Deterministic)
		if cfg.Deterministic {
			rt.clock = rt.virtual
		}
		rt.def = newPool(rt, "default", 1, 1)
		return rt
	}
	if cfg.Interactive > 0 {
		rt.interactive = newPool(rt, "interactive", cfg.Interactive, 1)
	}
	rt.def = newPool(rt, "default", cfg.Workers, cfg.Interactive+1)
	for _, p := range rt.pools() {
		if len(p.workers) < rt.maxDrivers { // else there can be no stand-ins
			rt.monitor = &monitor{rt: rt}
		}
	}
	return rt
}

func (rt *Runtime) pools() []*Pool {
	if rt.interactive == nil {
		return []*Pool{rt.def}
	}
	return []*Pool{rt.interactive, rt.def}
}

// PoolByName returns the pool of that name; a pool without workers is the default one.
func (rt *Runtime) PoolByName(name string) (*Pool, error) {
	switch {
	case name == "default", name == "interactive" && rt.interactive == nil:
		return rt.def, nil
	case name == "interactive":
		return rt.interactive, nil
	}
	return nil, &spec.ArgumentError{Msg: fmt.Sprintf(spec.MsgPoolName, name)}
}

// ordered reports that the runtime has one worker and keeps an order of its own.
func (rt *Runtime) ordered() bool { return rt.virtual != nil }

// joinsInPlace reports whether a wait is to run the awaited task on the waiter's stack, where it may. The seed of a
// deterministic runtime decides it each time, since tasks that are always run in place are always run in the same order.
func (rt *Runtime) joinsInPlace() bool {
	v := rt.virtual
	return v == nil || v.seeded && v.rng.N(2) == 0
}

func (rt *Runtime) backlog() bool {
	for _, p := range rt.pools() {
		if p.backlog() {
			return true
		}
	}
	return false
}

func (rt *Runtime) startDriver(w *worker) {
	rt.drivers.Add(1)
	thread.Daemon("driver", w.drive)
}

func (rt *Runtime) driverEnded() {
	if rt.drivers.Add(-1) == 0 && rt.phase.Load() == runtimeStopped {
		rt.stopped.Open()
	}
}

func (rt *Runtime) logMaxDrivers(p *Pool) {
	if rt.maxLogged.CompareAndSwap(false, true) {
		rt.logger.Warn("veritask: MaxDrivers reached; tasks that block in Go itself hold up the others",
			"pool", p.name, "max", rt.maxDrivers)
	}
}

// Context returns a context for spawning into rt from outside; it is otherwise parent.
func (rt *Runtime) Context(parent context.Context) context.Context {
	return inherit(parent, contextOf(parent), rt.def)
}

// DefaultWorkers is how many workers a pool has when nobody says.
func DefaultWorkers() int { return runtime.GOMAXPROCS(0) }
