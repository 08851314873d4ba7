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
// A permit that is released while calls wait belongs to the one that has waited longest from that moment on; it is
// never free in between, so nobody can take it first. A waiter that is cancelled leaves nothing behind; one that was
// handed a permit before has it. Permits have no owner: any task or goroutine may release.
//
// In the terminology of the Go memory model, a Release synchronizes before the Acquire or TryAcquire that takes the
// permit, and before every later one.
//
// All methods are lock-free, and only Acquire and With block; except that a Release waits for a Select which has its place
// here and is on its way to its other places.
//
// Source: Julia's Base.Semaphore. Differs: Julia lets a running task take a permit before a woken waiter, which then
// starts again at the end; TryAcquire, Resize and cancellation are ours.
type Semaphore struct {
	_   noCopy
	now atom.Pointer[semaphoreEra]
	q   waitq.Queue
}

// A semaphoreEra is the time between two Resizes. In it the state is one word:
//
//	     63    62   held   42 41        numbers        0
//	[ frozen |    21 bits    |        42 bits         ]        a new semaphore: [ 0 | 0 | First ]
//
// held counts the permits that are taken, numbers those drawn by waiters (package waitq). It is more than size only
// after the semaphore was shrunk.
//
//	held < size  =>  nobody waits
//
// since a number is drawn only when held >= size, and a permit becomes free only in a step that finds all numbers
// settled. So whoever finds a permit free may take it.
//
// An era ends when its word is frozen: then no permit moves, and nobody gets in line, until there is a new era. How it
// ends, finish, is fixed before it is frozen, so anybody can do it, and whoever meets a frozen word does.
type semaphoreEra struct {
	word atom.Uint64
	size atom.Owned[uint64] // written before publication
	end  atom.Pointer[semaphoreResize]
}

// semaphoreResize is a Resize that ends an era.
type semaphoreResize struct {
	size  atom.Owned[uint64] // written before publication
	batch waitq.Batch
}

const (
	semHeldShift = waitq.NumberBits
	semHeldOne   = 1 << semHeldShift
	semFrozen    = 1 << 63

	// MaxSemaphoreSize is the most permits that a Semaphore can have.
	MaxSemaphoreSize = 1<<(63-semHeldShift) - 1
)

// semHeld returns how many permits are taken. If the word is frozen that is more than any size.
func semHeld(w uint64) uint64 { return w >> semHeldShift }

// NewSemaphore returns a semaphore with n permits. It panics with *ArgumentError unless 0 < n <= MaxSemaphoreSize.
func NewSemaphore(n int) *Semaphore {
	if err := checkSemaphoreSize(n); err != nil {
		panic(err)
	}
	s := &Semaphore{}
	s.q.InitAt((*semaphoreOwner)(s), waitq.First)
	s.now.Store(newSemaphoreEra(uint64(n), waitq.First))
	return s
}

// The race detector need not see what is written before publication.
//
//go:norace
func newSemaphoreEra(size, word uint64) *semaphoreEra {
	e := &semaphoreEra{}
	e.size.Set(size)
	e.word.Store(word)
	return e
}

