package impl

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// Config is what New makes a runtime from. The zero Config is what most programs want.
type Config struct {
	// Workers is how many tasks of the default pool run at a time; 0 is GOMAXPROCS.
	Workers int
	// Interactive is how many workers the interactive pool has; tasks for it go to the default pool if it has none.
	Interactive int
	// MaxDrivers bounds the workers of a pool together with those added while bodies block in Go itself; 0 is 10,000.
	MaxDrivers int
	// Deterministic runs all tasks on one worker, in an order that Seed alone decides, in virtual time, which moves
	// only when no task can run.
	Deterministic bool
	// Cooperative runs all tasks on one worker, strictly first in first out, and starts none on its waiter's stack.
	Cooperative bool
	// Seed decides the order of a deterministic runtime, and random choices elsewhere (0 there: an unpredictable one).
	Seed uint64
	// Logger gets what nobody waits for: reports of Close, MaxDrivers reached. nil is slog.Default().
	Logger *slog.Logger
	// CloseReport is how often Close logs the stacks of bodies that have not ended; 0 is 10 s, negative never.
	CloseReport time.Duration
}

// Runtime runs tasks on its workers until Shutdown or Close. Any number of runtimes may exist side by side.
type Runtime struct{ rt *sched.Runtime }

// New starts a runtime. It panics with *ArgumentError on a negative number of workers.
//
// A runtime started in a testing/synctest bubble works inside it, and one started outside cannot be used there.
func New(cfg Config) *Runtime {
	if cfg.Workers < 0 || cfg.Interactive < 0 || cfg.MaxDrivers < 0 {
		panic(&spec.ArgumentError{Msg: "veritask: negative number of workers"})
	}
	return &Runtime{sched.New(cfg.complete())}
}

// complete fills in what was left out.
func (cfg *Config) complete() sched.Config {
	c := sched.Config{
		Workers: cfg.Workers, Interactive: cfg.Interactive, MaxDrivers: cfg.MaxDrivers,
		Deterministic: cfg.Deterministic, Cooperative: cfg.Cooperative, Seed: cfg.Seed,
		Logger: cfg.Logger, CloseReport: cfg.CloseReport,
	}
	if c.Workers == 0 {
		c.Workers = sched.DefaultWorkers()
	}
	if c.MaxDrivers == 0 {
		c.MaxDrivers = sched.DefaultMaxDrivers
	}
	c.MaxDrivers = max(c.MaxDrivers, c.Workers, c.Interactive)
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.CloseReport == 0 {
		c.CloseReport = sched.DefaultCloseReport
	}
	return c
}

// Default returns the runtime of tasks that are spawned outside any other one. It starts on first use; its workers end
// after they have been idle for some seconds and start again when needed.
func Default() *Runtime { return &Runtime{sched.Default()} }

// Run runs main as a task of the default runtime and returns its failure: the error that main returned, as it is, or
// the *TaskFailedError of a panic or Goexit.
func Run(ctx context.Context, main func(ctx context.Context) error) error {
	return Default().Run(ctx, main)
}

// Run runs main as a task of r and waits until it is over, even if ctx ends before: main gets the same ctx and sees it.
// It returns the error that main returned, as it is, or the *TaskFailedError of a panic or Goexit, or
// ErrRuntimeClosed.
func (r *Runtime) Run(ctx context.Context, main func(ctx context.Context) error) error {
	t := Spawn(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, main(ctx) }, On(r), Named("main"))
	err := t.core.Wait(context.WithoutCancel(ctx))
	if failed, ok := err.(*spec.TaskFailedError); ok && !isEnd(failed.Cause) { //nolint:errorlint // the outermost alone
		return failed.Cause
	}
	return err
}

// isEnd reports whether a body ended otherwise than by returning.
func isEnd(cause error) bool {
	switch e := cause.(type) { //nolint:errorlint // what the runtime itself made
	case *spec.PanicError:
		return true
	default:
		return e == spec.ErrGoexit
	}
}

// Context returns parent with r as the runtime that tasks spawned with it belong to, for spawning from outside.
func (r *Runtime) Context(parent context.Context) context.Context { return r.rt.Context(parent) }

// Shutdown refuses tasks from outside, waits until all tasks of r are over, and stops it. If ctx ends first, Shutdown
// returns its cause and r goes on draining; call Shutdown again, or Close. It must not be called by a task of r.
func (r *Runtime) Shutdown(ctx context.Context) error { return r.rt.Shutdown(ctx) }

// Close makes every blocking call of r's tasks fail with ErrRuntimeClosed, fails the tasks that have not started with
// it, waits until the bodies that have started end, logging their stacks every Config.CloseReport, and stops r. The
// joins of Sync and Scope end when their tasks do. Called by a task of r it does not wait. Calls after the first do
// nothing more.
func (r *Runtime) Close() { r.rt.Close() }

// Dump writes one line for every task of r that is on a stack: name, state, where its function stands, and what it
// waits for; and how many entries wait in the queues. Tasks that run meanwhile may be shown as they were.
func (r *Runtime) Dump(w io.Writer) error { return r.rt.Dump(w) }
