//go:build !race && !veritask_explore

package atom

import (
	"sync/atomic"
	"unsafe"
)

// Slot is a pointer that one party writes and then publishes, by an atomic of this package that readers load first.
// Others may also read it unpublished; such a reader gets some value that the slot has had, and must find out by
// another atomic that it is not to use it.
//
// So Store is a plain one here: an atomic store waits until all earlier stores have left the core, which the publishing
// store does anyway, and is a fifteenth of the cost of a task (make bench BENCH=SpawnWait). It is never ahead of the
// stores and loads before it that are atomic, nor behind those after it. Go's memory model lets a read of one word that
// races with a write see nothing but a value that was written. Where somebody watches, the race detector or the
// explorer, Slot is a Pointer.
type Slot[T any] struct{ p *T }

// Load returns the value; not nil and not published, it is of no use.
func (s *Slot[T]) Load() *T { return (*T)(atomic.LoadPointer((*unsafe.Pointer)(unsafe.Pointer(&s.p)))) }

// Store sets the value. Only one party may.
func (s *Slot[T]) Store(v *T) { s.p = v }
