//go:build veritask_explore

package checked

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/impl/internal/seam"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// house is a runtime under exploration, and what its tasks are expected to do. Its drivers are daemons.
type house struct {
	r     *explore.Run
	rt    *impl.Runtime
	ctx   context.Context // for callers from outside
	ran   []int           // how often each body has run
	may   []bool          // the body need not run
	errs  []error         // what was found wrong
	spent func() bool     // reports whether bodies need not run, since no time passes any more; nil: they must
	free  func()          // lets go what holds a worker, so that Close ends; nil: nothing does
}

// config is that of a runtime without a monitor and idle timeouts, for whom time would have to pass.
func config(workers int) impl.Config {
	return impl.Config{
		Workers: workers, MaxDrivers: workers, Seed: 1, CloseReport: -1, Logger: slog.New(slog.DiscardHandler),
	}
}

func newRuntime(workers int) *impl.Runtime { return impl.New(config(workers)) }

func newHouse(r *explore.Run, workers int) *house {
	newRun(0)
	return newHouseOf(r, newRuntime(workers))
}

func newHouseOf(r *explore.Run, rt *impl.Runtime) *house {
	h := &house{r: r, rt: rt}
	h.ctx = h.rt.Context(context.Background())
	r.Name("runtime", h.rt)
	describe(r)
	r.Check(h.check)
	r.Invariant(h.rt.Leaks)
	r.After(left)
	r.AllEnd()
	r.Drain(func() {
		if seam.Moves() {
			seam.Drain()
		}
		if h.free != nil {
			h.free()
		}
		h.rt.Close()
	})
	return h
}

// body returns the body of one more task, which does what it is told and returns its number, from 1 on.
func (h *house) body(do ...func(ctx context.Context) error) func(context.Context) (int, error) {
	h.ran = append(h.ran, 0)
	h.may = append(h.may, false)
	n := len(h.ran)
	return func(ctx context.Context) (int, error) {
		h.ran[n-1]++
		for _, f := range do {
			if err := f(ctx); err != nil {
				return 0, err
			}
		}
		return n, nil
	}
}

// maybe says that the last body need not run.
func (h *house) maybe() { h.may[len(h.may)-1] = true }

// expect notes what is wrong.
func (h *house) expect(ok bool, format string, args ...any) {
	if !ok {
		h.errs = append(h.errs, fmt.Errorf(format, args...))
	}
}

func (h *house) check(o *explore.Outcome) error {
	if h.spent != nil && h.spent() {
		return errors.Join(h.errs...)
	}
	if !o.Ended() {
		return fmt.Errorf("asleep: %v", o.Blocked())
	}
	for i, n := range h.ran {
		h.expect(n == 1 || n == 0 && h.may[i], "body %d ran %d times", i+1, n)
	}
	return errors.Join(h.errs...)
}

// fetch waits for a task and looks at its value.
func (h *house) fetch(ctx context.Context, t *impl.Task[int], want int) error {
	n, err := t.Fetch(ctx)
	h.expect(err == nil && n == want, "fetched %d, %v, not %d", n, err, want)
	return err
}

// outside runs f on a thread that is none of the runtime's.
func (h *house) outside(name string, f func(ctx context.Context)) { h.r.Go(name, func() { f(h.ctx) }) }

// run runs main as a task, and waits for it on a thread outside.
func (h *house) run(main func(ctx context.Context) error) {
	body := h.body(main)
	n := len(h.ran)
	h.outside("main", func(ctx context.Context) { _ = h.fetch(ctx, impl.Spawn(ctx, body), n) })
}

// act is a program of a runtime, whatever its number of workers.
type act struct {
	name string
	play func(h *house)
}

// acts makes units of them: with a runtime of one worker and with one of two, or from fewest workers on.
func acts(class string, fewest int, all ...act) []lin.Unit {
	var units []lin.Unit
	for workers := fewest; workers <= 2; workers++ {
		for _, a := range all {
			name := fmt.Sprintf("%s, workers: %d", a.name, workers)
			units = append(units, programs(class,
				explore.Program{Name: name, Setup: func(r *explore.Run) { a.play(newHouse(r, workers)) }})...)
		}
	}
	return units
}
