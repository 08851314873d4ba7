package sched

import (
	"context"
	"runtime"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/thread"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// blockingCall runs a function on a goroutine while its task is parked.
type blockingCall struct {
	f     func() error
	cell  *waitq.Cell // where the task waits
	err   error
	ended bool // f returned
	panik any  // what f panicked with
}

// Blocking runs f on a goroutine of its own while the calling task is parked, so that its worker, sticky tasks
// included, goes on. See impl.Blocking.
func Blocking(ctx context.Context, f func() error) error {
	if err := Enter(ctx); err != nil {
		return err
	}
	c := current()
	if c == nil {
		return f()
	}
	c.firm.Set(firmest)
	b := &blockingCall{f: f, cell: waitq.NewCell(&c.Waiter)}
	thread.Go("blocking", b.run)
	_ = c.park(context.WithoutCancel(ctx), b.cell) // nothing cancels it
	c.firm.Set(soft)
	raced.Acquire(unsafe.Pointer(b))
	switch {
	case b.panik != nil:
		panic(b.panik)
	case !b.ended:
		runtime.Goexit()
	}
	return b.err
}

func (b *blockingCall) run() {
	defer func() {
		if !b.ended {
			b.panik = recover()
		}
		raced.Release(unsafe.Pointer(b))
		b.cell.Resume()
	}()
	b.err = b.f()
	b.ended = true
}
