// Package shared has atomics and a mutex that package explore knows: outside of an exploration they are those of
// sync/atomic and sync. Litmus programs are written with them, and programs that have no seams of their own.
package shared

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/veritask/veritask/linearizability/explore"
)

type number interface {
	int32 | int64 | uint32 | uint64
}

type atomicNumber[T number] interface {
	Load() T
	Store(v T)
	Swap(v T) T
	Add(d T) T
	CompareAndSwap(o, n T) bool
}

// word wraps one of sync/atomic's numbers, A being the type that PA points to.
type word[T number, A any, PA interface {
	*A
	atomicNumber[T]
}] struct {
	w explore.Word
	v A
}

// Load is the atomic's Load.
func (x *word[T, A, PA]) Load() T {
	explore.Begin(&x.w, explore.Load)
	v := PA(&x.v).Load()
	explore.End(false, uint64(v), uint64(v))
	return v
}

// Store is the atomic's Store.
func (x *word[T, A, PA]) Store(v T) {
	explore.Begin(&x.w, explore.Store)
	if explore.Active() {
		explore.End(true, uint64(PA(&x.v).Swap(v)), uint64(v))
		return
	}
	PA(&x.v).Store(v)
}

// Swap is the atomic's Swap.
func (x *word[T, A, PA]) Swap(v T) T {
	explore.Begin(&x.w, explore.Update)
	old := PA(&x.v).Swap(v)
	explore.End(true, uint64(old), uint64(v))
	return old
}

// Add is the atomic's Add.
func (x *word[T, A, PA]) Add(d T) T {
	explore.Begin(&x.w, explore.Update)
	v := PA(&x.v).Add(d)
	explore.End(true, uint64(v-d), uint64(v))
	return v
}

// CompareAndSwap is the atomic's CompareAndSwap.
func (x *word[T, A, PA]) CompareAndSwap(o, n T) bool {
	explore.Begin(&x.w, explore.Swap)
	ok := PA(&x.v).CompareAndSwap(o, n)
	if ok {
		explore.End(true, uint64(o), uint64(n))
	} else if explore.Active() {
		v := uint64(PA(&x.v).Load())
		explore.End(false, v, v)
	}
	return ok
}

// Int32 is atomic.Int32.
type Int32 struct {
	word[int32, atomic.Int32, *atomic.Int32]
}

// Int64 is atomic.Int64.
type Int64 struct {
	word[int64, atomic.Int64, *atomic.Int64]
}

// Uint32 is atomic.Uint32.
type Uint32 struct {
	word[uint32, atomic.Uint32, *atomic.Uint32]
}

// Uint64 is atomic.Uint64.
type Uint64 struct {
	word[uint64, atomic.Uint64, *atomic.Uint64]
}

// Bool is atomic.Bool.
type Bool struct{ n Uint32 }

func bit(v bool) uint32 {
	if v {
		return 1
	}
	return 0
}

// Load is atomic.Bool.Load.
func (x *Bool) Load() bool { return x.n.Load() != 0 }

// Store is atomic.Bool.Store.
func (x *Bool) Store(v bool) { x.n.Store(bit(v)) }

// Swap is atomic.Bool.Swap.
func (x *Bool) Swap(v bool) bool { return x.n.Swap(bit(v)) != 0 }

// CompareAndSwap is atomic.Bool.CompareAndSwap.
func (x *Bool) CompareAndSwap(o, n bool) bool { return x.n.CompareAndSwap(bit(o), bit(n)) }

// Pointer is atomic.Pointer.
type Pointer[T any] struct {
	w explore.Word
	v atomic.Pointer[T]
}

func address[T any](p *T) uint64 { return uint64(uintptr(unsafe.Pointer(p))) }

// Load is atomic.Pointer.Load.
func (x *Pointer[T]) Load() *T {
	explore.Begin(&x.w, explore.Load|explore.Ref)
	p := x.v.Load()
	explore.End(false, address(p), address(p))
	return p
}

// Store is atomic.Pointer.Store.
func (x *Pointer[T]) Store(p *T) {
	explore.Begin(&x.w, explore.Store|explore.Ref)
	if explore.Active() {
		explore.End(true, address(x.v.Swap(p)), address(p))
		return
	}
	x.v.Store(p)
}

// Swap is atomic.Pointer.Swap.
func (x *Pointer[T]) Swap(p *T) *T {
	explore.Begin(&x.w, explore.Update|explore.Ref)
	old := x.v.Swap(p)
	explore.End(true, address(old), address(p))
	return old
}

// CompareAndSwap is atomic.Pointer.CompareAndSwap.
func (x *Pointer[T]) CompareAndSwap(o, n *T) bool {
	explore.Begin(&x.w, explore.Swap|explore.Ref)
	ok := x.v.CompareAndSwap(o, n)
	if ok {
		explore.End(true, address(o), address(n))
	} else if explore.Active() {
		v := address(x.v.Load())
		explore.End(false, v, v)
	}
	return ok
}

// Mutex is sync.Mutex. In an exploration, Unlock of a mutex that is not locked panics and can be recovered.
type Mutex struct {
	w    explore.Word
	held bool // in an exploration
	free func() bool
	real sync.Mutex
}

// Lock is sync.Mutex.Lock.
func (m *Mutex) Lock() {
	if !explore.Active() {
		m.real.Lock()
		return
	}
	if m.free == nil {
		m.free = func() bool { return !m.held }
	}
	explore.Await(&m.w, nil, explore.Acquire, m.free)
	m.held = true
	explore.End(true, 0, 1)
}

// TryLock is sync.Mutex.TryLock.
func (m *Mutex) TryLock() bool {
	if !explore.Active() {
		return m.real.TryLock()
	}
	explore.Begin(&m.w, explore.Swap)
	ok := !m.held
	m.held = true
	explore.End(ok, uint64(1-b2u(ok)), 1)
	return ok
}

// Unlock is sync.Mutex.Unlock.
func (m *Mutex) Unlock() {
	if !explore.Active() {
		m.real.Unlock()
		return
	}
	explore.Begin(&m.w, explore.Release)
	if !m.held {
		panic("shared: Unlock of a Mutex that is not locked")
	}
	m.held = false
	explore.End(true, 1, 0)
}

func b2u(b bool) uint64 { return uint64(bit(b)) }
