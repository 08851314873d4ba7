package linearizability

import (
	"cmp"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"github.com/veritask/veritask/spec"
)

// coordinator sees to it that a run comes to an end, and turns sleep into evidence. It never sleeps to make something
// happen.
//
// When no client is active, it takes a tick and ends the contexts of all calls that are stamped as waiting: a probe.
// A call that comes back cancelled was asleep then and had not been let go; one that was let go comes back normally,
// and its client goes on. If all come back cancelled, the state at the tick was quiescent with exactly these calls
// asleep, which the judge is told as a [Quiet].
//
// Without stamps nobody can tell the sleepers from the slow. When nothing has happened for a while the coordinator asks
// the model: can the history so far end with everybody asleep? If so, it wakes them by ending their contexts. If not,
// somebody should be on the way, and it waits on; only when that takes absurdly long, it lets the history end here,
// with everybody asleep, which has no explanation.
type coordinator struct {
	run     *run
	clients []*client // those of the run, and perhaps one that ends tasks
	rand    *rand.Rand
	quiets  []quiet

	timer  *time.Timer
	look   time.Time     // when the coordinator last looked at the time
	tick   int64         // the clock when something was last seen to happen
	quiet  time.Duration // how long nothing has happened since
	judged int64         // the clock when the model was last asked
	last   *History      // what to return if the run ends before its time
}

// quiet is a Quiet that names its calls by their records.
type quiet struct {
	at     int64
	asleep []*record
}

// watch returns when the run is over.
func (k *coordinator) watch() (*History, Verdict) {
	k.timer = time.NewTimer(k.run.limits.patience)
	defer k.timer.Stop()
	k.look = time.Now()
	for !k.finished() {
		verdict := Linearizable
		if k.wait() {
			if k.run.active.load() == 0 && k.settled() {
				verdict = k.probe()
			}
		} else if k.idle() {
			verdict = k.stalled()
		}
		if verdict != Linearizable {
			return k.giveUp(verdict)
		}
	}
	return k.history(k.quiets), Linearizable
}

func (k *coordinator) finished() bool {
	for _, c := range k.clients {
		if !c.finished.Load() {
			return false
		}
	}
	return true
}

// wait waits for the bell, and reports whether it rang before the patience was over.
func (k *coordinator) wait() bool {
	k.timer.Reset(k.run.limits.patience)
	select {
	case <-k.run.bell:
		return true
	case <-k.timer.C:
		return false
	}
}

// lap returns the time since the last lap. It counts no more than a few times the patience: if the whole process was
// stopped meanwhile, the others had no more time than the coordinator.
func (k *coordinator) lap() time.Duration {
	now := time.Now()
	d := min(now.Sub(k.look), 4*k.run.limits.patience)
	k.look = now
	return d
}

// idle reports whether nothing has happened since the coordinator last asked.
func (k *coordinator) idle() bool {
	d := k.lap()
	if tick := k.run.clock.load(); tick != k.tick {
		k.tick, k.quiet = tick, 0
		return false
	}
	k.quiet += d
	return true
}

// settled gives those who have been let go a moment to come back, and reports whether nobody has. It makes probes find
// more sleepers and matters to nothing else; one time in four it is skipped, so that probes also meet calls on their
// way back.
func (k *coordinator) settled() bool {
	if k.rand.Uint32()&3 == 0 {
		return true
	}
	for still := 0; still < 4; still++ {
		tick := k.run.clock.load()
		for range 8 {
			runtime.Gosched()
		}
		if k.run.active.load() != 0 {
			return false
		}
		if k.run.clock.load() != tick {
			still = 0
		}
	}
	return true
}

// sleepers returns the calls that clients are in, and false if a client is in none or in one that does not count as
// asleep.
func (k *coordinator) sleepers(asleep func(*record) bool) ([]*record, bool) {
	var list []*record
	for _, c := range k.clients {
		if c.finished.Load() {
			continue
		}
		r := c.current()
		if r == nil || !asleep(r) {
			return nil, false
		}
		list = append(list, r)
	}
	return list, len(list) > 0
}

// probe ends the contexts of all calls if all are stamped. In one case of four it asks the model first: a probe would
// also bring back who was let go and never told, if that looks again when it is cancelled, and so cure what is to be
// found. If somebody has been let go, and then does not come, stalled finds it.
func (k *coordinator) probe() Verdict {
	list, ok := k.sleepers(func(r *record) bool { return r.park.Load() != 0 })
	if !ok {
		return Linearizable // somebody is on the way and will ring
	}
	at := k.run.clock.add(1)
	asks := k.rand.Uint32()&3 == 0
	if asks {
		before, after := k.snapshot(quiet{at, list})
		if after == nil || !possible(after) {
			return k.doubt(before, after)
		}
	}
	alone := !slices.ContainsFunc(list, func(r *record) bool {
		return r.timed || r.cancel.Load() != 0 || r.stop == nil || !asks && looksAgain(r.op.Kind)
	})
	asleep, verdict := k.wake(list)
	if verdict == Linearizable && alone && asleep {
		k.quiets = append(k.quiets, quiet{at, list})
	}
	return verdict
}

// looksAgain reports whether a call of this kind that was let go may find nothing, and wait again. If it comes back
// cancelled, it may have been let go before.
func looksAgain(k spec.Kind) bool {
	return k == spec.ChanFetch || k == spec.ChanWait || k == spec.LockLock
}

// doubt is called when somebody has moved, or the model says that somebody must be on the way. It ends the run only if
// even that cannot be: then no history that begins like this has an explanation.
func (k *coordinator) doubt(before, after *History) Verdict {
	if after == nil || possible(before) {
		return Linearizable
	}
	k.last = after
	return Illegal
}

