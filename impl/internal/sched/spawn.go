package sched

import (
	"context"

	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/spec"
)

// Options are what a task may be spawned with.
type Options struct {
	Name         string
	Pool         string // "" is the default one for Spawn, the caller's for what is sticky or prepared
	Sticky       bool
	OwnGoroutine bool
	In           *Runtime
}

// samePool is the name of the caller's own pool.
const samePool = "samepool"

// Spawn makes t a task that runs body and queues it. o may be nil.
func Spawn(ctx context.Context, t *Task, body Body, o *Options) {
	c := current()
	t.body.Set(body)
	if x, ok := ctx.(*Context); ok && o == nil && c != nil && c.plain(x) && x.pool.Get() == c.rt.Get().def {
		// A task spawns another one with its own context: nothing to decide.
		t.ctx.Set(x)
		c.worker.Get().push(&t.run)
		return
	}
	t.prepare(ctx, c, o, o == nil || !o.Sticky)
	t.schedule(c)
}

// Async spawns t as a sticky task, and binds the caller to its worker too.
func Async(ctx context.Context, t *Task, body Body, o *Options) {
	c := current()
	t.body.Set(body)
	t.prepare(ctx, c, o, false)
	if c != nil && c.worker.Get().pool == t.pool() {
		c.bind()
	}
	t.schedule(c)
}

// bind binds the top task to its worker, from now on. Its flags are for others to read, so it is not among them. A stand-in
// comes and goes, so nobody is bound to one: the task moves to another worker then.
func (c *Coroutine) bind() {
	t := c.top.Get()
	if t.home() != nil {
		return
	}
	w := c.worker.Get()
	home := w.pool.homeFor(c)
	t.extras().home.Set(home)
	t.bound.Set(true)
	acquireHome(home)
	if home != w {
		c.switchAway(leaveHome)
	}
}

// plain reports whether x is the very context of c's top task, which stands in no group, on a runtime that is open and
// keeps no order of its own: then its spawns and joins need no further look at pools, phases and modes.
func (c *Coroutine) plain(x *Context) bool {
	if raced.Tasks || x != c.top.Get().ctx.Get() || x.group != nil {
		return false
	}
	rt := c.rt.Get()
	return rt.phase.Load() == runtimeOpen && rt.virtual == nil
}

// Prepare makes t a task that runs body, without queueing it and without joining a group.
func Prepare(ctx context.Context, t *Task, body Body, o *Options) {
	t.body.Set(body)
	t.prepare(ctx, current(), o, false)
	t.leaveGroup()
	t.state.Store(phaseFresh)
}

// StayWith has t, which is sticky, prepared and not scheduled, share the worker of another such task, which was scheduled.
func (t *Task) StayWith(first *Task) { t.extras().home.Set(first.home()) }

// prepare makes t a task that was not queued. byDefault: it goes into the default pool unless o says otherwise, not into
// its creator's.
func (t *Task) prepare(ctx context.Context, c *Coroutine, o *Options, byDefault bool) {
	parent := contextOf(ctx)
	var pool *Pool
	if o != nil && o.In != nil {
		pool = o.In.def
	} else {
		pool = poolFor(parent, c)
	}
	if byDefault && (o == nil || o.Pool == "") {
		pool = pool.rt.def
	}
	if o != nil {
		pool = t.apply(o, pool)
	}
	t.ctx.Set(inherit(ctx, parent, pool))
}

// poolFor returns the pool of tasks that c makes with a context below parent: c's own, unless the context is another
// runtime's. Both may be nil.
func poolFor(parent *Context, c *Coroutine) *Pool {
	switch {
	case c != nil && (parent == nil || parent.pool.Get().rt == c.rt.Get()):
		return c.top.Get().pool()
	case parent != nil:
		return parent.pool.Get()
	default:
		return Default().def
	}
}

func (t *Task) apply(o *Options, pool *Pool) *Pool {
	if o.Name != "" {
		t.extras().name.Set(o.Name)
	}
	var f flag
	if o.Sticky {
		f |= flagSticky
	}
	if o.OwnGoroutine {
		f |= flagOwnGoroutine
	}
	t.flags.Set(f)
	if o.Pool != "" && o.Pool != samePool {
		p, err := pool.rt.PoolByName(o.Pool)
		if err != nil {
			panic(err)
		}
		return p
	}
	return pool
}

// schedule queues t. c is the caller, nil for a plain goroutine.
func (t *Task) schedule(c *Coroutine) {
	pool := t.pool()
	rt := pool.rt
	inside := c != nil && c.rt.Get() == rt
	if !t.admit(c) {
		return
	}
	switch {
	case t.flags.Get()&flagSticky != 0:
		t.home().pushSticky(&t.run)
	case inside && c.worker.Get().pool == pool && !rt.ordered():
		c.worker.Get().push(&t.run)
	default:
		pool.inject(&t.run)
	}
	if !inside && rt.phase.Load() == runtimeStopped && t.claim() {
		t.finishUnrun(errClosed)
	}
}

// admit gets t ready to run, for the caller c. False: it has been refused, and failed.
func (t *Task) admit(c *Coroutine) bool {
	pool := t.pool()
	rt := pool.rt
	inside := c != nil && c.rt.Get() == rt
	if p := rt.phase.Load(); p != runtimeOpen && (!inside || p >= runtimeClosed) {
		t.refuse(errClosed)
		return false
	}
	if g := t.ctx.Get().group; g != nil && !g.register(t) {
		t.refuse(&spec.ScheduledAfterSyncError{Tasks: []spec.TaskIdentity{t.Handle()}})
		return false
	}
	f := t.flags.Get()
	if f&flagSticky != 0 {
		if x := t.extras(); x.home.Get() == nil {
			x.home.Set(pool.homeFor(c))
		}
	}
	if raced.Tasks || f&flagOwnGoroutine != 0 {
		onGoroutine(t, rt)
	}
	return true
}

// leaveGroup makes t, which is not queued yet, and what is spawned with its context no members of the group that its
// context belongs to.
func (t *Task) leaveGroup() {
	c := t.ctx.Get()
	if c.group == nil {
		return
	}
	alone := &Context{base: c.base, node: c.node}
	alone.pool.Set(c.pool.Get())
	t.ctx.Set(alone)
}

// refuse fails a task that is not going to be queued.
func (t *Task) refuse(err error) {
	t.leaveGroup()
	if t.claim() {
		t.finish(err)
	}
}

// homeFor chooses the worker of a sticky task: the spawner's, or for spawners outside the pool one after the other.
func (p *Pool) homeFor(c *Coroutine) *worker {
	if c != nil {
		if w := c.worker.Get(); w.pool == p && !w.standIn {
			return w
		}
	}
	return p.workers[int(p.robin.Add(1))%len(p.workers)]
}
