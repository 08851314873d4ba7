package linearizability

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"

	"github.com/veritask/veritask/spec"
)

// errCancelled is the cause of the contexts that scenarios and probes end.
var errCancelled = errors.New("linearizability: cancelled by the scenario")

// client runs one script. Its fields belong to the goroutine of the script unless they say otherwise.
type client struct {
	run    *run
	number int // from 0
	script []Action
	rand   rand.PCG
	calls  []record // one for each operation of the script

	begun    atomic.Int32 // how many of calls have begun; they can be read up to here, apart from what they gave
	ended    atomic.Int32 // how many of calls have ended; they can be read up to here
	finished atomic.Bool  // the script is over
}

// record is one call while it is being recorded.
type record struct {
	client *client
	index  int32 // in client.calls
	op     spec.Op
	timed  bool
	begin  int64
	stop   context.CancelCauseFunc // ends the call's context; nil if it cannot be ended

	park    atomic.Int64 // tick of the stamp, 0: none. By the call, or by calls it is made of
	cancel  atomic.Int64 // tick before its context was ended, 0: never. By whoever does it first
	waiting atomic.Bool  // counted as not active
	probed  bool         // by and for the coordinator
	id      int          // by and for the coordinator

	end    int64
	result spec.Result
}

// over reports whether the call has ended, so that all of it can be read.
func (r *record) over() bool { return r.client.ended.Load() > r.index }

// recordKey is the context key of the current record, a stampable.
type recordKey struct{}

// stampable is a record of a call, by whatever recorder.
type stampable interface{ parked() }

// Parked is what an implementation's park hook calls, on the goroutine of a call that has registered as a waiter and is
// about to park, with that call's context. Calls that are not recorded are ignored. From this moment on the call's
// place in the line counts as fixed.
func Parked(ctx context.Context) {
	if r, ok := ctx.Value(recordKey{}).(stampable); ok {
		r.parked()
	}
}

func (r *record) parked() {
	if r.park.Load() != 0 {
		return // a join parks several times; it waits since the first
	}
	run := r.client.run
	if r.park.CompareAndSwap(0, run.clock.add(1)) && r.waiting.CompareAndSwap(false, true) {
		run.rest()
	}
}

// abort ends the call's context, and reports whether it was the first to do so. The tick comes before the deed.
func (r *record) abort() bool {
	first := r.cancel.CompareAndSwap(0, r.client.run.clock.add(1))
	r.stop(errCancelled)
	return first
}

// loop is the body of the client.
func (c *client) loop(ctx context.Context) {
	defer c.leave()
	c.meet(ctx)
	for i := range c.script {
		c.dawdle(ctx)
		if a := &c.script[i]; a.Op.Kind == spec.NoOp {
			c.cancelOther(ctx, c.run.clients[a.Cancel-1], a.Call)
		} else {
			c.do(ctx, a)
		}
	}
}

// meet waits a moment for the other clients to have begun, for else short scripts never meet. Not for long: on a
// runtime with few workers some clients can begin only once others have parked.
func (c *client) meet(ctx context.Context) {
	c.run.arrived.Add(1)
	for range 100 {
		if int(c.run.arrived.Load()) >= len(c.run.clients) {
			return
		}
		c.run.pause(ctx)
	}
}

// dawdle shifts the clients against each other, differently on each run.
func (c *client) dawdle(ctx context.Context) {
	switch r := c.rand.Uint64(); {
	case r&7 == 0:
		c.run.pause(ctx)
	case r&7 <= 2:
		for range r >> 8 & 127 {
			_ = c.run.clock.load() // about a nanosecond
		}
	}
}

// gather makes calls of different clients begin within a few nanoseconds of each other, now and then: most mistakes need
// two calls between the same two instructions. Every second client that comes here releases the one before it; who
// waits in vain goes on soon. The offset afterwards lets a call meet any part of the other.
func (c *client) gather() {
	r := c.rand.Uint64()
	if r&1 == 0 {
		return
	}
	if n := c.run.gate.add(1); n&1 == 1 {
		for range 400 {
			if c.run.gate.load() != n {
				break
			}
		}
	}
	for range r >> 8 & 63 {
		_ = c.run.gate.load() // about a nanosecond
	}
}

// do performs one operation and records it.
func (c *client) do(ctx context.Context, a *Action) {
	n := c.begun.Load()
	r := &c.calls[n]
	r.client, r.index, r.op, r.timed = c, n, a.Op, a.Timeout > 0
	if a.Op.Kind.Blocks() {
		ctx = context.WithValue(ctx, recordKey{}, r)
	}
	if a.Timeout > 0 {
		var free context.CancelFunc
		ctx, free = context.WithTimeoutCause(ctx, a.Timeout, errCancelled)
		defer free()
	}
	if a.Op.Kind.Cancellable() {
		ctx, r.stop = context.WithCancelCause(ctx)
		defer r.stop(nil)
	}
	if a.Timeout == Ended {
		r.abort()
	}
	defer c.returned(r, n) // also if it panics or ends the goroutine
	r.result = spec.Failure("the call never returned: runtime.Goexit")
	c.gather()
	r.begin = c.run.clock.add(1)
	c.begun.Store(n + 1)
	r.result = c.run.subject.Do(ctx, a.Op)
}

// returned records the end of a call.
func (c *client) returned(r *record, n int32) {
	r.end = c.run.clock.add(1)
	if v := recover(); v != nil {
		r.result = spec.Panicked(v)
	}
	if !r.waiting.CompareAndSwap(false, true) { // else: too late now to be counted as waiting
		c.run.active.add(1)
	}
	c.ended.Store(n + 1) // and then look at watched: pairs with coordinator.await
	if c.run.watched.load() > 0 {
		c.run.ring()
	}
}

// cancelOther ends the context of what another client is doing, preferably when that is asleep; if call is not 0 only
// if it is that one.
func (c *client) cancelOther(ctx context.Context, other *client, call int) {
	for range c.rand.Uint64() & 15 {
		if r := other.current(); r != nil && r.park.Load() != 0 {
			break
		}
		c.run.pause(ctx)
	}
	if r := other.current(); r != nil && r.stop != nil && (call == 0 || int(r.index) == call-1) {
		c.gather()
		r.abort()
	}
}

// current returns the call that the client is in, or nil. By anybody.
func (c *client) current() *record {
	n := c.begun.Load()
	if n == 0 || c.ended.Load() >= n {
		return nil
	}
	return &c.calls[n-1]
}

// leave ends the script.
func (c *client) leave() {
	c.finished.Store(true)
	c.run.rest()
}
