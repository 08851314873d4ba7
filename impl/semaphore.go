package impl

import (
	"context"
	"fmt"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/impl/internal/waitq"
	"github.com/veritask/veritask/spec"
)

// Semaphore is a number of permits, handed out first come, first served.
//
// A permit that is released while calls wait is handed to the one that has waited longest; it is never free in
// between, so nobody can take it first. A waiter that is cancelled leaves nothing behind, and a permit that was on its
// way to it goes to the next one. Permits have no owner: any task or goroutine may release.
//
// In the terminology of the Go memory model, a Release synchronizes before the Acquire or TryAcquire that takes the
// permit, and before every later one.
//
// Source: Julia's Base.Semaphore; the queue after the CQS paper (see internal/waitq). Differs: Julia lets a running
// task take a permit before a woken waiter, which then starts again at the end; TryAcquire, Resize and cancellation
// are ours.
type Semaphore struct {
	// word is the whole logical state:
	//
	//	 63   size   43 42   held   22 21  waiters  0
	//	[   21 bits    |   21 bits    |   22 bits    ]
	//
	// Invariants: size > 0; waiters > 0 => held >= size. held > size only after the semaphore was shrunk.
	word atom.Uint64
	q    waitq.Queue
	_    noCopy
}

const (
	semWaiterBits = 22
	semHeldBits   = 21
	semHeldOne    = 1 << semWaiterBits
	semSizeShift  = semWaiterBits + semHeldBits

	// MaxSemaphoreSize is the most permits that a Semaphore can have. At most 4,194,303 calls can wait for one.
	MaxSemaphoreSize = 1<<semHeldBits - 1
	semMaxWaiters    = 1<<semWaiterBits - 1
)

func semSize(w uint64) uint64    { return w >> semSizeShift }
func semHeld(w uint64) uint64    { return w >> semWaiterBits & MaxSemaphoreSize }
func semWaiters(w uint64) uint64 { return w & semMaxWaiters }

// NewSemaphore returns a semaphore with n permits. It panics with *ArgumentError unless 0 < n <= MaxSemaphoreSize.
func NewSemaphore(n int) *Semaphore {
	if err := checkSemaphoreSize(n); err != nil {
		panic(err)
	}
	s := &Semaphore{}
	s.q.Init((*semaphoreOwner)(s))
	s.word.Store(uint64(n) << semSizeShift)
	return s
}

func checkSemaphoreSize(n int) error {
	if n <= 0 {
		return &spec.ArgumentError{Msg: spec.MsgSemaphoreSize}
	}
	if n > MaxSemaphoreSize {
		return &spec.ArgumentError{Msg: fmt.Sprintf("Semaphore size must be <= %d", MaxSemaphoreSize)}
	}
	return nil
}

// Acquire takes a permit, and blocks while none is free until Release or Resize hands one over. If ctx ends first it
// returns the cause and has taken nothing; if the caller is a task of a runtime that is closed, ErrRuntimeClosed. When
// both happen at once, the permit wins.
//
// Lock-free. Cost: one compare-and-swap when a permit is free.
func (s *Semaphore) Acquire(ctx context.Context) error {
	if err := sched.Enter(ctx); err != nil {
		return err
	}
	if s.TryAcquire() {
		return nil
	}
	return s.acquireSlow(ctx)
}

// acquireSlow is outlined to keep Acquire small.
func (s *Semaphore) acquireSlow(ctx context.Context) error {
	for {
		w := s.word.Load()
		if semHeld(w) < semSize(w) {
			if s.word.CompareAndSwap(w, w+semHeldOne) {
				break // LP(Acquire) at once
			}
			continue
		}
		if semWaiters(w) == semMaxWaiters {
			panic(&spec.MisuseError{Msg: "Semaphore: too many waiters"})
		}
		if !s.word.CompareAndSwap(w, w+1) { // LP(Acquire, request)
			continue
		}
		if err := sched.Await(ctx, &s.q); err != nil {
			return err
		}
		break
	}
	raced.Acquire(unsafe.Pointer(s))
	return nil
}

