//go:build race && !veritask_engine && !veritask_explore

package atom

import (
	"runtime"
	"sync"
)

// Every operation of this build is the real one, and orders memory, but the race detector does not learn of it. Without that,
// two user tasks that merely share a worker would look ordered. On amd64 operations are instructions that the detector
// never sees; elsewhere, and where the garbage collector has to know as well, they are those of sync/atomic between
// RaceDisable and RaceEnable, which cost a call of the detector each.

// Mutex is sync.Mutex, hidden.
type Mutex struct{ m sync.Mutex }

// Lock is sync.Mutex.Lock.
func (m *Mutex) Lock() {
	runtime.RaceDisable()
	m.m.Lock()
	runtime.RaceEnable()
}

// Unlock is sync.Mutex.Unlock.
func (m *Mutex) Unlock() {
	runtime.RaceDisable()
	m.m.Unlock()
	runtime.RaceEnable()
}

// Owned is a plain variable whose owner changes by hidden atomics, so the detector must not see its accesses either.
type Owned[T any] struct{ v T }

// Get reads the variable; the caller owns it.
//
//go:norace
func (o *Owned[T]) Get() T { return o.v }

// Set writes the variable; the caller owns it.
//
//go:norace
func (o *Owned[T]) Set(v T) { o.v = v }
