//go:build veritask_explore

package checked

import (
	"context"
	"errors"
	"fmt"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/coro"
	"github.com/veritask/veritask/impl/internal/park"
	"github.com/veritask/veritask/impl/internal/seam"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// A nap is a sleeper's right to be woken: whoever takes it away calls Unpark, and nobody else does. It is the number of the
// Park that it belongs to, from 1 on; 0: there is none.
type nap struct{ of atom.Uint32 }

func (n *nap) offer(i int) { n.of.Store(uint32(i)) }

func (n *nap) take(i int) bool { return n.of.CompareAndSwap(uint32(i), 0) }

// await takes the right once it is offered.
func (n *nap) await(i int) {
	for l := atom.NewLoop(); !n.take(i); l.Again() {
	}
}

// dreamer is a coroutine that parks a few times. Whoever makes it ready drives it on, so it migrates.
type dreamer struct {
	park.Parker
	nap    nap
	cor    coro.Coro
	rounds int
	woken  int // parks that have ended
	ended  bool
}

func newDreamer(rounds int) *dreamer {
	d := &dreamer{rounds: rounds}
	d.ForCoroutine(d)
	d.cor.Pull(d)
	return d
}

// RunCoro parks, rounds times. The waker may come from the offer on: before Notified, before the switch, before Commit.
func (d *dreamer) RunCoro(*coro.Coro) {
	for i := range d.rounds {
		d.nap.offer(i + 1)
		if !d.Notified() {
			d.cor.Yield()
		}
		d.woken++
	}
}

// drive is what a worker does.
func (d *dreamer) drive() {
	for d.cor.Resume() {
		if d.Commit() {
			return // from here on somebody else may be driving
		}
	}
	d.ended = true
}

// Ready is called by Unpark.
func (d *dreamer) Ready() { d.drive() }

func (d *dreamer) check(*explore.Outcome) error {
	if !d.ended || d.woken != d.rounds {
		return fmt.Errorf("the coroutine was woken %d times of %d, ended: %v", d.woken, d.rounds, d.ended)
	}
	return nil
}

// dreaming is a program of a coroutine that parks a few times, and of wakers of which each ends the parks listed.
func dreaming(name string, rounds int, wakers ...[]int) explore.Program {
	return explore.Program{Name: name, Setup: func(r *explore.Run) {
		d := newDreamer(rounds)
		r.Name("coroutine", d)
		r.Go("driver", d.drive)
		for i, parks := range wakers {
			r.Go(fmt.Sprintf("waker%d", i+1), func() {
				for _, k := range parks {
					d.nap.await(k)
					d.Unpark()
				}
			})
		}
		r.Check(d.check)
	}}
}

// contending is a program of a coroutine that parks once, and of wakers of which one may unpark it; then it parks again,
// and is woken by the next: a second Unpark for the first would end that too early.
func contending(wakers int) explore.Program {
	return explore.Program{Name: fmt.Sprintf("coroutine, %d contend for one unpark", wakers), Setup: func(r *explore.Run) {
		d := newDreamer(2)
		r.Name("coroutine", d)
		r.Go("driver", d.drive)
		var tookFirst, tookSecond int
		for i := range wakers {
			r.Go(fmt.Sprintf("waker%d", i+1), func() {
				if d.nap.take(1) {
					tookFirst++
					d.Unpark()
				}
				if d.nap.take(2) {
					tookSecond++
					d.Unpark()
				}
			})
		}
		r.Check(func(*explore.Outcome) error {
			if d.woken != tookFirst+tookSecond || d.ended != (d.woken == 2) {
				return fmt.Errorf("woken %d times by %d, ended: %v", d.woken, tookFirst+tookSecond, d.ended)
			}
			return nil
		})
	}}
}

// napping is a program of a goroutine that parks a few times, and of wakers of which each ends the parks listed.
func napping(name string, rounds int, wakers ...[]int) explore.Program {
	return explore.Program{Name: name, Setup: func(r *explore.Run) {
		var p park.Parker
		var n nap
		p.ForGoroutine()
		woken := 0
		r.Name("parker", &p)
		r.Name("nap", &n)
		r.Go("sleeper", func() {
			for i := range rounds {
				n.offer(i + 1)
				p.Park()
				woken++
			}
		})
		for i, parks := range wakers {
			r.Go(fmt.Sprintf("waker%d", i+1), func() {
				for _, k := range parks {
					n.await(k)
					p.Unpark()
				}
			})
		}
		r.Check(func(*explore.Outcome) error {
			if woken != rounds {
				return fmt.Errorf("woken %d times of %d", woken, rounds)
			}
			return nil
		})
	}}
}

// napUntil is a program of a goroutine that parks until it is woken or a context ends, and then once more: the permit of a
// waker that came at the same time as the end must have been taken.
func napUntil() explore.Program {
	return explore.Program{Name: "goroutine, until a context ends", Setup: func(r *explore.Run) {
		newRun(0)
		var p park.Parker
		var n nap
		p.ForGoroutine()
		ctx, cancel := seam.NewContext(context.Background())
		first, second, gaveUp, unparked := false, false, false, false
		r.Name("parker", &p)
		r.Name("nap", &n)
		r.Go("sleeper", func() {
			n.offer(1)
			if !p.ParkUntil(ctx.Done()) {
				if gaveUp = n.take(1); !gaveUp {
					p.Park()
				}
			}
			first = true
			n.offer(2)
			p.Park()
			second = true
		})
		r.Go("waker", func() {
			if n.take(1) {
				unparked = true
				p.Unpark()
			}
			n.await(2)
			p.Unpark()
		})
		r.Go("canceller", func() { cancel(errors.New("enough")) })
		r.Check(func(*explore.Outcome) error {
			if !first || !second || gaveUp == unparked {
				return fmt.Errorf("parks ended: %v, %v; gave up: %v, unparked: %v", first, second, gaveUp, unparked)
			}
			return nil
		})
	}}
}

// latching is a program of latches, each opened twice, and of goroutines that wait for them in all ways there are.
func latching(name string, wait func(one, other *park.Latch, done <-chan struct{}) error) explore.Program {
	return explore.Program{Name: "latch, " + name, Setup: func(r *explore.Run) {
		newRun(0)
		var one, other park.Latch
		one.Init()
		other.Init()
		ctx, cancel := seam.NewContext(context.Background())
		var err error
		passed := false
		r.Name("one", &one)
		r.Name("other", &other)
		r.Go("waiter", func() {
			err = wait(&one, &other, ctx.Done())
			passed = true
		})
		r.Go("opener1", one.Open)
		r.Go("opener2", func() {
			one.Open()
			other.Open()
		})
		r.Go("canceller", func() { cancel(nil) })
		r.Check(func(*explore.Outcome) error {
			if !passed {
				return errors.New("the waiter sleeps before an open latch")
			}
			return err
		})
	}}
}

// parks are programs of going to sleep and being woken.
func parks() []lin.Unit {
	errEarly := errors.New("the latch is open before it was opened")
	return programs("park",
		napping("goroutine, parks twice", 2, []int{1, 2}),
		napping("goroutine, parks twice, two wakers", 2, []int{1}, []int{2}),
		napUntil(),
		dreaming("coroutine, parks once", 1, []int{1}),
		dreaming("coroutine, parks three times", 3, []int{1, 2, 3}),
		dreaming("coroutine, parks three times, two wakers", 3, []int{1, 3}, []int{2}),
		dreaming("coroutine, parks three times, three wakers", 3, []int{1}, []int{2}, []int{3}),
		contending(2), contending(3),
		latching("waited for", func(one, _ *park.Latch, _ <-chan struct{}) error {
			one.Wait()
			return nil
		}),
		latching("waited for until a context ends", func(one, other *park.Latch, done <-chan struct{}) error {
			if one.WaitUntil(done) {
				return nil
			}
			select {
			case <-done:
				other.Wait()
				return nil
			default:
				return errEarly
			}
		}),
		latching("waited for until another opens", func(one, other *park.Latch, done <-chan struct{}) error {
			if !one.WaitOr(other) {
				one.Wait() // it was opened before the other
			}
			return nil
		}),
	)
}
