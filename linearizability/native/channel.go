package native

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// channel is a native channel. What it has no operation for is not there.
type channel chan int

// Put sends v. Go panics if the channel is closed; the contract has an error for that.
func (c channel) Put(ctx context.Context, v int) (err error) {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	defer sentOnClosed(&err)
	select {
	case c <- v:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Take receives a value.
func (c channel) Take(ctx context.Context) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	select {
	case v, ok := <-c:
		return v, unless(ok)
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

// TryPut sends v if a send would not block.
func (c channel) TryPut(v int) (ok bool, err error) {
	defer sentOnClosed(&err)
	select {
	case c <- v:
		return true, nil
	default:
		return false, nil
	}
}

// TryTake receives a value if a receive would not block.
func (c channel) TryTake() (int, bool, error) {
	select {
	case v, ok := <-c:
		return v, ok, unless(ok)
	default:
		return 0, false, nil
	}
}

// Close closes the channel. Go panics if it is closed already; the contract closes it again.
func (c channel) Close() {
	defer func() { _ = recover() }()
	close(c)
}

// IsFull compares the length with the capacity, as Go's programs do.
func (c channel) IsFull() bool { return len(c) == cap(c) }

// Len is the number of values in the buffer.
func (c channel) Len() int { return len(c) }

// channelHas reports whether a native channel has the operation: it is closed with no error of the closer's choice, and
// looking at it shows how much is in its buffer, but neither a value nor who waits.
func channelHas(op spec.Op) bool {
	switch op.Kind {
	case spec.ChanPut, spec.ChanTake, spec.ChanTryPut, spec.ChanTryTake, spec.ChanIsFull, spec.ChanLen:
		return true
	case spec.ChanClose:
		return op.N == 0
	default:
		return false
	}
}

// The operations that a native channel lacks; see channelHas.

func (c channel) Fetch(context.Context) (int, error) { panic("native: no fetch") }
func (c channel) Wait(context.Context) error         { panic("native: no wait") }
func (c channel) CloseWith(error)                    { panic("native: no close with an error") }
func (c channel) IsReady() bool                      { panic("native: no isready") }
func (c channel) IsOpen() bool                       { panic("native: no isopen") }

// unless returns the error of a closed channel if a receive was not ok.
func unless(ok bool) error {
	if ok {
		return nil
	}
	return spec.ErrClosed
}

// sentOnClosed makes an error of the panic of a send.
func sentOnClosed(err *error) {
	if recover() != nil {
		*err = spec.ErrClosed
	}
}
