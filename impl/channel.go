package impl

import (
	"context"
	"iter"

	"github.com/veritask/veritask/impl/internal/cells"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// Inf is the capacity of a channel whose Put never waits.
const Inf = int(^uint(0) >> 1)

// ErrClosed is what a channel that was closed without an error fails with.
var ErrClosed = spec.ErrClosed

// InvalidStateError reports that an object is over.
type InvalidStateError = spec.InvalidStateError

// Channel carries values from those who put to those who take, first come, first served on both sides: the n-th value
// that is put goes to the n-th call that takes, and nobody can get in between. A channel of capacity 0 holds no value:
// each Put waits for its Take. One of capacity n holds up to n values, and one of capacity Inf any number.
//
// A call that is cancelled while it waits leaves nothing behind: its value is lost to nobody else, and it takes none.
// One that was let go before succeeds.
//
// Close fails those who wait: a Put always, a Take, Fetch or Wait since there is nothing to take. What is in the buffer
// can still be taken.
//
// In the terminology of the Go memory model, a Put synchronizes before the Take that returns its value, the k-th Take
// before the return of the Put number k+capacity, and a Close before the error that it causes.
//
// Put, Take, Fetch, Wait and All block. All methods are lock-free, except that whoever is to get a value waits for a Put
// that has begun, has settled that, and has not come to the end of the next few instructions.
//
// Source: Julia's Channel. Differs: there whoever runs may overtake whoever was woken, and IsFull and Len count
// blocked Puts; TryPut, TryTake and cancellation are ours.
type Channel[T any] struct {
	_   noCopy
	row cells.Row[T]
}

// NewChannel returns a channel of capacity n, which is 0, positive or Inf; else it panics with *ArgumentError.
func NewChannel[T any](n int) *Channel[T] {
	if n < 0 {
		panic(&spec.ArgumentError{Msg: spec.MsgChannelSize})
	}
	c := &Channel[T]{}
	c.row.Init(min(uint64(n), cells.Unbounded))
	return c
}

// Put gives v to the call that has waited longest for one, or to the buffer, and blocks while that is full. If ctx ends
// first it returns the cause and nobody gets v; if the channel is closed, the error of that; if the caller's or ctx's
// runtime is closed, ErrRuntimeClosed.
//
// Cost: one compare-and-swap when there is room and no Take waits.
func (c *Channel[T]) Put(ctx context.Context, v T) error {
	if err := sched.Enter(ctx); err != nil {
		return err
	}
	t, o := c.row.Put(v, false)
	if o == cells.Done {
		return nil
	}
	return c.putSlow(ctx, v, t, o)
}

// putSlow is outlined to keep Put small.
func (c *Channel[T]) putSlow(ctx context.Context, v T, t cells.Ticket[T], o cells.Outcome) (err error) {
	if o == cells.Wait {
		p := sched.Caller()
		if t, o = c.row.PutWait(t, v, p.Waiter()); o == cells.Parked {
			err = p.Park(ctx, t.Place(), true)
			o = c.row.PutEnd(t, p.Waiter())
		}
	}
	return c.failure(o, err)
}

// failure is the error of a call with this outcome.
func (c *Channel[T]) failure(o cells.Outcome, cancelled error) error {
	switch o {
	case cells.Closed:
		return c.row.Err()
	case cells.Failed:
		return c.row.FirstErr()
	case cells.Cancelled:
		return cancelled
	}
	return nil
}

// TryPut is Put if that does not have to wait; it reports whether it put v, and never fails without reason.
func (c *Channel[T]) TryPut(v T) (bool, error) {
	_, o := c.row.Put(v, true)
	return o == cells.Done, c.failure(o, nil)
}

// Take takes the oldest value, and blocks while there is none. If ctx ends first it returns the cause; if the channel is
// closed and nothing is left in it, the error of that; if the caller's or ctx's runtime is closed, ErrRuntimeClosed.
//
// Cost: one compare-and-swap when there is a value, and one more if a Put waits for room.
func (c *Channel[T]) Take(ctx context.Context) (v T, err error) {
	if err := sched.Enter(ctx); err != nil {
		return v, err
	}
	v, t, o := c.row.Take(false)
	if o == cells.Done {
		return v, nil
	}
	return c.takeSlow(ctx, t, o)
}

// takeSlow is outlined to keep Take small.
func (c *Channel[T]) takeSlow(ctx context.Context, t cells.Ticket[T], o cells.Outcome) (v T, err error) {
	for o == cells.Wait {
		p := sched.Caller()
		if v, t, o = c.row.TakeWait(t, p.Waiter()); o == cells.Parked {
			err = p.Park(ctx, t.Place(), true)
			v, o = c.row.TakeEnd(t, p.Waiter())
		}
		if o == cells.Again {
			v, t, o = c.row.Take(false)
		}
	}
	return v, c.failure(o, err)
}

// TryTake is Take if that does not have to wait, and reports whether it took a value; it never fails without reason. The
// error is nil unless the channel is closed and nothing is left in it.
func (c *Channel[T]) TryTake() (v T, ok bool, err error) {
	v, _, o := c.row.Take(true)
	return v, o == cells.Done, c.failure(o, nil)
}

// Fetch returns the oldest value and leaves it, and blocks while there is none. It fails as Take does, and on a channel
// of capacity 0 with a *MisuseError.
func (c *Channel[T]) Fetch(ctx context.Context) (v T, err error) {
	for {
		if err := sched.Enter(ctx); err != nil {
			return v, err
		}
		if c.row.Capacity() == 0 {
			return v, &spec.MisuseError{Msg: spec.MsgFetchUnbuffered}
		}
		v, o := c.row.Peek()
		if o != cells.None {
			return v, c.failure(o, nil)
		}
		if err := c.look(ctx); err != nil {
			return v, err
		}
	}
}

// look waits in line until there is something to see in the channel, or it was closed.
func (c *Channel[T]) look(ctx context.Context) error {
	p := sched.Caller()
	cell, granted := c.row.Line().Suspend(p.Waiter())
	if granted {
		return nil
	}
	if c.row.Ready() != cells.None {
		p.Leave(cell)
		return nil
	}
	return p.Park(ctx, cell, true)
}

// Wait blocks until IsReady. It fails as Take does.
func (c *Channel[T]) Wait(ctx context.Context) error {
	for {
		if err := sched.Enter(ctx); err != nil {
			return err
		}
		if o := c.row.Ready(); o != cells.None {
			return c.failure(o, nil)
		}
		if err := c.look(ctx); err != nil {
			return err
		}
	}
}

// Close closes the channel: those who wait fail with ErrClosed, as do later calls, but what is in the buffer can be taken.
func (c *Channel[T]) Close() { c.CloseWith(spec.ErrClosed) }

// CloseWith is Close with another error; nil is ErrClosed. If the channel was closed, later calls fail with this error.
func (c *Channel[T]) CloseWith(err error) {
	if err == nil {
		err = spec.ErrClosed
	}
	c.row.Close(err, false)
}

// IsReady reports whether there is a value to take, in the buffer or of a Put that waits.
func (c *Channel[T]) IsReady() bool { return c.row.Ready() == cells.Done }

// IsEmpty reports whether there is no value to take.
func (c *Channel[T]) IsEmpty() bool { return !c.IsReady() }

// IsFull reports whether the buffer has no room; that of capacity 0 never has.
func (c *Channel[T]) IsFull() bool { return c.row.IsFull() }

// IsOpen reports whether the channel was not closed.
func (c *Channel[T]) IsOpen() bool { return c.row.IsOpen() }

// Len returns how many values are in the buffer.
func (c *Channel[T]) Len() int { return c.row.Len() }

// Cap returns the capacity.
func (c *Channel[T]) Cap() int {
	if n := c.row.Capacity(); n < cells.Unbounded {
		return int(n)
	}
	return Inf
}

// All takes values until the channel is closed and nothing is left in it, or ctx ends. That is the end, silently, if the
// error is ErrClosed; another one is yielded last. Several loops may share a channel; each value goes to one of them.
func (c *Channel[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			v, err := c.Take(ctx)
			if err == spec.ErrClosed { //nolint:errorlint // identity
				return
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}