//go:norace
func newSemaphoreResize(size int) *semaphoreResize {
	r := &semaphoreResize{}
	r.size.Set(uint64(size))
	return r
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
// returns the cause and has taken nothing; if the caller's or ctx's runtime is closed, ErrRuntimeClosed. A
// permit that was handed over before is kept.
//
// Cost: one compare-and-swap when a permit is free.
func (s *Semaphore) Acquire(ctx context.Context) error {
	if err := sched.Enter(ctx); err != nil {
		return err
	}
	e := s.now.Load()
	w := e.word.Load()
	if semHeld(w) < e.size.Get() && e.word.CompareAndSwap(w, w+semHeldOne) { // LP(Acquire) at once
		raced.Acquire(unsafe.Pointer(s))
		return nil
	}
	return s.acquireSlow(ctx)
}

// acquireSlow is outlined to keep Acquire small.
func (s *Semaphore) acquireSlow(ctx context.Context) error {
	if s.tryAcquireSlow() {
		return nil
	}
	if err := sched.Await(ctx, &s.q); err != nil {
		return err
	}
	raced.Acquire(unsafe.Pointer(s))
	return nil
}

// TryAcquire takes a permit if one is free, and reports whether it did. It never fails spuriously, and never passes
// calls that wait, since no permit is free while one does.
func (s *Semaphore) TryAcquire() bool {
	e := s.now.Load()
	w := e.word.Load()
	if semHeld(w) < e.size.Get() && e.word.CompareAndSwap(w, w+semHeldOne) { // LP(TryAcquire)
		raced.Acquire(unsafe.Pointer(s))
		return true
	}
	return s.tryAcquireSlow()
}

// tryAcquireSlow is outlined to keep TryAcquire small.
func (s *Semaphore) tryAcquireSlow() bool {
	for l := atom.NewLoop(); ; l.Again() {
		e, w := s.load()
		if semHeld(w) >= e.size.Get() {
			return false // LP(TryAcquire, none): the load
		}
		if e.word.CompareAndSwap(w, w+semHeldOne) { // LP(TryAcquire)
			raced.Acquire(unsafe.Pointer(s))
			return true
		}
	}
}

// load returns the current era and its word. If the era has ended between the two loads, its word is frozen.
func (s *Semaphore) load() (*semaphoreEra, uint64) {
	for l := atom.NewLoop(); ; l.Again() {
		e := s.now.Load()
		w := e.word.Load()
		if w&semFrozen == 0 {
			return e, w
		}
		s.finish(e)
	}
}

// Release gives a permit back: to the call that has waited longest, if any. It panics with *MisuseError, "release
// count must match acquire count", if no permit is held, and has then changed nothing.
//
// Cost: one compare-and-swap when nobody waits.
func (s *Semaphore) Release() {
	p := s.q.Settled() // before the word; see waitq
	e := s.now.Load()
	w := e.word.Load()
	if held := semHeld(w); held != 0 && held <= e.size.Get() && waitq.Same(p, w) {
		raced.Merge(unsafe.Pointer(s))
		if e.word.CompareAndSwap(w, w-semHeldOne) { // LP(Release)
			return
		}
	}
	s.releaseSlow()
}

// releaseSlow is outlined to keep Release small.
func (s *Semaphore) releaseSlow() {
	for l := atom.NewLoop(); ; l.Again() {
		p := s.q.Settled() // before the word; see waitq
		e, w := s.load()
		switch held := semHeld(w); {
		case held == 0:
			panic(&spec.MisuseError{Msg: spec.MsgReleaseMismatch}) // LP(Release, misuse): the load
		case held > e.size.Get() || waitq.Same(p, w):
			raced.Merge(unsafe.Pointer(s))
			if e.word.CompareAndSwap(w, w-semHeldOne) { // LP(Release)
				return
			}
		default:
			raced.Merge(unsafe.Pointer(s))
			if s.q.Resume(p) { // LP(Release): the load. The permit stays held, by somebody else.
				return
			}
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
// held. It returns *ArgumentError unless 0 < n <= MaxSemaphoreSize, and has then changed nothing.
func (s *Semaphore) Resize(n int) error {
	if err := checkSemaphoreSize(n); err != nil {
		return err
	}
	r := newSemaphoreResize(n)
	for l := atom.NewLoop(); ; l.Again() {
		e, _ := s.load()
		s.q.InitBatch(&r.batch)
		mine := e.end.CompareAndSwap(nil, r)
		s.finish(e)
		if mine {
			return nil
		}
	}
}

// finish ends an era, by the Resize that is its end; any number of calls may do that together.
func (s *Semaphore) finish(e *semaphoreEra) {
	r := e.end.Load()
	w := e.freeze()
	if s.now.Load() != e {
		return
	}
	size := r.size.Get()
	if held := semHeld(w); held < size {
		w += s.q.ResumeBatch(&r.batch, size-held, w) << semHeldShift
	}
	s.now.CompareAndSwap(e, newSemaphoreEra(size, w)) // LP(Resize)
}

// freeze makes the word frozen, if it is not, and returns it as it was before.
func (e *semaphoreEra) freeze() uint64 {
	for l := atom.NewLoop(); ; l.Again() {
		w := e.word.Load()
		if w&semFrozen != 0 || e.word.CompareAndSwap(w, w|semFrozen) {
			return w &^ semFrozen
		}
	}
}

// Size returns the number of permits, as it was at some moment during the call.
func (s *Semaphore) Size() int {
	e, _ := s.load()
	return int(e.size.Get())
}

// InUse returns how many permits are held, as it was at some moment during the call.
func (s *Semaphore) InUse() int {
	_, w := s.load()
	return int(semHeld(w))
}

// semaphoreOwner is what the waiter queue sees of a Semaphore; a type of its own, so that its methods are not the
// user's.
type semaphoreOwner Semaphore

// Enlist takes a permit, or the next number.
func (o *semaphoreOwner) Enlist() (number uint64, granted bool) {
	s := (*Semaphore)(o)
	for l := atom.NewLoop(); ; l.Again() {
		e, w := s.load()
		if semHeld(w) < e.size.Get() {
			if e.word.CompareAndSwap(w, w+semHeldOne) { // LP(Acquire) at once
				return 0, true
			}
		} else if e.word.CompareAndSwap(w, waitq.Draw(w)) { // LP(Acquire, request)
			return w, false
		}
	}
}

// Granted completes a Resize that is under way: it may be about to let go who is being cancelled.
func (o *semaphoreOwner) Granted() bool {
	(*Semaphore)(o).load()
	return false
}

// DescribeWait says what a blocked call waits for.
func (o *semaphoreOwner) DescribeWait() string {
	e, w := (*Semaphore)(o).load()
	return fmt.Sprintf("Semaphore (%d of %d permits held)", semHeld(w), e.size.Get())
}
