package checked

import (
	"context"
	"log/slog"
	"time"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/impl/internal/park"
	lin "github.com/veritask/veritask/linearizability"
)

// Open starts a runtime with that many workers and returns an object of impl on it as a target. Close ends the runtime.
func Open(object lin.Object, workers int) lin.Target {
	stamp := lin.Parked
	park.Hook.Store(&stamp)
	// Clients may end with a lock, which is nobody's mistake here.
	s := &stage{rt: impl.New(impl.Config{Workers: workers, Logger: slog.New(slog.DiscardHandler)})}
	return lin.Target{
		Name:   "impl",
		Object: object,
		Stamps: lin.Some,
		New:    s.maker(object),
		Start:  s.starter(object),
		Pause:  func(ctx context.Context) { _ = impl.Yield(ctx) }, // an ended context is no reason not to go on
		Close:  s.close,
	}
}

// stage is where the clients of one target play: a runtime, and the goroutines around it.
type stage struct{ rt *impl.Runtime }

// maker returns what makes fresh objects.
func (s *stage) maker(object lin.Object) func(lin.Env) lin.Subject {
	switch object {
	case lin.Event, lin.AutoEvent:
		return func(lin.Env) lin.Subject { return lin.EventSubject(impl.NewEvent(object == lin.AutoEvent)) }
	case lin.Semaphore:
		return func(env lin.Env) lin.Subject { return lin.SemaphoreSubject(impl.NewSemaphore(env.Setup.Size)) }
	case lin.Channel:
		return func(env lin.Env) lin.Subject { return newChannel(s.context(env), env.Setup.Size) }
	case lin.Lock:
		return func(lin.Env) lin.Subject { return lin.LockSubject(&impl.ReentrantLock{}) }
	case lin.Lockable:
		return func(lin.Env) lin.Subject { return lin.LockableSubject(impl.NewLockable(0)) }
	case lin.Condition:
		return func(lin.Env) lin.Subject {
			lock := &impl.ReentrantLock{}
			return ConditionSubject(lock, impl.NewCondition[int](lock))
		}
	case lin.LocalCondition:
		return func(lin.Env) lin.Subject { return lin.LocalConditionSubject(&localNumbers{}) }
	case lin.Select, lin.AutoSelect:
		return func(lin.Env) lin.Subject {
			p := newPick(object == lin.AutoSelect)
			return lin.PickSubject(p.permits, p.event, p.choose)
		}
	case lin.Tasks:
		return func(env lin.Env) lin.Subject { return lin.TasksSubject(newTasks(s.context(env), env.Setup.Tasks)) }
	default:
		panic("checked: no target for object " + string(object))
	}
}

// context is env's, for callers from outside the runtime.
func (s *stage) context(env lin.Env) context.Context { return s.rt.Context(env.Ctx) }

// starter returns what starts clients.
func (s *stage) starter(object lin.Object) func(lin.Env, int, func(context.Context)) {
	if object == lin.LocalCondition {
		return s.startOnOneWorker()
	}
	return s.start
}

// start runs a client as a task or as a goroutine.
func (s *stage) start(env lin.Env, client int, body func(ctx context.Context)) {
	if isGoroutine(client) {
		go body(s.context(env))
		return
	}
	impl.Spawn(s.context(env), func(ctx context.Context) (struct{}, error) {
		body(ctx)
		return struct{}{}, nil
	})
}

// closeTimeout is how long close waits for clients that a violation has left behind.
const closeTimeout = 5 * time.Second

// close ends the runtime. Clients of a run that found a call stuck may never end; they are left alone.
func (s *stage) close() {
	closed := make(chan struct{})
	go func() {
		s.rt.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(closeTimeout):
	}
}
