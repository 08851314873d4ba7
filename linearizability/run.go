package linearizability

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"
)

// run is one run of a scenario.
type run struct {
	target   *Target
	scenario Scenario
	seed     uint64
	env      Env
	subject  Subject
	limits   limits
	clients  []*client // fixed before they start

	clock   counter       // ticks
	gate    counter       // calls that wanted to begin together with another one
	active  counter       // clients that are neither done nor stamped as waiting
	watched counter       // not 0: the coordinator wants to hear of every return
	arrived atomic.Int32  // clients that have begun
	bell    chan struct{} // holds one ring
}

// limits are the times that a run measures by the wall clock. No verdict about order depends on them.
type limits struct {
	patience time.Duration // nothing happens: ask whether everybody may be asleep
	hang     time.Duration // nothing happens, and somebody should be awake: it is not going to
	stuck    time.Duration // a call does not return although its context has ended
}

func defaultLimits(s Stamps) limits {
	if s == Black { // sleep is an everyday affair
		return limits{patience: time.Millisecond, hang: 2 * time.Second, stuck: 10 * time.Second}
	}
	return limits{patience: 20 * time.Millisecond, hang: time.Second, stuck: 10 * time.Second}
}

// Run runs a scenario once and returns its history, and Linearizable or Stuck: what the run alone can tell. [Judge]
// tells the rest. The seed shifts the clients against each other. If the verdict is Stuck, or calls of the history have
// no end, clients have been left behind.
func Run(ctx context.Context, target Target, s Scenario, seed uint64) (*History, Verdict) {
	return runOnce(ctx, &target, s, seed, defaultLimits(target.Stamps))
}

func runOnce(ctx context.Context, target *Target, s Scenario, seed uint64, l limits) (*History, Verdict) {
	root, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	r := &run{
		target: target, scenario: s, seed: seed, limits: l,
		env:  Env{Ctx: root, Setup: s.Setup, Seed: seed},
		bell: make(chan struct{}, 1),
	}
	r.subject = target.New(r.env)
	if c, ok := r.subject.(interface{ Close() }); ok {
		defer c.Close()
	}
	for i, script := range s.Clients {
		r.clients = append(r.clients, r.newClient(i, script))
	}
	r.active.add(int64(len(r.clients)))
	for _, c := range r.clients {
		r.start(c)
	}
	return (&coordinator{run: r, clients: r.clients, rand: rand.New(rand.NewPCG(seed, 0))}).watch()
}

// newClient makes a client without starting it.
func (r *run) newClient(number int, script []Action) *client {
	c := &client{run: r, number: number, script: script, calls: make([]record, calls(script))}
	c.rand.Seed(r.seed, uint64(number)+1)
	return c
}

// start starts a client that is counted as active already.
func (r *run) start(c *client) {
	if r.target.Start != nil {
		r.target.Start(r.env, c.number, c.loop)
	} else {
		go c.loop(r.env.Ctx)
	}
}

// rest counts one client as not active any more.
func (r *run) rest() {
	if r.active.add(-1) == 0 {
		r.ring()
	}
}

// ring makes the coordinator look.
func (r *run) ring() {
	select {
	case r.bell <- struct{}{}:
	default:
	}
}

func (r *run) pause(ctx context.Context) {
	if r.target.Pause != nil {
		r.target.Pause(ctx)
	} else {
		runtime.Gosched()
	}
}
