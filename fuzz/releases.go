package fuzz

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"time"

	"github.com/veritask/veritask/impl"
)

// holders are tasks that hold something by With, each of which ends in its own way.
type holders struct {
	world
	what  string // semaphore, lock or lockable
	size  int    // of a semaphore
	exits []exit
	make  func() thing // nil: what it says
}

// String describes the holders for people.
func (h holders) String() string {
	return fmt.Sprintf("%s of %d, seed %d, bodies %v", h.what, h.size, h.seed, h.exits)
}

// releases: SEM-13, LK-09, LK-18.
func releases() Property {
	return law("release", "With gives back what it took, however its body ends",
		func(r *rand.Rand, size int) holders {
			h := holders{world: newWorld(r), what: []string{"semaphore", "lock", "lockable"}[r.Intn(3)], size: 1 + r.Intn(3)}
			for range 1 + r.Intn(size/2+1) {
				h.exits = append(h.exits, exit(r.Intn(int(numExits))))
			}
			return h
		}, holders.smaller, holders.releases)
}

func (h holders) smaller() []holders {
	var all []holders
	for _, exits := range without(h.exits) {
		if len(exits) > 0 {
			g := h
			g.exits = exits
			all = append(all, g)
		}
	}
	return all
}

// thing is what With takes.
type thing struct {
	with func(ctx context.Context, f func() error) error
	free func(ctx context.Context) bool
}

func (h holders) thing() thing {
	switch {
	case h.make != nil:
		return h.make()
	case h.what == "semaphore":
		s := impl.NewSemaphore(h.size)
		return thing{s.With, func(context.Context) bool { return s.InUse() == 0 }}
	case h.what == "lock":
		l := &impl.ReentrantLock{}
		return thing{l.With, func(context.Context) bool { return !l.IsLocked() }}
	default:
		l := impl.NewLockable(0)
		return thing{
			func(ctx context.Context, f func() error) error { return l.With(ctx, func(*int) error { return f() }) },
			func(ctx context.Context) bool {
				mine := l.TryLock(ctx)
				if mine {
					l.Unlock(ctx)
				}
				return mine
			},
		}
	}
}

// releases runs the holders, and looks at what they held when all have ended.
func (h holders) releases() error {
	var t tally
	err := h.run(func(ctx context.Context) error {
		held := h.thing()
		all := make([]*impl.Task[struct{}], len(h.exits))
		for i, e := range h.exits {
			all[i] = impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) {
				return struct{}{}, held.with(ctx, func() error { return h.hold(ctx, &t, e) })
			})
		}
		for i, task := range all {
			failed := endOf(ctx, task) != nil
			t.expect(failed == (h.exits[i] != returns), "body %d %v, and its task has failed: %v", i+1, h.exits[i], failed)
		}
		_, ever := t.counts()
		t.expect(ever == len(all), "%d of %d bodies ran", ever, len(all))
		t.expect(held.free(ctx), "all bodies have ended, and something is held")
		return nil
	})
	return errors.Join(err, t.err)
}

// hold is a body.
func (h holders) hold(ctx context.Context, t *tally, e exit) error {
	limit := 1
	if h.what == "semaphore" {
		limit = h.size
	}
	n := t.enter()
	defer t.leave()
	t.expect(n <= limit, "%d bodies hold it at once", n)
	ctx, stop := impl.WithTimeout(ctx, time.Millisecond)
	defer stop()
	_ = impl.Yield(ctx)
	return e.leave(ctx)
}

// endOf waits until a task has ended, without ending like it.
func endOf(ctx context.Context, t *impl.Task[struct{}]) error {
	for !t.IsDone() {
		if err := impl.Sleep(ctx, time.Millisecond); err != nil {
			return err
		}
	}
	return t.Err()
}
