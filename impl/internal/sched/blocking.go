package sched

import (
	"context"
	"runtime"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/thread"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// blockingCall runs a function on a goroutine while its task is parked.
type blockingCall struct {
	f     func() error
	cell  atom.Pointer[waitq.Cell] // where the task waits
	over  atom.Bool                // f has ended, however
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
	b := &blockingCall{f: f}
	b.cell.Store(waitq.NewCell(&c.Waiter))
	thread.Go("blocking", b.run)
	b.await(context.WithoutCancel(ctx), c)
	raced.Acquire(unsafe.Pointer(b))
	switch {
	case b.panik != nil:
		panic(b.panik)
	case !b.ended:
		runtime.Goexit()
	}
	return b.err
}

// await parks the task until f has ended; Close may wake it before, but cannot end the wait.
func (b *blockingCall) await(ctx context.Context, c *Coroutine) {
	for c.park(ctx, b.cell.Load(), false) != nil {
		cell := waitq.NewCell(&c.Waiter)
		b.cell.Store(cell)
		if b.over.Load() { // pairs with run: over, then the cell
			c.takeBack(cell)
			return
		}
	}
}

func (b *blockingCall) run() {
	defer func() {
		if !b.ended {
			b.panik = recover()
		}
		raced.Release(unsafe.Pointer(b))
		b.over.Store(true)
		b.cell.Load().Resume()
	}()
	b.err = b.f()
	b.ended = true
}
