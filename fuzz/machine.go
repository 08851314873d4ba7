package fuzz

import (
	"context"
	"errors"
	"fmt"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/impl/checked"
	"github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// machine is a primitive, its model, and what clients do with it.
type machine struct {
	name string
	// make makes a fresh object, in a task of a deterministic runtime.
	make  func(ctx context.Context, size int) linearizability.Subject
	model func(size int) model.Model
	sizes []int       // to choose from; 0 is as good as none
	ops   []choice    // to choose from
	after []spec.Kind // what an idle client does at the end, until it fails, so that everybody can leave
}

// choice is an operation with its weight.
type choice struct {
	op     spec.Op
	weight int
}

// Machines returns the names of the machines.
func Machines() []string {
	var names []string
	for _, m := range machines() {
		names = append(names, m.name)
	}
	return names
}

func machineOf(name string) (*machine, error) {
	for _, m := range machines() {
		if m.name == name {
			return &m, nil
		}
	}
	return nil, fmt.Errorf("fuzz: no machine %q; there are %v", name, Machines())
}

func machines() []machine {
	return []machine{
		event("event", false), event("autoevent", true), semaphore(), channel(), lock(), condition(), tasks(),
	}
}

func of(k spec.Kind, weight int) choice { return choice{spec.Op{Kind: k}, weight} }

func with(k spec.Kind, n, weight int) choice { return choice{spec.Op{Kind: k, N: n}, weight} }

// event: EV-01 to EV-11, and WAIT-01 to WAIT-03 as in all machines.
func event(name string, auto bool) machine {
	return machine{
		name: name,
		make: func(context.Context, int) linearizability.Subject {
			return linearizability.EventSubject(impl.NewEvent(auto))
		},
		model: func(int) model.Model { return model.Event{Auto: auto}.Model() },
		sizes: []int{0},
		ops:   []choice{of(spec.EventWait, 10), of(spec.EventNotify, 6), of(spec.EventReset, 3), of(spec.EventIsSet, 2)},
	}
}

// semaphore: SEM-01 to SEM-11, WAIT-01 to WAIT-03.
func semaphore() machine {
	return machine{
		name: "semaphore",
		make: func(_ context.Context, size int) linearizability.Subject {
			return linearizability.SemaphoreSubject(impl.NewSemaphore(size))
		},
		model: func(size int) model.Model { return model.Semaphore{Size: size}.Model() },
		sizes: []int{1, 1, 2, 3},
		ops: []choice{
			of(spec.SemAcquire, 12), of(spec.SemTryAcquire, 3), of(spec.SemRelease, 8),
			with(spec.SemResize, 0, 1), with(spec.SemResize, 1, 1), with(spec.SemResize, 2, 1), with(spec.SemResize, 3, 1),
		},
	}
}

// channel: CH-01 to CH-22, WAIT-01 to WAIT-03.
func channel() machine {
	return machine{
		name: "channel",
		make: func(ctx context.Context, size int) linearizability.Subject {
			ch := impl.NewChannel[int](size)
			return linearizability.ChannelSubject(ch, func(caller context.Context, err error) { endBound(ctx, caller, ch, err) })
		},
		model: func(size int) model.Model { return model.Channel{Cap: size}.Model() },
		sizes: []int{0, 0, 1, 1, 2, 3, impl.Inf},
		ops: []choice{
			of(spec.ChanPut, 16), of(spec.ChanTake, 14), of(spec.ChanTryPut, 5), of(spec.ChanTryTake, 5), of(spec.ChanFetch, 4),
			of(spec.ChanWait, 3), of(spec.ChanIsReady, 2), of(spec.ChanIsFull, 2), of(spec.ChanIsOpen, 1), of(spec.ChanLen, 2),
			with(spec.ChanClose, 0, 1), with(spec.ChanClose, 1, 1), with(spec.ChanEndBound, 0, 1), with(spec.ChanEndBound, 2, 1),
		},
	}
}

// endBound binds the channel to a task, which ends, and returns when that has had its effect.
func endBound(ctx, caller context.Context, ch *impl.Channel[int], err error) {
	ch.Bind(impl.Spawn(ctx, func(context.Context) (struct{}, error) { return struct{}{}, err }))
	for ch.IsOpen() {
		_ = impl.Yield(caller)
	}
}

// lock: LK-01 to LK-08, WAIT-01 to WAIT-03.
func lock() machine {
	return machine{
		name: "lock",
		make: func(context.Context, int) linearizability.Subject {
			return linearizability.LockSubject(&impl.ReentrantLock{})
		},
		model: func(int) model.Model { return model.Lock{MaxPasses: spec.LockPasses}.Model() },
		sizes: []int{0},
		ops:   []choice{of(spec.LockLock, 10), of(spec.LockTryLock, 3), of(spec.LockUnlock, 10), of(spec.LockIsLocked, 1)},
		after: []spec.Kind{spec.LockUnlock},
	}
}

// condition: CO-01 to CO-07, and the lock with it.
func condition() machine {
	return machine{
		name: "condition",
		make: func(context.Context, int) linearizability.Subject {
			l := &impl.ReentrantLock{}
			return checked.ConditionSubject(l, impl.NewCondition[int](l))
		},
		model: func(int) model.Model { return model.Condition{MaxPasses: spec.LockPasses}.Model() },
		sizes: []int{0},
		ops: []choice{
			of(spec.LockLock, 12), of(spec.LockTryLock, 2), of(spec.LockUnlock, 8), of(spec.LockIsLocked, 1),
			of(spec.CondWait, 10), of(spec.CondWaitFirst, 4), with(spec.CondNotifyAll, 1, 2), with(spec.CondNotifyOne, 2, 4),
			with(spec.CondFailAll, 3, 1), with(spec.CondFailOne, 4, 2),
		},
		after: []spec.Kind{spec.LockUnlock},
	}
}

// tasks: TASK-01 to TASK-09.
func tasks() machine {
	all := []choice{{spec.Op{Kind: spec.TaskJoin, Tasks: "a"}, 1}, {spec.Op{Kind: spec.TaskJoin, Tasks: "ba"}, 2}}
	for _, t := range []string{"a", "b", "c"} {
		all = append(all,
			choice{spec.Op{Kind: spec.TaskFinish, Tasks: t, N: 7}, 2}, choice{spec.Op{Kind: spec.TaskFail, Tasks: t, N: 1}, 1},
			choice{spec.Op{Kind: spec.TaskWait, Tasks: t}, 3}, choice{spec.Op{Kind: spec.TaskFetch, Tasks: t}, 3},
			choice{spec.Op{Kind: spec.TaskIsDone, Tasks: t}, 1}, choice{spec.Op{Kind: spec.TaskIsFailed, Tasks: t}, 1},
		)
	}
	return machine{
		name:  "tasks",
		make:  newTasks,
		model: func(size int) model.Model { return model.Tasks{Count: size}.Model() },
		sizes: []int{3},
		ops:   append(all, choice{spec.Op{Kind: spec.TaskJoin, Tasks: "cab"}, 2}),
	}
}

// newTasks makes tasks that park until they are told how to end.
func newTasks(ctx context.Context, n int) linearizability.Subject {
	type ending struct {
		value int
		err   error
	}
	bodies := make([]*impl.Task[int], n)
	set := linearizability.TaskSet{Finish: func(i, v int, err error) { impl.Unpark(bodies[i], ending{v, err}) }}
	for i := range bodies {
		bodies[i] = impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			told, err := impl.Park(ctx)
			e, ok := told.(ending)
			if !ok {
				return 0, errors.Join(err, errors.New("fuzz: told nothing"))
			}
			return e.value, e.err
		})
		set.Handles = append(set.Handles, bodies[i])
	}
	return linearizability.TasksSubject(set)
}
