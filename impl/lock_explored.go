//go:build veritask_explore

package impl

import (
	"errors"
	"fmt"

	"github.com/veritask/veritask/impl/internal/waitq"
)

// What follows lets an explorer look into locks and conditions at which nobody is at work. It is no part of the library.

// NewExploredLock returns a lock whose numbers are about to come round.
func NewExploredLock() *ReentrantLock {
	l := &ReentrantLock{}
	l.word.Store(waitq.First)
	l.waitLine().q.InitAt((*lockOwner)(l), waitq.First)
	return l
}

// NewExploredLockable returns a value whose lock is such a one.
func NewExploredLockable[T any](v T) *Lockable[T] {
	l := &Lockable[T]{value: v}
	l.lock.word.Store(waitq.First)
	l.lock.waitLine().q.InitAt((*lockOwner)(&l.lock), waitq.First)
	return l
}

// Line is the lock's.
func (l *Lockable[T]) Line() *waitq.Queue { return l.lock.Line() }

// Check is the lock's.
func (l *Lockable[T]) Check() error { return l.lock.Check() }

// Line returns the line in which Locks wait.
func (l *ReentrantLock) Line() *waitq.Queue { return &l.waitLine().q }

// Check looks at the structure of the lock.
func (l *ReentrantLock) Check() error {
	w := l.word.Load()
	line := l.waitLine()
	waiting := line.q.Waiting()
	switch {
	case w&lockHeld == 0 && (waiting > 0 || w&lockFront != 0):
		return fmt.Errorf("invariant: the lock is free, %d are in line, and the word is %#x", waiting, w)
	case w&lockHanded != 0:
		return errors.New("invariant: the lock was handed over, and nobody has come for it")
	case w&lockFront == 0 && w&lockPasses != 0:
		return errors.New("invariant: nobody is at the front, and was passed")
	case w&lockHeld == 0 && l.owner.Get() != 0:
		return errors.New("invariant: a free lock has an owner")
	}
	return line.q.Check()
}

// Waiting returns how many are in the condition's list.
func (c *Condition[T]) Waiting() (n int) {
	for w := c.list.first.Get(); w != nil; w = w.next.Get() {
		n++
	}
	return n
}
