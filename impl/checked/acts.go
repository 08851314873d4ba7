//go:build veritask_explore

package checked

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/park"
	"github.com/veritask/veritask/impl/internal/seam"
	lin "github.com/veritask/veritask/linearizability"
)

// submitting: threads outside spawn a task each, while workers go to sleep: PO-20.
func submitting(threads int, wait bool) act {
	return act{fmt.Sprintf("%d submit, wait: %v", threads, wait), func(h *house) {
		for i := range threads {
			body := h.body()
			h.outside(fmt.Sprintf("submitter%d", i+1), func(ctx context.Context) {
				if t := impl.Spawn(ctx, body); wait {
					_ = h.fetch(ctx, t, i+1)
				}
			})
		}
	}}
}

// holding: a task holds its worker until another one runs, so a second worker must be awake. Which of the two is found
// first is open: PO-15, PO-20.
func holding(inside bool) act {
	return act{fmt.Sprintf("a task holds its worker until another has run, spawned inside: %v", inside), func(h *house) {
		var ran park.Latch
		ran.Init()
		h.free = ran.Open
		opens := h.body(func(context.Context) error { ran.Open(); return nil })
		waits := h.body(func(ctx context.Context) error {
			if inside {
				impl.Spawn(ctx, opens)
			}
			ran.Wait()
			return nil
		})
		h.outside("submitter", func(ctx context.Context) {
			impl.Spawn(ctx, waits)
			if !inside {
				impl.Spawn(ctx, opens)
			}
		})
	}}
}

// sticky: two tasks for one worker, from outside.
func sticky() act {
	return act{"2 submit sticky tasks", func(h *house) {
		for i := range 2 {
			body := h.body(impl.Yield)
			h.outside(fmt.Sprintf("submitter%d", i+1), func(ctx context.Context) { impl.Async(ctx, body) })
		}
	}}
}

// claiming: a task is claimed by whoever comes first, a worker that finds it or the task that waits for it: PO-25.
func claiming(children int, newestFirst bool) act {
	return act{fmt.Sprintf("%d children joined, newest first: %v", children, newestFirst), func(h *house) {
		var bodies []func(context.Context) (int, error)
		for range children {
			bodies = append(bodies, h.body())
		}
		h.run(func(ctx context.Context) error {
			tasks := make([]*impl.Task[int], children)
			for i, b := range bodies {
				tasks[i] = impl.Spawn(ctx, b)
			}
			for i := range tasks {
				if newestFirst {
					i = children - 1 - i
				}
				if err := h.fetch(ctx, tasks[i], i+1); err != nil {
					return err
				}
			}
			return nil
		})
	}}
}

// scheduling: a task that its waiter may run in place before it is in a queue.
func scheduling() act {
	return act{"a fresh task is scheduled and waited for", func(h *house) {
		fresh := impl.NewTask(h.ctx, h.body())
		h.run(func(ctx context.Context) error { return h.fetch(ctx, fresh, 1) })
		h.outside("scheduler", func(ctx context.Context) {
			err := impl.Schedule(ctx, fresh)
			h.expect(err == nil, "Schedule: %v", err)
		})
	}}
}

// waiting: threads and a task wait for one task, which ends meanwhile: TASK-03, TASK-06.
func waiting(threads int, task bool) act {
	return act{fmt.Sprintf("%d threads and a task (%v) wait for one", threads, task), func(h *house) {
		t := impl.Spawn(h.ctx, h.body())
		for i := range threads {
			h.outside(fmt.Sprintf("waiter%d", i+1), func(ctx context.Context) {
				_ = h.fetch(ctx, t, 1)
				h.expect(t.IsDone() && !t.IsFailed(), "a task that was waited for is not done")
			})
		}
		if task {
			h.run(func(ctx context.Context) error { return h.fetch(ctx, t, 1) })
		}
	}}
}

var errEnough = errors.New("enough")

