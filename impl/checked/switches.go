//go:build veritask_explore

package checked

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/veritask/veritask/impl"
	lin "github.com/veritask/veritask/linearizability"
)

// switches are programs of tasks that are scheduled, interrupted and switched to.
func switches() []lin.Unit {
	return slices.Concat(
		acts("schedule", 1, posting(), permitting(false), permitting(true), failing(false), failing(true)),
		acts("interrupt", 1, interrupting(false), interrupting(true), interruptingTwice(), interruptingPark()),
		acts("launch", 1, launching(false, false), launching(false, true), launching(true, false), launching(true, true)),
		acts("switch", 1, handingOver(false), handingOver(true), taking(false), taking(true)),
	)
}

// posting: a fresh task is scheduled with a value, by two, and waited for by a task that may run it in place.
func posting() act {
	return act{"a fresh task gets a value from 2, and is waited for", func(h *house) {
		fresh := impl.NewTask(h.ctx, h.body(func(ctx context.Context) error {
			me := impl.Current(ctx)
			_ = impl.Schedule(ctx, me) // or there is a permit from the other one
			v, err := impl.Park(ctx)
			h.expect(err == nil && v != nil, "Park: %v, %v", v, err)
			return err
		}))
		h.run(func(ctx context.Context) error { return h.fetch(ctx, fresh, 1) })
		for i := range 2 {
			h.outside(fmt.Sprintf("scheduler%d", i+1), func(ctx context.Context) { _ = impl.ScheduleValue(ctx, fresh, i+1) })
		}
	}}
}

// permitting: a task is scheduled until that is accepted, while it comes to its suspension, perhaps out of another wait.
func permitting(waits bool) act {
	return act{fmt.Sprintf("a task is scheduled while it comes to Park, out of another wait: %v", waits), func(h *house) {
		event := impl.NewEvent(false)
		t := impl.Spawn(h.ctx, h.body(func(ctx context.Context) error {
			if waits {
				if err := event.Wait(ctx); err != nil {
					return err
				}
			}
			_, err := impl.Park(ctx)
			return err
		}))
		if waits {
			h.outside("notifier", func(context.Context) { event.Notify() })
		}
		h.outside("scheduler", func(ctx context.Context) {
			began := t.IsStarted()
			accepted := impl.Schedule(ctx, t) == nil
			h.expect(accepted || waits || !began, "a task that runs, or is suspended, was not scheduled")
			if !accepted { // queued or blocked: it comes to Park without a permit
				impl.Unpark(t, 1)
			}
			h.expect(t.Wait(ctx) == nil, "the task failed")
		})
	}}
}

// failing: a task is made to fail while a worker, or a task that waits for it, is about to run it.
func failing(inPlace bool) act {
	return act{fmt.Sprintf("a task fails before it begins, or after, joined in place: %v", inPlace), func(h *house) {
		body := h.body(func(ctx context.Context) error { return impl.Yield(ctx) })
		h.maybe()
		ran := func() bool { return h.ran[0] == 1 }
		t := impl.NewTask(h.ctx, body)
		h.outside("scheduler", func(ctx context.Context) { _ = impl.Schedule(ctx, t) })
		h.outside("interrupter", func(ctx context.Context) {
			err := impl.ScheduleError(ctx, t, errEnough)
			h.expect(err == nil || ran(), "ScheduleError: %v", err)
		})
		wait := func(ctx context.Context) error {
			err := t.Wait(ctx)
			h.expect(err == nil && ran() || errors.Is(err, errEnough), "the task ended with %v after %v runs", err, h.ran[0])
			return nil
		}
		if inPlace {
			h.run(wait)
		} else {
			h.outside("waiter", func(ctx context.Context) { _ = wait(ctx) })
		}
	}}
}

// interrupting: a task that waits for a signal is interrupted, perhaps while the signal comes. It gets the one or the other,
// and the signal is not lost.
func interrupting(notified bool) act {
	return act{fmt.Sprintf("a wait is interrupted, notified: %v", notified), func(h *house) {
		event := impl.NewEvent(true)
		body := h.body(func(ctx context.Context) error {
			err := event.Wait(ctx)
			h.expect(err == nil && notified || err == errEnough, "Wait: %v", err) //nolint:errorlint // the very error
			if err == nil {
				event.Notify() // it had it
				err = impl.Yield(ctx)
				h.expect(err == nil || err == errEnough, "Yield: %v", err) //nolint:errorlint // the very error
			}
			return nil
		})
		t := impl.Spawn(h.ctx, body)
		h.maybe()
		if notified {
			h.outside("notifier", func(context.Context) { event.Notify() })
		}
		h.outside("interrupter", func(ctx context.Context) {
			_ = impl.ScheduleError(ctx, t, errEnough)
			err := t.Wait(ctx)
			h.expect(err == nil || errors.Is(err, errEnough) && h.ran[0] == 0, "the task failed: %v", err)
		})
		h.outside("last", func(ctx context.Context) {
			_ = t.Wait(ctx)
			if notified {
				h.expect(event.Wait(ctx) == nil, "the signal was lost")
			}
		})
	}}
}

