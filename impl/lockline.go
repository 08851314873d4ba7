package impl

import (
	"context"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/impl/internal/waitq"
	"github.com/veritask/veritask/spec"
)

// This is how one waits for a lock: see ReentrantLock.word.

// lockLine is what a lock has once somebody has waited for it.
type lockLine struct {
	q     waitq.Queue
	seats waitq.Seats
	front atom.Pointer[waitq.Seat] // where the one at the front waits, or has waited
}

// waitLine returns the line, which is made when somebody waits for the first time.
func (l *ReentrantLock) waitLine() *lockLine {
	if line := l.line.Load(); line != nil {
		return line
	}
	line := &lockLine{}
	line.q.Init((*lockOwner)(l))
	line.seats.Init((*lockOwner)(l))
	if l.line.CompareAndSwap(nil, line) {
		return line
	}
	return l.line.Load()
}

// parks has the caller sleep in a seat; told: its being in line is known already. It returns why it should stop waiting.
type parks func(s sched.Seat, told bool) error

// wait gets the lock by way of the line.
func (l *ReentrantLock) wait(ctx context.Context, me sched.Holder) error {
	p := sched.Caller()
	return l.queue(p, me, func(s sched.Seat, told bool) error { return p.Park(ctx, s, !told) })
}

// relock gets the lock for a call that must have it, whatever happens, as often as it had it before release.
func (l *ReentrantLock) relock(p sched.Party, again int) {
	p.Firm()
	_ = l.queue(p, sched.Self(), func(s sched.Seat, _ bool) error { p.ParkOn(s); return nil })
	p.Soft()
	l.again.Set(again)
}

// queue gets in line, unless the lock is free.
func (l *ReentrantLock) queue(p sched.Party, me sched.Holder, park parks) error {
	line := l.waitLine()
	cell, early := line.q.Suspend(p.Waiter())
	if !early {
		if err := park(cell, false); err != nil {
			return err
		}
	} else if l.owner.Get() == me.ID() {
		return nil // Enlist has found it free
	}
	if err := l.atFront(line, p, func(s sched.Seat) error { return park(s, !early) }); err != nil {
		return err
	}
	l.own(me)
	return nil
}

// atFront is the way from the front of the line, where p has come to, to the lock, for which it waits as often as others
// get it first; park returns why it should stop waiting. Then it leaves the front, unless it can have the lock.
func (l *ReentrantLock) atFront(line *lockLine, p sched.Party, park func(sched.Seat) error) (stop error) {
	for r := atom.NewLoop(); ; r.Again() {
		switch w := l.word.Load(); {
		case w&lockHanded != 0, w&lockHeld == 0:
			if l.word.CompareAndSwap(w, w&^(lockHanded|lockFront|lockPasses)|lockHeld) { // LP(Lock) if it was free
				if stop != nil {
					p.Unmet()
				}
				return nil
			}
		case stop != nil:
			if l.word.CompareAndSwap(w, w&^(lockFront|lockPasses)) { // LP(Lock, cancelled)
				return stop
			}
		default:
			stop = l.sit(line, p, park)
		}
	}
}

// sit waits at the front until the lock is free, or was handed over.
func (l *ReentrantLock) sit(line *lockLine, p sched.Party, park func(sched.Seat) error) error {
	s := &waitq.Seat{}
	line.seats.Take(s, p.Waiter())
	defer p.Waiter().Leave()
	line.front.Store(s)
	if w := l.word.Load(); w&lockHanded != 0 || w&lockHeld == 0 { // pairs with pass: the word, then the seat
		p.TakeBack(s)
		return nil
	}
	return park(&s.Place)
}

// pass gives up the lock, which the caller holds, when there is or may be somebody who waits: it has somebody come to
// the front, unless somebody is there, and frees the lock, or, if it has passed that one by too often, hands it over.
func (l *ReentrantLock) pass() {
	line := l.line.Load()
	calling := false // it has set front, and has not found anybody to be there yet
	for r := atom.NewLoop(); ; r.Again() {
		p := line.q.Settled()
		w := l.word.Load()
		switch {
		case w&lockFront != 0 && !calling:
			next := w &^ lockHeld
			if w&lockPasses == spec.LockPasses*lockOnePass {
				next = w | lockHanded
			}
			if l.word.CompareAndSwap(w, next) { // LP(Unlock)
				if s := line.front.Load(); s != nil {
					s.Resume()
				}
				return
			}
		case waitq.Same(p, w):
			if l.word.CompareAndSwap(w, w&^(lockHeld|lockFront|lockQueued)) { // LP(Unlock): nobody waits
				return
			}
		case !calling:
			calling = l.word.CompareAndSwap(w, w|lockFront)
		case line.q.Resume(p):
			calling = false
		}
	}
}

// lockOwner is what the waiter queue sees of a ReentrantLock; a type of its own, so that its methods are not the user's.
type lockOwner ReentrantLock

// Enlist takes the lock, or the next number.
func (o *lockOwner) Enlist() (number uint64, granted bool) {
	l := (*ReentrantLock)(o)
	for r := atom.NewLoop(); ; r.Again() {
		if l.take() {
			l.own(sched.Self())
			return 0, true
		}
		w := l.word.Load()
		if w&lockHeld != 0 && l.word.CompareAndSwap(w, waitq.Draw(w)|lockQueued) { // LP(Lock, request)
			return w, false
		}
	}
}

// Granted reports whether everybody was let go, which nobody does.
func (o *lockOwner) Granted() bool { return false }

// DescribeWait says what a blocked call waits for.
func (o *lockOwner) DescribeWait() string {
	return "ReentrantLock (held by " + sched.Named(o.owner.Get()) + ")"
}