// abandoning: the wait for a task is cancelled, perhaps while the task ends: WAIT-01.
func abandoning(task, ends bool) act {
	return act{fmt.Sprintf("a wait is cancelled, of a task: %v, while what it waits for ends: %v", task, ends), func(h *house) {
		event := impl.NewEvent(false)
		t := impl.Spawn(h.ctx, h.body(event.Wait))
		inner, cancel := seam.NewContext(h.ctx)
		wait := func(context.Context) error {
			n, err := t.Fetch(inner)
			h.expect(err == nil && n == 1 || errors.Is(err, errEnough), "fetched %d, %v", n, err)
			return nil
		}
		if task {
			h.run(wait)
		} else {
			h.outside("waiter", func(ctx context.Context) { _ = wait(ctx) })
		}
		h.outside("canceller", func(context.Context) { cancel(errEnough) })
		if ends {
			h.outside("notifier", func(context.Context) { event.Notify() })
		}
	}}
}

// outliving: a wait ends as it should, under a context that does not end: WAIT-05.
func outliving() act {
	return act{"a wait under a context that lives on", func(h *house) {
		event := impl.NewEvent(false)
		inner, _ := seam.NewContext(h.ctx)
		h.run(func(context.Context) error { return event.Wait(inner) })
		h.outside("notifier", func(context.Context) { event.Notify() })
	}}
}

// parking: a task parks, and is unparked at any moment: SW-01, SW-02.
func parking(unparks int) act {
	return act{fmt.Sprintf("a task parks, %d unpark", unparks), func(h *house) {
		t := impl.Spawn(h.ctx, h.body(func(ctx context.Context) error {
			v, err := impl.Park(ctx)
			h.expect(err == nil && v != nil, "parked: %v, %v", v, err)
			return err
		}))
		for i := range unparks {
			h.outside(fmt.Sprintf("unparker%d", i+1), func(context.Context) { impl.Unpark(t, i+1) })
		}
		h.outside("waiter", func(ctx context.Context) { _ = h.fetch(ctx, t, 1) })
	}}
}

// oneWay: a task waits for an event that is notified once, or twice: SW-27.
func oneWay(notifiers int) act {
	return act{fmt.Sprintf("a task waits for a one-way event, %d notify", notifiers), func(h *house) {
		e := &impl.OneWayEvent{}
		h.run(e.Wait)
		for i := range notifiers {
			h.outside(fmt.Sprintf("notifier%d", i+1), func(context.Context) { e.Notify() })
		}
	}}
}

// syncing: a Sync joins what its body has spawned, grandchildren too: SY-01.
func syncing(grandchild bool) act {
	return act{fmt.Sprintf("Sync of 2, a grandchild: %v", grandchild), func(h *house) {
		over := 0
		done := func(context.Context) error { over++; return nil }
		first := h.body(done)
		second := h.body(func(ctx context.Context) error {
			if grandchild {
				impl.Spawn(ctx, first)
			}
			return nil
		}, done)
		h.run(func(ctx context.Context) error {
			err := impl.Sync(ctx, func(ctx context.Context) error {
				if !grandchild {
					impl.Spawn(ctx, first)
				}
				impl.Spawn(ctx, second)
				return nil
			})
			h.expect(err == nil && over == 2, "Sync returned %v after %d", err, over)
			return nil
		})
	}}
}

// late: one outside spawns into a Sync that ends. The task is joined, or refused: SY-09, SY-11.
func late() act {
	return act{"one outside spawns into a Sync that ends", func(h *house) {
		var inside context.Context // written before begun
		var begun, over atom.Bool
		body := h.body(func(context.Context) error {
			h.expect(!over.Load(), "the task ran after Sync had returned")
			return nil
		})
		h.maybe()
		h.run(func(ctx context.Context) error {
			err := impl.Sync(ctx, func(ctx context.Context) error {
				inside = ctx
				begun.Store(true)
				return nil
			})
			over.Store(true)
			h.expect(err == nil, "Sync returned %w", err)
			return nil
		})
		h.outside("late", func(context.Context) {
			if begun.Load() {
				impl.Spawn(inside, body)
			}
		})
	}}
}

