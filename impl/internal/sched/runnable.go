package sched

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
)

// Runnable is what queues hold: a task that is to begin, or a coroutine that is to go on. It is the first field of
// both, so a queue's entry is the thing itself, and costs neither an allocation nor a pointer back.
type Runnable struct{ kind atom.Owned[runnableKind] } // written before it is queued

type runnableKind uint8

const (
	aTask runnableKind = iota
	aCoroutine
)

// The entry leads back to the whole because it stands at its beginning.
const (
	_ = -unsafe.Offsetof(Task{}.run)
	_ = -unsafe.Offsetof(Coroutine{}.run)
)

// task returns the task that is to begin, nil if it is a coroutine that is to go on.
func (r *Runnable) task() *Task {
	if r.kind.Get() != aTask {
		return nil
	}
	return (*Task)(unsafe.Pointer(r))
}

// coroutine returns the coroutine that is to go on; the entry is one.
func (r *Runnable) coroutine() *Coroutine { return (*Coroutine)(unsafe.Pointer(r)) }

// claim makes an entry the caller's to run; false: it is dead, its task having been joined in place.
func (r *Runnable) claim() bool {
	t := r.task()
	return t == nil || t.claim()
}

// dead reports whether the entry's task was claimed already.
func (r *Runnable) dead() bool {
	t := r.task()
	return t != nil && phase(t.state.Load()) != phaseQueued
}
