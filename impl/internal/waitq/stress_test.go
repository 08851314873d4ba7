package waitq

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// Waiters come, tokens come, and waiters are cancelled, all at once. In the end every token has let exactly one waiter
// go, every waiter was let go or cancelled, and nothing is left.
func TestConservation(t *testing.T) {
	calls := 20000
	if testing.Short() || raceEnabled {
		calls = 2000
	}
	const clients = 8
	for _, cancelOneIn := range []int{1, 2, 10} {
		g := newGate()
		var entered, waited, gaveUp, given, stop atomic.Int64
		waiting := make([]atomic.Pointer[Waiter], clients)
		var all, others sync.WaitGroup
		for client := range clients {
			all.Go(func() {
				w := newWaiter()
				waiting[client].Store(w)
				for range calls {
					c, granted := g.q.Suspend(w)
					if granted {
						entered.Add(1)
						continue
					}
					w.Park()
					if c.Cancelled() {
						gaveUp.Add(1)
					} else {
						waited.Add(1)
						entered.Add(1)
					}
				}
			})
		}
		others.Go(func() {
			for stop.Load() == 0 {
				if given.Load()-entered.Load() < 2 { // else they would all find tokens, and nobody would wait
					given.Add(1)
					g.give()
				} else {
					runtime.Gosched()
				}
			}
		})
		for range 2 {
			others.Go(func() {
				for stop.Load() == 0 {
					if w := waiting[rand.IntN(clients)].Load(); w != nil && rand.IntN(cancelOneIn) == 0 {
						w.Cancel()
					}
					runtime.Gosched()
				}
			})
		}
		all.Wait()
		stop.Store(1)
		others.Wait()
		if n := entered.Load() + gaveUp.Load(); n != clients*int64(calls) {
			t.Fatalf("%d calls ended, want %d", n, clients*calls)
		}
		if n := entered.Load() + int64(g.tokens()); n != given.Load() {
			t.Fatalf("%d tokens were given, %d let somebody go or are left", given.Load(), n)
		}
		t.Logf("%d entered, %d of them waited, %d gave up", entered.Load(), waited.Load(), gaveUp.Load())
		if gaveUp.Load() == 0 || waited.Load() == 0 {
			t.Fatal("so the test shows little")
		}
		g.check(t)
	}
}

// One token goes round: each waiter that is let go gives the next. Their order is that of their numbers.
func TestOrderUnderLoad(t *testing.T) {
	calls := 20000
	if testing.Short() || raceEnabled {
		calls = 2000
	}
	const clients = 6
	g := newGate()
	var last atomic.Uint64 // the number that went last, plus one
	var waited atomic.Int64
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			w := newWaiter()
			for range calls {
				n, wait := drawAndPark(g, w)
				runtime.Gosched() // so that others come while the token is out
				if wait {
					waited.Add(1)
					if l := last.Swap(n + 1); l > n {
						t.Errorf("number %d went after %d", n, l-1)
					}
				}
				g.give()
			}
		})
	}
	g.give()
	all.Wait()
	t.Logf("%d calls waited", waited.Load())
	if waited.Load() == 0 {
		t.Error("nobody waited, so the test shows nothing")
	}
	if g.tokens() != 1 {
		t.Errorf("%d tokens are left of 1", g.tokens())
	}
	g.check(t)
}

// drawAndPark is Suspend and Park, and tells the number.
func drawAndPark(g *gate, w *Waiter) (number uint64, waited bool) {
	e := g.q.bothEnds()
	from := e.tail.p.Load()
	n, granted := g.Enlist()
	if granted {
		return 0, false
	}
	if _, granted := e.suspend(w, n, from); !granted {
		w.Park()
	}
	return n & NumberMask, true
}

// Everybody is let go by one step again and again while they come and give up.
func TestAllAtOnce(t *testing.T) {
	rounds := 2000
	if testing.Short() || raceEnabled {
		rounds = 200
	}
	const clients = 4
	for round := range rounds {
		g := newGate()
		var all sync.WaitGroup
		waiters := make([]*Waiter, clients)
		for i := range waiters {
			waiters[i] = newWaiter()
			all.Go(func() {
				if c, granted := g.q.Suspend(waiters[i]); !granted {
					if g.open.Load() {
						c.Resume() // it came too late to be told
					}
					waiters[i].Park()
				}
			})
		}
		all.Go(func() { waiters[round%clients].Cancel() })
		all.Go(func() {
			g.open.Store(true)
			g.q.ResumeAll(g.word.Load())
		})
		all.Wait()
		g.check(t)
	}
}