// spreading: children of a Sync spawn into it at the same time: SY-10.
func spreading() act {
	return act{"Sync of 2 that spawn one each", func(h *house) {
		over := 0
		done := func(context.Context) error { over++; return nil }
		spawns := func() func(context.Context) (int, error) {
			child := h.body(done)
			return h.body(func(ctx context.Context) error {
				impl.Spawn(ctx, child)
				return nil
			}, done)
		}
		first, second := spawns(), spawns()
		h.run(func(ctx context.Context) error {
			err := impl.Sync(ctx, func(ctx context.Context) error {
				impl.Spawn(ctx, first)
				impl.Spawn(ctx, second)
				return nil
			})
			h.expect(err == nil && over == 4, "Sync returned %v after %d", err, over)
			return nil
		})
	}}
}

// scoping: a task fails, which ends the wait of its sibling, and Scope joins both: SY-13, SY-14.
func scoping() act {
	return act{"Scope of 2, one fails", func(h *house) {
		event := impl.NewEvent(false)
		var woken error
		fails := h.body(func(context.Context) error { return errEnough })
		waits := h.body(func(ctx context.Context) error {
			woken = event.Wait(ctx)
			return woken
		})
		h.may = []bool{false, true} // it may be refused
		h.run(func(ctx context.Context) error {
			err := impl.Scope(ctx, func(ctx context.Context) error {
				impl.Spawn(ctx, fails)
				impl.Spawn(ctx, waits)
				return nil
			})
			h.expect(errors.Is(err, errEnough), "Scope returned %v", err)
			return nil
		})
	}}
}

// leaving: a task calls Goexit, perhaps in place, and so does who waits for it, but not before the other one has ended: SY-17.
func leaving(scope bool) act {
	name, group := "Sync", impl.Sync
	if scope {
		name, group = "Scope", impl.Scope
	}
	return act{name + " of 2, one exits", func(h *house) {
		exits := h.body(func(context.Context) error {
			runtime.Goexit()
			return nil
		})
		other := h.body(impl.Yield)
		h.may[1] = scope // it may be refused
		joins := h.body(func(ctx context.Context) error {
			var o *impl.Task[int]
			defer func() { h.expect(o.IsDone(), "%s ended before a task", name) }()
			return group(ctx, func(ctx context.Context) error {
				impl.Spawn(ctx, exits)
				o = impl.Spawn(ctx, other)
				return nil
			})
		})
		h.outside("main", func(ctx context.Context) {
			err := impl.Spawn(ctx, joins).Wait(ctx)
			h.expect(errors.Is(err, impl.ErrGoexit), "who joins ended by %v", err)
		})
	}}
}

// stopping: the runtime is shut down, or closed, while a task is submitted from outside: LI-01, LI-09.
func stopping(name string, stop func(*house, context.Context)) act {
	return act{name + " while one submits", func(h *house) {
		body := h.body()
		h.maybe()
		h.outside("submitter", func(ctx context.Context) {
			t := impl.Spawn(ctx, body)
			n, err := t.Fetch(context.Background()) // with ctx it fails once the runtime has been closed
			h.expect(err == nil && n == 1 && h.ran[0] == 1 || errors.Is(err, impl.ErrRuntimeClosed) && h.ran[0] == 0,
				"fetched %d, %v, after %d runs", n, err, h.ran[0])
		})
		h.outside("stopper", func(ctx context.Context) { stop(h, ctx) })
	}}
}

// closing: the runtime is closed while a task waits for an event that is notified meanwhile: WAIT-09.
func closing(closers int, notified bool) act {
	return act{fmt.Sprintf("closed by %d while a task waits, notified: %v", closers, notified), func(h *house) {
		event := impl.NewEvent(false)
		t := impl.Spawn(h.ctx, h.body(event.Wait))
		h.maybe()
		if notified {
			h.outside("notifier", func(context.Context) { event.Notify() })
		}
		for i := range closers {
			h.outside(fmt.Sprintf("closer%d", i+1), func(context.Context) {
				h.rt.Close()
				h.expect(t.IsDone(), "Close has not waited")
			})
		}
	}}
}

