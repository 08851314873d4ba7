//go:build veritask_explore

package checked

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/coro"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// leg is a coroutine that goes from one driver to another, with what its body does and how far it has come.
type leg struct {
	cor  coro.Coro
	run  func(*leg)
	free atom.Bool   // nobody resumes it, and it has not ended
	at   atom.Uint32 // steps made; something to be preempted at
	over bool
}

func newLeg(run func(*leg)) *leg {
	l := &leg{run: run}
	l.cor.Pull(l)
	return l
}

// RunCoro runs the body.
func (l *leg) RunCoro(*coro.Coro) {
	l.run(l)
	l.over = true
}

// relay is drivers that share coroutines.
type relay struct {
	all   []*leg
	left  atom.Int32 // coroutines that have not ended
	exits int        // drivers ended by a Goexit that was passed on
}

func newRelay(r *explore.Run, drivers int, legs ...*leg) *relay {
	y := &relay{all: legs}
	y.left.Store(int32(len(legs)))
	for _, l := range legs {
		l.free.Store(true)
	}
	r.Name("relay", y)
	for i := range drivers {
		r.Go(fmt.Sprintf("driver%d", i+1), y.drive)
	}
	return y
}

// drive resumes coroutines until all have ended.
func (y *relay) drive() {
	returned := false
	defer func() {
		if !returned {
			y.exits++
			y.left.Add(-1)
		}
	}()
	for l := atom.NewLoop(); y.left.Load() > 0; l.Again() {
		for _, c := range y.all {
			switch {
			case !c.free.CompareAndSwap(true, false):
			case c.cor.Resume():
				c.free.Store(true)
			default:
				y.left.Add(-1)
			}
		}
	}
	returned = true
}

func (y *relay) check(steps uint32, exits int) func(*explore.Outcome) error {
	return func(*explore.Outcome) error {
		for i, l := range y.all {
			if n := l.at.Load(); n != steps || !l.over && exits == 0 {
				return fmt.Errorf("coroutine %d has made %d steps of %d, is over: %v", i+1, n, steps, l.over)
			}
		}
		if y.exits != exits {
			return fmt.Errorf("%d drivers were ended by Goexit, want %d", y.exits, exits)
		}
		return nil
	}
}

// step makes step n; it panics if that is not the next one.
func (l *leg) step(n uint32) {
	if got := l.at.Add(1); got != n {
		panic(fmt.Sprintf("step %d, not %d", got, n))
	}
}

// running is a program of coroutines that yield in between steps, and of drivers that take turns.
func running(coroutines, drivers int) explore.Program {
	return explore.Program{
		Name: fmt.Sprintf("%d from driver to driver of %d", coroutines, drivers),
		Setup: func(r *explore.Run) {
			body := func(l *leg) {
				l.step(1)
				l.cor.Yield()
				l.step(2)
				l.cor.Yield()
				l.step(3)
			}
			var legs []*leg
			for range coroutines {
				legs = append(legs, newLeg(body))
			}
			r.Check(newRelay(r, drivers, legs...).check(3, 0))
		},
	}
}

// nesting is a program of a coroutine that resumes another one, which stays suspended while the first migrates.
func nesting() explore.Program {
	return explore.Program{Name: "one inside another, between 2 drivers", Setup: func(r *explore.Run) {
		inner := newLeg(func(l *leg) {
			l.step(1)
			l.cor.Yield()
			l.step(2)
		})
		outer := newLeg(func(l *leg) {
			alive := inner.cor.Resume()
			l.step(1)
			l.cor.Yield()
			if !alive || inner.cor.Resume() {
				panic("the inner coroutine has ended too early or too late")
			}
			l.step(2)
			l.cor.Yield()
			l.step(3)
		})
		check := newRelay(r, 2, outer).check(3, 0)
		r.Check(func(o *explore.Outcome) error {
			if !inner.over {
				return errors.New("the inner coroutine has not ended")
			}
			return check(o)
		})
	}}
}

// exiting is a program of a coroutine that ends by Goexit, which ends the driver that happens to run it.
func exiting() explore.Program {
	return explore.Program{Name: "Goexit, between 2 drivers", Setup: func(r *explore.Run) {
		r.Check(newRelay(r, 2, newLeg(func(l *leg) {
			l.step(1)
			l.cor.Yield()
			l.step(2)
			runtime.Goexit()
		})).check(2, 1))
	}}
}

// coros are programs of coroutines that are resumed by different threads.
func coros() []lin.Unit {
	return programs("coro", running(1, 2), running(2, 2), running(1, 3), nesting(), exiting())
}
