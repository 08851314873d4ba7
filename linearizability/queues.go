package linearizability

import (
	"context"
	"fmt"

	"github.com/veritask/veritask/spec"
)

// NumberDeque is a deque of numbers from 1 on. Pop and Steal return 0 for nothing.
type NumberDeque interface {
	Push(n int) // owner only
	Pop() int   // owner only
	Steal() int
}

// NumberQueue is a queue of numbers from 1 on. Pop returns 0 for nothing.
type NumberQueue interface {
	Push(n int)
	Pop() int
	Empty() bool
}

// DequeSubject adapts a deque.
func DequeSubject(d NumberDeque) Subject { return &dequeSubject{d} }

type dequeSubject struct{ deque NumberDeque }

func (s *dequeSubject) Do(_ context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	switch op.Kind {
	case spec.Push:
		s.deque.Push(op.N)
	case spec.Pop:
		return spec.Result{Value: s.deque.Pop()}
	case spec.Steal:
		return spec.Result{Value: s.deque.Steal()}
	default:
		return notMine(op)
	}
	return spec.Result{}
}

// QueueSubject adapts a queue.
func QueueSubject(q NumberQueue) Subject { return &queueSubject{q} }

type queueSubject struct{ queue NumberQueue }

func (s *queueSubject) Do(_ context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	switch op.Kind {
	case spec.Push:
		s.queue.Push(op.N)
	case spec.Pop:
		return spec.Result{Value: s.queue.Pop()}
	case spec.IsEmpty:
		return spec.Bool(s.queue.Empty())
	default:
		return notMine(op)
	}
	return spec.Result{}
}

// fills are the numbers of entries that deques and queues begin with: none; one or two, so that owner and thief meet at
// the last one, or a segment of two ends; and three, so that two pushes more make a ring of four grow.
var fills = map[Object][]int{Deque: {0, 1, 2, 3}, Queue: {0, 1, 2}}

// queueClasses are the classes of a deque or a queue, whose calls do not wait. Each has all fills.
func queueClasses(object Object) []Class {
	all := []Class{
		{Object: object, Threads: 3, Calls: 1},
		{Object: object, Threads: 2, Calls: 2},
		{Object: object, Threads: 3, Calls: 2},
	}
	if object == Deque {
		all = append(all, Class{Object: object, Threads: 2, Calls: 2, Owner: 4})
	}
	return all
}

func (c Class) queueScenarios() []Scenario {
	var all []Scenario
	for _, n := range fills[c.Object] {
		c.Setup.Size = n
		if c.Object == Queue {
			all = append(all, c.scenarios(c.scripts())...)
		} else {
			all = append(all, c.owned()...)
		}
	}
	for i := range all {
		all[i].number()
	}
	return all
}

// owned returns the scenarios in which the first thread owns the deque, and the others, which are all alike, steal.
func (c Class) owned() []Scenario {
	calls := c.Calls
	if c.Owner > 0 {
		calls = c.Owner
	}
	thief := words([]spec.Op{{Kind: spec.Steal}}, c.Calls)[0]
	var all []Scenario
	for _, owner := range words([]spec.Op{{Kind: spec.Push}, {Kind: spec.Pop}}, calls) {
		s := Scenario{Object: c.Object, Setup: c.Setup, Clients: [][]Action{owner}}
		for range c.Threads - 1 {
			s.Clients = append(s.Clients, thief)
		}
		all = append(all, s)
	}
	return all
}

// number makes all pushes and puts add different numbers, which are not there from the beginning.
func (s *Scenario) number() {
	n := 0
	if s.Object != Channel {
		n = s.Setup.Size
	}
	for i, script := range s.Clients {
		script = append([]Action(nil), script...)
		for k := range script {
			switch script[k].Op.Kind {
			case spec.Push, spec.ChanPut, spec.ChanTryPut:
				n++
				script[k].Op.N = n
			}
		}
		s.Clients[i] = script
	}
}

// validateQueue reports what would make a scenario of a deque or a queue impossible to run or to judge.
func (s Scenario) validateQueue() error {
	if s.Setup.Size < 0 {
		return fmt.Errorf("linearizability: a %s of %d entries", s.Object, s.Setup.Size)
	}
	pushed := map[int]bool{}
	for i, script := range s.Clients {
		for _, a := range script {
			if err := s.validateQueueOp(i, a); err != nil {
				return err
			}
			if a.Op.Kind != spec.Push {
				continue
			}
			if a.Op.N <= s.Setup.Size || pushed[a.Op.N] {
				return fmt.Errorf("linearizability: %v: there is such an entry already", a)
			}
			pushed[a.Op.N] = true
		}
	}
	return nil
}

func (s Scenario) validateQueueOp(client int, a Action) error {
	var ok bool
	switch a.Op.Kind {
	case spec.NoOp:
		return fmt.Errorf("linearizability: %v: nobody waits for a %s", a, s.Object)
	case spec.Push, spec.Pop:
		if s.Object == Deque && client > 0 {
			return fmt.Errorf("linearizability: %v: client 1 owns the deque", a)
		}
		ok = true
	case spec.Steal:
		ok = s.Object == Deque
	case spec.IsEmpty:
		ok = s.Object == Queue
	}
	if !ok {
		return fmt.Errorf("linearizability: %v is no operation of a %s", a, s.Object)
	}
	return nil
}

// possibleResults are those that a call which was stopped might have had, as far as it makes a difference to others.
func possibleResults(s Scenario, op spec.Op) []spec.Result {
	if s.Object == Channel {
		return channelResults(s, op)
	}
	results := []spec.Result{{}, spec.Bool(true)}
	if op.Kind == spec.Pop || op.Kind == spec.Steal {
		for n := range s.Setup.Size + s.Calls() {
			results = append(results, spec.Result{Value: n + 1})
		}
	}
	return results
}