var errSecond = errors.New("second")

// interruptingTwice: two errors for one task, which end one wait of it, or two.
func interruptingTwice() act {
	return act{"a task is interrupted twice", func(h *house) {
		event := impl.NewEvent(false)
		body := h.body(func(ctx context.Context) error {
			for range 2 {
				err := event.Wait(ctx)
				h.expect(err == nil || err == errEnough || err == errSecond, "Wait: %v", err) //nolint:errorlint // the very error
			}
			return nil
		})
		t := impl.Spawn(h.ctx, body)
		h.maybe()
		for _, err := range []error{errEnough, errSecond} {
			h.outside(err.Error(), func(ctx context.Context) {
				_ = impl.ScheduleError(ctx, t, err)
				event.Notify()
			})
		}
	}}
}

// interruptingPark: a suspended task is interrupted and unparked. One permit is left, or used.
func interruptingPark() act {
	return act{"Park is interrupted and unparked", func(h *house) {
		body := h.body(func(ctx context.Context) error {
			v, err := impl.Park(ctx)
			if err != nil {
				h.expect(err == errEnough, "Park: %v", err) //nolint:errorlint // the very error
				v, err = impl.Park(ctx)
			}
			h.expect(err == nil && v == 7 || err == errEnough, "Park: %v, %v", v, err) //nolint:errorlint // the very error
			return nil
		})
		t := impl.Spawn(h.ctx, body)
		h.maybe()
		h.outside("unparker", func(context.Context) { impl.Unpark(t, 7) })
		h.outside("interrupter", func(ctx context.Context) { _ = impl.ScheduleError(ctx, t, errEnough) })
	}}
}

// launching: somebody makes a channel with a task that fills it, and finds that the task has come to its first wait.
func launching(inside, blocks bool) act {
	return act{fmt.Sprintf("a task is launched from inside: %v, blocks: %v", inside, blocks), func(h *house) {
		event := impl.NewEvent(false)
		come := false // not synchronized: the explorer runs one thread at a time
		body := h.body(func(ctx context.Context) error {
			come = true
			if blocks {
				return event.Wait(ctx)
			}
			return nil
		})
		launch := func(ctx context.Context) error {
			ch := impl.Produce(ctx, 1, func(ctx context.Context, _ *impl.Channel[int]) error {
				_, err := body(ctx)
				return err
			})
			h.expect(come && ch.IsOpen() == blocks, "the task has come to its end or its wait: %v, open: %v", come, ch.IsOpen())
			event.Notify()
			_, err := ch.Take(ctx)
			h.expect(err == impl.ErrClosed, "Take: %v", err) //nolint:errorlint // the very error
			return nil
		}
		if inside {
			h.run(launch)
		} else {
			h.outside("launcher", func(ctx context.Context) { _ = launch(ctx) })
		}
		h.outside("submitter", func(ctx context.Context) { impl.Spawn(ctx, h.body()) })
	}}
}

// handingOver: a task switches to a fresh one, while somebody wakes it before it has left, or cancels its suspension.
func handingOver(suspends bool) act {
	return act{fmt.Sprintf("switches to fresh tasks, suspends: %v", suspends), func(h *house) {
		fresh, next := impl.NewTask(h.ctx, h.body()), impl.NewTask(h.ctx, h.body())
		main := impl.Spawn(h.ctx, h.body(func(ctx context.Context) error {
			var v any
			var err error
			if suspends {
				v, err = impl.YieldTo(ctx, fresh, nil)
			} else {
				_, err = impl.YieldWith(ctx, fresh, nil)
			}
			h.expect(err == nil && (v == 5) == suspends, "switched: %v, %v", v, err)
			_, err = impl.YieldWith(ctx, next, nil)
			h.expect(err == nil, "switched to the next one: %v", err)
			_ = h.fetch(ctx, next, 2)
			return h.fetch(ctx, fresh, 1)
		}))
		if suspends {
			h.outside("unparker", func(context.Context) { impl.Unpark(main, 5) })
		}
		h.outside("waiter", func(ctx context.Context) { _ = h.fetch(ctx, main, 3) })
	}}
}

// taking: a task switches to one that is suspended, or about to be, and perhaps unparked by somebody else.
func taking(unparked bool) act {
	return act{fmt.Sprintf("a switch to a suspended task, unparked: %v", unparked), func(h *house) {
		sleeper := impl.Spawn(h.ctx, h.body(func(ctx context.Context) error {
			v, err := impl.Park(ctx)
			h.expect(err == nil && v != nil, "Park: %v, %v", v, err)
			return err
		}))
		h.run(func(ctx context.Context) error {
			_, err := impl.YieldWith(ctx, sleeper, 1)
			h.expect(err == nil || err.Error() == "yield: Task not runnable", "YieldWith: %v", err)
			if err != nil {
				impl.Unpark(sleeper, 2)
			}
			return h.fetch(ctx, sleeper, 1)
		})
		if unparked {
			h.outside("unparker", func(context.Context) { impl.Unpark(sleeper, 3) })
		}
	}}
}
