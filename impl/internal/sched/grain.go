package sched

import (
	"time"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/thread"
)

// grain is what a thief has learnt about the work that it steals.
//
// A stolen task costs three transfers of a cache line between cores, and each look at a deque one more, for its owner's
// next push. Of tasks that run for less than that, two cores make fewer than one alone. So a thief takes the time that
// the first entry of its booty lasted. If that was too short, it takes one entry at a time, and before it looks at
// anybody's deque again it waits, twice as long each time; meanwhile the owner gets on undisturbed. Each entry worth its
// while halves what it has learnt: a task of nothing that an interrupt prolonged does not set it going at full speed.
//
// The longest wait, 4,096 spins or some 80 us, is about as long as it takes to wake a sleeper.
//
// Rejected: taking the time of the whole booty, because a task of it may let go another one, which then runs here and
// looks like booty. Stealing from long deques only: recursion that joins in place keeps its deques short, and each of
// their oldest entries is worth stealing.
type grain struct {
	timed atom.Owned[bool]      // the first entry of the booty runs
	since atom.Owned[time.Time] // when it was stolen
	wary  atom.Owned[int]       // how often in a row it was not worth it, up to mostWary
}

const (
	leastGrain = time.Microsecond // what is worth being stolen, its stealing included
	warySpins  = 16               // between two looks at what else there is to do
)

// begin is called when an entry was stolen and is about to run. Under the race detector thieves learn nothing: it does
// not see how the engine's goroutines come to know that package time has been initialised, and speed is no matter there.
func (g *grain) begin(w *worker) {
	if raced.Tasks {
		return
	}
	g.since.Set(w.rt.clock.Now())
	g.timed.Set(true)
}

// end is called before the next entry is looked for.
func (g *grain) end(w *worker) {
	if !g.timed.Get() {
		return
	}
	g.timed.Set(false)
	if w.rt.clock.Now().Sub(g.since.Get()) >= leastGrain {
		g.wary.Set(g.wary.Get() / 2)
		return
	}
	g.wary.Set(min(g.wary.Get()+1, mostWary))
}

// most is how many entries to take beside the first.
func (g *grain) most() int {
	if g.wary.Get() > 0 {
		return 0
	}
	return stealMost
}

// hesitate lets the others work undisturbed for a while, unless the last booty was worth it. It returns what comes from
// elsewhere meanwhile.
func (g *grain) hesitate(w *worker) *Runnable {
	if g.wary.Get() == 0 {
		return nil
	}
	for range 1 << g.wary.Get() {
		for range warySpins {
			thread.Spin()
		}
		if !w.pool.injector.Empty() || !w.sticky.Empty() {
			return w.next()
		}
	}
	return nil
}
