package fuzz

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// session is one run of a machine. Steps are done by the main task of a deterministic runtime. Each takes one tick of
// virtual time, so that everything that can move has moved when the main task goes on:
//
//	step      half a tick: its own effect          half a tick: deadlines
//	 ├───────────────────────────────────┼───────────────────────┬───────────┤
//	                              who is blocked?             deadlines    who is blocked?
type session struct {
	machine *machine
	rt      *impl.Runtime
	steps   chan Step
	done    chan error
	over    chan error // the main task has ended
	failed  error      // the first error of a step
	program Program    // what has been done

	// Of the main task.
	ctx     context.Context
	subject linearizability.Subject
	oracle  oracle
	clients []*client
	now     int // in ticks
	values  int // that were put

	// Of whoever has mu: tasks of this runtime never run at the same time, but nothing else orders them.
	mu       sync.Mutex
	returned []answer // since the last look, in this order
}

// tick is how long a step takes, in virtual time.
const tick = time.Millisecond

// patience is how long a step may really take.
const patience = 20 * time.Second

// client is a task that makes calls.
type client struct {
	task *impl.Task[struct{}]
	call *call // that it is in
}

// call is a call of a client.
type call struct {
	id, client int
	op         spec.Op
	ctx        context.Context
	stop       func()      // ends the context; nil: that ends nothing
	due        int         // the tick in which its context ends by itself; 0: never
	asked      bool        // its context has ended
	result     spec.Result // when it has returned
}

// answer is what a call has returned.
type answer struct {
	call   *call
	result spec.Result
}

var (
	errStopped = errors.New("fuzz: cancelled by a step")
	errSilent  = fmt.Errorf("fuzz: a step has not ended in %v", patience)
)

func (m machine) open(size int, seed uint64) *session {
	s := &session{
		machine: &m,
		rt: impl.New(impl.Config{
			Deterministic: true, Seed: seed, CloseReport: -1, Logger: slog.New(slog.DiscardHandler),
		}),
		steps:   make(chan Step),
		done:    make(chan error, 1),
		over:    make(chan error, 1),
		program: Program{Machine: m.name, Size: size, Seed: seed},
	}
	s.oracle.model = m.model(size)
	s.oracle.state = s.oracle.model.Init
	go func() {
		err := s.rt.Run(context.Background(), func(ctx context.Context) error { return s.main(ctx, size) })
		s.rt.Close()
		s.over <- err
	}()
	return s
}

// do makes a step, unless one before has failed.
func (s *session) do(step Step) {
	if s.failed != nil {
		return
	}
	s.steps <- step
	select {
	case s.failed = <-s.done:
	case s.failed = <-s.over: // nobody expects that here
		s.failed = errors.Join(errors.New("fuzz: the main task has ended"), s.failed)
		s.over <- nil
	case <-time.After(patience):
		s.failed = errSilent
	}
	if s.failed != nil {
		s.failed = fmt.Errorf("step %d, %v: %w", len(s.program.Steps), step, s.failed)
	}
}

// close brings all calls to their end, each step of which is judged like any other.
func (s *session) close() error {
	close(s.steps)
	if errors.Is(s.failed, errSilent) {
		return s.failed // whoever is stuck is left behind
	}
	select {
	case err := <-s.over:
		if s.failed == nil {
			s.failed = err
		}
	case <-time.After(patience):
		if s.failed == nil {
			s.failed = errSilent
		}
	}
	return s.failed
}

// main is the body of the main task.
func (s *session) main(ctx context.Context, size int) error {
	root, stop := context.WithCancel(ctx)
	s.ctx = root
	s.subject = s.machine.make(root, size)
	for range Clients {
		c := &client{}
		c.task = impl.Spawn(root, s.play)
		s.clients = append(s.clients, c)
	}
	err := impl.Sleep(ctx, tick)
	for step := range s.steps {
		err = s.step(step)
		s.done <- err
	}
	if err != nil { // everybody leaves, but nobody judges any more
		s.oracle.model.Step = func(state any, _ *model.Step) (any, bool) { return state, true }
		_ = s.leave()
	} else {
		err = s.leave()
	}
	if c, ok := s.subject.(interface{ Close() }); ok {
		c.Close()
	}
	stop()
	return err
}

// play is the body of a client.
func (s *session) play(ctx context.Context) (struct{}, error) {
	for {
		told, err := impl.Park(ctx)
		if err != nil {
			return struct{}{}, err
		}
		c := told.(*call)
		r := s.subject.Do(c.ctx, c.op)
		s.mu.Lock()
		s.returned = append(s.returned, answer{c, r})
		s.mu.Unlock()
	}
}