// wake ends the contexts of calls and waits until they have ended. It reports whether all of them ended for no other
// reason.
func (k *coordinator) wake(list []*record) (asleep bool, _ Verdict) {
	k.run.watched.add(1)
	defer k.run.watched.add(-1)
	asleep = true
	n := 0
	for _, r := range list {
		if r.stop != nil {
			asleep = r.abort() && asleep
			r.probed = true
			list[n] = r
			n++
		}
	}
	if n == 0 {
		k.endTasks()
		return false, Linearizable
	}
	if !k.await(list[:n]) {
		return false, Stuck
	}
	for _, r := range list[:n] {
		asleep = asleep && r.result.Status == spec.Cancelled
	}
	return asleep, Linearizable
}

// await waits until calls have ended, and reports whether they did.
func (k *coordinator) await(list []*record) bool {
	k.lap()
	for waited := time.Duration(0); waited < k.run.limits.stuck; waited += k.lap() {
		// Pairs with client.returned: either this sees the end of a call or the call sees watched and rings.
		if !slices.ContainsFunc(list, func(r *record) bool { return !r.over() }) {
			k.run.ring() // the bell may have been heard here for watch
			return true
		}
		k.wait()
	}
	return false
}

// endTasks ends the tasks that the joins still wait for, as one more client.
func (k *coordinator) endTasks() {
	if len(k.clients) > len(k.run.clients) || k.run.scenario.Object != Tasks {
		return // done already, or not needed
	}
	var script []Action
	for i := range k.run.scenario.Setup.Tasks {
		script = append(script, Action{Op: spec.Op{Kind: spec.TaskFinish, Tasks: spec.TaskLetter(i)}})
	}
	c := k.run.newClient(len(k.clients), script)
	k.clients = append(k.clients, c)
	k.run.active.add(1)
	go c.loop(k.run.env.Ctx)
}

// stalled is called when nothing has happened for a while.
func (k *coordinator) stalled() Verdict {
	list, ok := k.sleepers(func(r *record) bool { return r.op.Kind.Blocks() })
	if !ok { // somebody is busy in what should not take long
		if k.quiet > k.run.limits.stuck {
			return Stuck
		}
		return Linearizable
	}
	at := k.tick
	if at != k.judged {
		at = k.run.clock.add(1)
	}
	before, after := k.snapshot(quiet{at, list})
	switch {
	case after == nil: // somebody has moved
		return Linearizable
	case at == k.judged && k.quiet <= k.run.limits.hang: // asked before: somebody should be on the way
		return Linearizable
	case at == k.judged:
		k.last = after
		return LostWakeup
	}
	k.tick, k.judged = at, at // asking is not an event
	if !possible(after) {
		return k.doubt(before, after)
	}
	_, verdict := k.wake(list)
	return verdict
}

// possible asks the model whether there is an explanation of the beginning of a history. If it does not know, there is.
func possible(h *History) bool {
	return explain(h, steps{}, time.Second) != Illegal || explain(h, steps{relaxed: true}, time.Second) != Illegal
}

// snapshot returns the history so far, without and with a moment of quiet. The second is nil if a client has left the
// call that q names: then the first may lack calls that others have seen the effect of.
func (k *coordinator) snapshot(q quiet) (before, after *History) {
	before = k.history(k.quiets)
	with := *before
	with.Quiets = append(slices.Clip(before.Quiets), q.named())
	// After the reading: who was in the same call all the time has begun nothing new.
	if again, _ := k.sleepers(func(*record) bool { return true }); !slices.Equal(q.asleep, again) {
		return before, nil
	}
	return before, &with
}

// giveUp returns the history as it is, and tries to leave nobody behind.
func (k *coordinator) giveUp(verdict Verdict) (*History, Verdict) {
	h := k.last
	if verdict == Stuck {
		h = k.history(k.quiets)
	} else {
		verdict = Linearizable // the judge will find what the history says
	}
	for deadline := time.Now().Add(time.Second); !k.finished() && time.Now().Before(deadline); {
		for _, c := range k.clients {
			if r := c.current(); r != nil && r.stop != nil {
				r.abort()
			}
		}
		k.endTasks()
		k.wait()
	}
	return h, verdict
}

// history returns what has been recorded so far.
func (k *coordinator) history(quiets []quiet) *History {
	r := k.run
	h := &History{Target: r.target.Name, Stamps: r.target.Stamps, Scenario: r.scenario, Seed: r.seed}
	var records []*record
	for _, c := range k.clients {
		begun := c.begun.Load()
		for i := range begun {
			records = append(records, &c.calls[i])
		}
	}
	slices.SortFunc(records, func(a, b *record) int { return cmp.Compare(a.begin, b.begin) })
	h.Calls = make([]Call, len(records))
	for i, rec := range records {
		rec.id = i + 1
		h.Calls[i] = rec.call()
	}
	for _, q := range quiets {
		h.Quiets = append(h.Quiets, q.named())
	}
	return h
}

// named returns the moment with the numbers that calls have in the history made last.
func (q quiet) named() Quiet {
	asleep := make([]int, len(q.asleep))
	for i, rec := range q.asleep {
		asleep[i] = rec.id
	}
	slices.Sort(asleep)
	return Quiet{At: q.at, Asleep: asleep}
}

// call returns what is known about the call.
func (r *record) call() Call {
	c := Call{
		ID: r.id, Client: r.client.number, Op: r.op, Timed: r.timed,
		Begin: r.begin, Park: r.park.Load(), Cancel: r.cancel.Load(), Probed: r.probed,
	}
	if r.over() {
		c.Result, c.End = r.result, r.end
		if c.Park > c.End { // a stamp from somebody who has outlived the call
			c.Park = 0
		}
	}
	return c
}