// closingRelock: the runtime is closed while a Wait that was notified waits for its lock: LI-12.
func closingRelock() act {
	return act{"closed while a Wait gets its lock back", func(h *house) {
		lock := &impl.ReentrantLock{}
		changed := impl.NewCondition[int](lock)
		t := impl.Spawn(h.ctx, h.body(func(ctx context.Context) error {
			return lock.With(ctx, func() error {
				n, err := changed.Wait(ctx)
				h.expect(n == 7 && err == nil || errors.Is(err, impl.ErrRuntimeClosed), "Wait: %d, %v", n, err)
				return nil
			})
		}))
		h.maybe()
		h.outside("notifier", func(context.Context) {
			ctx := context.Background() // it must have the lock though the runtime is closed
			_ = lock.With(ctx, func() error { changed.Notify(ctx, 7); return nil })
		})
		h.outside("closer", func(context.Context) {
			h.rt.Close()
			h.expect(t.IsDone(), "Close has not waited")
		})
	}}
}

// draining: the runtime is shut down while a task spawns its last child, for a worker that has just gone to sleep. Each
// worker has an idle coroutine by then, so the child runs in one that was counted as idle. The child begins before its
// parent ends, and ends whenever the opener lets it: LI-02.
func draining() act {
	return act{"Shutdown while a task spawns for one who has just gone to sleep", func(h *house) {
		ended := false
		var began, drains, there, may park.Latch
		latches := []*park.Latch{&began, &drains, &there, &may}
		for _, l := range latches {
			l.Init()
		}
		h.free = func() {
			for _, l := range latches {
				l.Open()
			}
		}
		first := h.body(func(context.Context) error { began.Wait(); return nil })
		child := h.body(func(ctx context.Context) error {
			there.Open()
			may.Wait()
			return impl.Yield(ctx)
		}, func(context.Context) error { ended = true; return nil })
		parent := h.body(func(ctx context.Context) error {
			began.Open()
			drains.Wait()
			impl.Spawn(ctx, child)
			there.Wait()
			return nil
		})
		h.outside("stopper", func(ctx context.Context) {
			impl.Spawn(ctx, first)
			impl.Spawn(ctx, parent)
			began.Wait()
			drains.Open()
			shutdown(h, ctx)
			h.expect(ended, "Shutdown has returned before the child has ended")
		})
		h.outside("opener", func(context.Context) { may.Open() })
	}}
}

func shutdown(h *house, ctx context.Context) {
	err := h.rt.Shutdown(ctx)
	h.expect(err == nil, "Shutdown: %v", err)
}

func closeDown(h *house, _ context.Context) { h.rt.Close() }

// runtimes are programs of whole runtimes.
func runtimes() []lin.Unit {
	return slices.Concat(
		acts("sleepers", 1, submitting(1, false), submitting(1, true), submitting(2, false), sticky()),
		acts("sleepers", 2, holding(false), holding(true)),
		acts("claim", 1, claiming(1, false), claiming(2, false), claiming(2, true), scheduling()),
		acts("completion", 1, waiting(1, false), waiting(2, false), waiting(1, true), abandoning(false, true)),
		acts("completion", 1, abandoning(true, false), outliving(), abandoning(true, true)),
		acts("unpark", 1, parking(1), parking(2), oneWay(1), oneWay(2)),
		acts("groups", 1, syncing(false), syncing(true), spreading(), late(), scoping(), leaving(false), leaving(true)),
		acts("stop", 2, draining()),
		acts("stop", 1, stopping("Shutdown", shutdown), stopping("Close", closeDown), closing(1, true), closing(2, false),
			closingRelock()),
	)
}