// step does a step and judges what has become of it.
func (s *session) step(step Step) error {
	if step.Client < 0 || step.Client > Clients {
		return fmt.Errorf("fuzz: there are %d clients", Clients)
	}
	if step.Client == 0 {
		return s.pass(step)
	}
	c := s.clients[step.Client-1]
	switch {
	case step.Op.Kind == spec.NoOp && (c.call == nil || c.call.stop == nil):
		return nil
	case step.Op.Kind == spec.NoOp:
		s.program.Steps = append(s.program.Steps, step)
		if err := s.expire(c.call); err != nil {
			return err
		}
		c.call.stop()
		return s.settle(nil)
	case c.call != nil:
		return nil
	}
	k := s.newCall(&step)
	s.program.Steps = append(s.program.Steps, step)
	c.call = k
	impl.Unpark(c.task, k)
	return s.settle(k)
}

func (s *session) pass(step Step) error {
	s.program.Steps = append(s.program.Steps, step)
	for range max(step.Limit, 1) {
		if err := s.settle(nil); err != nil {
			return err
		}
	}
	return nil
}

// newCall makes the call of a step, and completes the step: values that are put are numbered.
func (s *session) newCall(step *Step) *call {
	if k := step.Op.Kind; (k == spec.ChanPut || k == spec.ChanTryPut) && step.Op.N == 0 {
		s.values++
		step.Op.N = s.values
	}
	if !step.Op.Kind.Cancellable() {
		step.Limit = 0
	}
	k := &call{id: s.oracle.nextID(), client: step.Client - 1, op: step.Op, ctx: s.ctx}
	if !step.Op.Kind.Cancellable() {
		return k
	}
	ctx, cancel := context.WithCancelCause(k.ctx)
	k.ctx, k.stop = ctx, func() { cancel(errStopped) }
	if step.Limit > 0 {
		k.due = s.now + step.Limit
		limited, free := impl.WithTimeout(ctx, time.Duration(step.Limit-1)*tick+tick*3/4)
		k.ctx, k.stop = limited, func() {
			cancel(errStopped)
			free()
		}
	}
	if step.Limit == Ended {
		k.asked = true
		k.stop()
	}
	return k
}

// settle lets one tick pass, and judges the state in the middle and at the end. fresh is the call that has just begun.
func (s *session) settle(fresh *call) error {
	if err := s.look(fresh); err != nil {
		return err
	}
	s.now++
	for _, c := range s.clients {
		if k := c.call; k != nil && k.due == s.now && !k.asked {
			if err := s.expire(k); err != nil {
				return err
			}
		}
	}
	return s.look(nil)
}

// expire says that the context of a call that waits has ended.
func (s *session) expire(k *call) error {
	if k.asked {
		return nil
	}
	k.asked = true
	return s.oracle.cancel(k)
}

// look lets half a tick pass and judges what there is to see.
func (s *session) look(fresh *call) error {
	if err := impl.Sleep(s.ctx, tick/2); err != nil {
		return err
	}
	s.mu.Lock()
	returned := s.returned
	s.returned = nil
	s.mu.Unlock()
	back := map[*call]bool{}
	for _, a := range returned {
		k := a.call
		back[k], k.result = true, a.result
		s.clients[k.client].call = nil
		if k.stop != nil {
			k.stop()
		}
	}
	if fresh != nil {
		if err := s.oracle.begin(fresh, back[fresh]); err != nil {
			return err
		}
	}
	for _, a := range returned {
		if k := a.call; k != fresh {
			if err := s.oracle.end(k); err != nil {
				return err
			}
		}
	}
	return s.oracle.quiet(s.blocked())
}

// blocked returns the calls that have not returned, in the order of their numbers.
func (s *session) blocked() []*call {
	var all []*call
	for _, c := range s.clients {
		if c.call != nil {
			all = append(all, c.call)
		}
	}
	return all
}

// leave ends all calls, in judged steps.
func (s *session) leave() error {
	for range 3 * Clients {
		if len(s.blocked()) == 0 {
			return nil
		}
		for i, c := range s.clients {
			var err error
			if c.call != nil {
				err = s.step(Cancel(i + 1))
			}
			for _, kind := range s.machine.after {
				err = errors.Join(err, s.until(i, kind))
			}
			if err != nil {
				return fmt.Errorf("when all contexts ended: %w", err)
			}
		}
		if c, ok := s.subject.(interface{ Close() }); ok {
			c.Close() // what this does has no step
			return impl.Sleep(s.ctx, tick)
		}
	}
	return fmt.Errorf("fuzz: asleep, though all contexts have ended: %v", s.oracle.names(s.blocked()))
}

// until has an idle client do something until it fails.
func (s *session) until(i int, kind spec.Kind) error {
	for c := s.clients[i]; c.call == nil; {
		k := s.newCall(&Step{Client: i + 1, Op: spec.Op{Kind: kind}})
		c.call = k
		impl.Unpark(c.task, k)
		if err := s.settle(k); err != nil || k.result.Status == spec.Failed {
			return err
		}
	}
	return nil
}
