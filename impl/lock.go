package impl

import (
	"context"
	"sync"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// ReentrantLock is a lock whose owner may lock it again. Its owner is the task that locked it, or, outside of tasks, the
// goroutine. The zero ReentrantLock is ready to use and free.
//
// Those who have to wait do so first come, first served, but whoever runs may take a lock that is free before one that has
// waited and is only being woken: that is what makes a busy lock fast. The first of those who wait is passed in that
// way spec.LockPasses times at most; then the lock is handed over to it. A call that is cancelled while it waits leaves
// nothing behind; one that was handed the lock, or finds it free, has it.
//
// A task that ends while it holds a lock has made a mistake, which is reported to its runtime's logger; the lock stays locked
// for ever. A goroutine that does so goes unnoticed, and a later one may be taken for it.
//
// In the terminology of the Go memory model, the n-th outermost Unlock synchronizes before the (n+1)-th Lock or TryLock that
// takes the lock.
//
// Lock, With and a Locker's Lock block; TryLock, Unlock and IsLocked are lock-free.
//
// Source: Julia's ReentrantLock. Differs: there nothing limits how often a waiter is passed; cancellation and the report
// are ours.
type ReentrantLock struct {
	_ noCopy
	// word is the whole state:
	//
	//	  63     62      61       60    59 57   56 42  41        numbers        0
	//	[ held | front | handed | queued | passes |  0  |         42 bits          ]
	//
	// numbers counts those drawn by waiters (package waitq), queued says that some were since nobody was in line. One
	// waiter at a time has come out of the line to its front: it goes for the lock whenever that is free, as others may,
	// and passes counts how often others got it.
	//
	//	            draws a number               let out by an outermost Unlock          takes, or is handed
	//	  call ───────────────────────▶ in line ───────────────────────────────▶ front ──────────────────────▶ owner
	//	    └──── takes, being free ─────────────────────────────────────────────────────────────────────────────▲
	//
	// Laws. While the lock is free, nobody is in line unless somebody is at the front: numbers are drawn only while it is
	// held, and who frees it lets somebody out first. Front is set only by the holder; while nobody holds the lock it
	// is cleared only by who takes it. Handed implies held and front, and ends with the front's taking possession.
	//
	// LP(Lock, TryLock): the compare-and-swap that sets held, or the one that sets handed. LP(Unlock): the one that
	// clears held, or sets handed. LP(Lock, cancelled): in line see waitq.Cell.Cancel; at the front the compare-and-swap
	// that clears front while the lock is held by somebody else.
	//
	// Rejected: handing over always, as Semaphore does with permits, since each switch of owners then costs a switch of
	// tasks; waking all or letting the woken queue again at the end, since then nobody can say how long one waits;
	// a count of waiters beside the word, since it cannot tell who was cancelled (package waitq).
	word  atom.Uint64
	owner atom.Mark       // a sched.Holder's identity, 0 while nobody has taken possession
	again atom.Owned[int] // how often the owner has locked it beyond the first time; by the owner
	line  atom.Pointer[lockLine]
}

const (
	lockHeld    = 1 << 63
	lockFront   = 1 << 62
	lockHanded  = 1 << 61
	lockQueued  = 1 << 60
	lockOnePass = 1 << 57
	lockPasses  = 7 << 57
)

// Lock takes the lock, once more if the caller has it, and blocks while somebody else has it. If ctx ends first it returns
// the cause and the caller has nothing more than before; if the caller's or ctx's runtime is closed, ErrRuntimeClosed.
//
// Cost: one compare-and-swap when the lock is free, and none when the caller has it.
func (l *ReentrantLock) Lock(ctx context.Context) error {
	if err := sched.Enter(ctx); err != nil {
		return err
	}
	me := sched.Self()
	if l.owner.Get() == me.ID() {
		l.again.Set(l.again.Get() + 1)
		return nil
	}
	if w := l.word.Load(); w&(lockHeld|lockFront) == 0 && l.word.CompareAndSwap(w, w|lockHeld) { // LP(Lock)
		l.own(me)
		return nil
	}
	return l.wait(ctx, me)
}

// own makes the caller, which has got the lock, its owner.
func (l *ReentrantLock) own(me sched.Holder) {
	raced.Acquire(unsafe.Pointer(l))
	l.owner.Set(me.ID())
	me.Took()
}

// TryLock is Lock if that does not have to wait, and reports whether it took the lock. It never fails without reason.
func (l *ReentrantLock) TryLock(context.Context) bool {
	me := sched.Self()
	if l.owner.Get() == me.ID() {
		l.again.Set(l.again.Get() + 1)
		return true
	}
	if !l.take() {
		return false
	}
	l.own(me)
	return true
}

// take takes the lock if it is free.
func (l *ReentrantLock) take() bool {
	for r := atom.NewLoop(); ; r.Again() {
		w := l.word.Load()
		if w&lockHeld != 0 {
			return false // LP(TryLock, none)
		}
		next := w | lockHeld
		if w&lockFront != 0 {
			next += lockOnePass
		}
		if l.word.CompareAndSwap(w, next) { // LP(Lock), LP(TryLock)
			return true
		}
	}
}

// Unlock undoes one Lock or TryLock of the caller; the lock is free when it has undone all of them. It panics with
// *MisuseError if the caller does not have the lock: "unlock from wrong thread" if somebody else has it, "unlock count must
// match lock count" if nobody has. It does not ask whether ctx has ended.
//
// Cost: one compare-and-swap when nobody waits, and none when the caller still has the lock afterwards.
func (l *ReentrantLock) Unlock(context.Context) {
	me := sched.Self()
	if l.owner.Get() != me.ID() {
		l.misuse()
	}
	if n := l.again.Get(); n > 0 {
		l.again.Set(n - 1)
		return
	}
	l.free(me)
}

// mine reports whether the caller has the lock.
func (l *ReentrantLock) mine() bool { return l.owner.Get() == sched.Self().ID() }

// misuse is what an Unlock panics with by somebody who does not have the lock.
func (l *ReentrantLock) misuse() {
	if l.IsLocked() {
		panic(&spec.MisuseError{Msg: spec.MsgUnlockOther})
	}
	panic(&spec.MisuseError{Msg: spec.MsgUnlockCount})
}

// free gives up the lock, which the caller has locked once.
func (l *ReentrantLock) free(me sched.Holder) {
	me.Gave()
	l.owner.Set(0)
	raced.Release(unsafe.Pointer(l))
	if w := l.word.Load(); w&(lockFront|lockQueued) != 0 || !l.word.CompareAndSwap(w, w&^lockHeld) { // LP(Unlock)
		l.pass()
	}
}

// release gives up the lock, however often the caller has locked it, and returns what relock wants to know.
func (l *ReentrantLock) release() (again int) {
	again = l.again.Get()
	l.again.Set(0)
	l.free(sched.Self())
	return again
}

// IsLocked reports whether anybody has the lock. It orders nothing.
func (l *ReentrantLock) IsLocked() bool { return l.word.Load()&lockHeld != 0 }

// With runs f with the lock, which it unlocks however f ends. It returns f's error, or Lock's.
func (l *ReentrantLock) With(ctx context.Context, f func() error) error {
	if err := l.Lock(ctx); err != nil {
		return err
	}
	defer l.Unlock(ctx)
	return f()
}

// Locker returns the lock as a sync.Locker. Its Lock cannot fail, so it goes on waiting when ctx ends; if the caller's or
// ctx's runtime is closed it panics with ErrRuntimeClosed.
func (l *ReentrantLock) Locker(ctx context.Context) sync.Locker {
	return locker{l, context.WithoutCancel(ctx)}
}

type locker struct {
	lock *ReentrantLock
	ctx  context.Context
}

func (l locker) Lock() {
	if err := l.lock.Lock(l.ctx); err != nil {
		panic(err)
	}
}

func (l locker) Unlock() { l.lock.Unlock(l.ctx) }