// TryAcquire takes a permit if one is free, and reports whether it did. It never blocks, never fails spuriously, and
// never passes calls that wait, since no permit is free while one does. Lock-free.
func (s *Semaphore) TryAcquire() bool {
	for {
		w := s.word.Load()
		if semHeld(w) >= semSize(w) {
			return false // LP(TryAcquire, none): the load
		}
		if s.word.CompareAndSwap(w, w+semHeldOne) { // LP(TryAcquire)
			raced.Acquire(unsafe.Pointer(s))
			return true
		}
	}
}

// Release gives a permit back: to the call that has waited longest, if any. It panics with *MisuseError, "release
// count must match acquire count", if no permit is held, and has then changed nothing. It never blocks. Lock-free.
func (s *Semaphore) Release() {
	raced.Merge(unsafe.Pointer(s))
	if !s.release() {
		panic(&spec.MisuseError{Msg: spec.MsgReleaseMismatch})
	}
}

// release reports whether a permit was held.
func (s *Semaphore) release() bool {
	for {
		w := s.word.Load()
		switch {
		case semHeld(w) == 0:
			return false // LP(Release, misuse): the load
		case semWaiters(w) == 0 || semHeld(w) > semSize(w):
			if s.word.CompareAndSwap(w, w-semHeldOne) { // LP(Release)
				return true
			}
		case s.word.CompareAndSwap(w, w-1): // LP(Release): the permit stays held, by somebody else
			if s.q.Resume() {
				return true
			}
			// The waiter was cancelled with the permit on its way; it is in our hands again.
		}
	}
}

// With runs f with a permit, which it gives back however f ends. It returns f's error, or Acquire's.
func (s *Semaphore) With(ctx context.Context, f func() error) error {
	if err := s.Acquire(ctx); err != nil {
		return err
	}
	defer s.Release()
	return f()
}

// Resize changes the number of permits to n. Growing hands permits to waiting calls, in order, before it returns;
// shrinking revokes nothing: permits that are held stay so, and those released are withheld until no more than n are
// held. It returns *ArgumentError unless 0 < n <= MaxSemaphoreSize, and has then changed nothing. It never blocks.
// Lock-free.
func (s *Semaphore) Resize(n int) error {
	if err := checkSemaphoreSize(n); err != nil {
		return err
	}
	raced.Merge(unsafe.Pointer(s))
	size := uint64(n)
	for {
		w := s.word.Load()
		held := semHeld(w)
		grants := min(semWaiters(w), size-min(held, size))
		next := size<<semSizeShift | (held+grants)<<semWaiterBits | semWaiters(w) - grants
		if !s.word.CompareAndSwap(w, next) { // LP(Resize)
			continue
		}
		for range grants {
			if !s.q.Resume() {
				s.release()
			}
		}
		return nil
	}
}

// Size returns the number of permits, as it was at some moment during the call.
func (s *Semaphore) Size() int { return int(semSize(s.word.Load())) }

// InUse returns how many permits are held, as it was at some moment during the call.
func (s *Semaphore) InUse() int { return int(semHeld(s.word.Load())) }

// semaphoreOwner is what the waiter queue sees of a Semaphore; a type of its own, so that its methods are not the
// user's.
type semaphoreOwner Semaphore

// Withdraw takes a cancelled waiter out of the count.
func (o *semaphoreOwner) Withdraw() bool {
	for {
		w := o.word.Load()
		if semWaiters(w) == 0 {
			return false
		}
		if o.word.CompareAndSwap(w, w-1) {
			return true
		}
	}
}

// Regrant takes a permit back that went to a cancelled waiter.
func (o *semaphoreOwner) Regrant() { (*Semaphore)(o).release() }

// DescribeWait says what a blocked call waits for.
func (o *semaphoreOwner) DescribeWait() string {
	w := o.word.Load()
	return fmt.Sprintf("Semaphore (%d of %d permits held)", semHeld(w), semSize(w))
}
