//go:build veritask_explore

package atom

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/veritask/veritask/impl/internal/seam"
)

// Every operation here is the real one, announced before and told afterwards. In between nobody else runs, so what it
// found may be read on its own.

// Bool is atomic.Bool, explored.
type Bool struct {
	v atomic.Bool
	w seam.Word
}

// Load is atomic.Bool.Load.
func (x *Bool) Load() bool {
	if !seam.On() {
		return x.v.Load()
	}
	seam.X.Begin(&x.w, seam.Load)
	r := x.v.Load()
	seam.X.End(false, bit(r), bit(r))
	return r
}

// Store is atomic.Bool.Store.
func (x *Bool) Store(v bool) {
	if !seam.On() {
		x.v.Store(v)
		return
	}
	seam.X.Begin(&x.w, seam.Store)
	seam.X.End(true, bit(x.v.Swap(v)), bit(v))
}

// Swap is atomic.Bool.Swap.
func (x *Bool) Swap(v bool) bool {
	if !seam.On() {
		return x.v.Swap(v)
	}
	seam.X.Begin(&x.w, seam.Update)
	r := x.v.Swap(v)
	seam.X.End(true, bit(r), bit(v))
	return r
}

// CompareAndSwap is atomic.Bool.CompareAndSwap.
func (x *Bool) CompareAndSwap(o, n bool) bool {
	if !seam.On() {
		return x.v.CompareAndSwap(o, n)
	}
	seam.X.Begin(&x.w, seam.Swap)
	found := x.v.Load()
	r := x.v.CompareAndSwap(o, n)
	seam.X.End(r, bit(found), bit(x.v.Load()))
	return r
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// explored wraps one of sync/atomic's numbers, A being the type that PA points to.
type explored[T number, A any, PA interface {
	*A
	atomicNumber[T]
}] struct {
	v A
	w seam.Word
}

// Load is the atomic's Load.
func (x *explored[T, A, PA]) Load() T {
	if !seam.On() {
		return PA(&x.v).Load()
	}
	seam.X.Begin(&x.w, seam.Load)
	r := PA(&x.v).Load()
	seam.X.End(false, uint64(r), uint64(r))
	return r
}

// Store is the atomic's Store.
func (x *explored[T, A, PA]) Store(v T) {
	if !seam.On() {
		PA(&x.v).Store(v)
		return
	}
	seam.X.Begin(&x.w, seam.Store)
	seam.X.End(true, uint64(PA(&x.v).Swap(v)), uint64(v))
}

// Swap is the atomic's Swap.
func (x *explored[T, A, PA]) Swap(v T) T {
	if !seam.On() {
		return PA(&x.v).Swap(v)
	}
	seam.X.Begin(&x.w, seam.Update)
	r := PA(&x.v).Swap(v)
	seam.X.End(true, uint64(r), uint64(v))
	return r
}

// Add is the atomic's Add.
func (x *explored[T, A, PA]) Add(d T) T {
	if !seam.On() {
		return PA(&x.v).Add(d)
	}
	seam.X.Begin(&x.w, seam.Update)
	r := PA(&x.v).Add(d)
	seam.X.End(true, uint64(r-d), uint64(r))
	return r
}

// Or is the atomic's Or.
func (x *explored[T, A, PA]) Or(m T) T {
	if !seam.On() {
		return PA(&x.v).Or(m)
	}
	seam.X.Begin(&x.w, seam.Update)
	r := PA(&x.v).Or(m)
	seam.X.End(true, uint64(r), uint64(r|m))
	return r
}

// And is the atomic's And.
func (x *explored[T, A, PA]) And(m T) T {
	if !seam.On() {
		return PA(&x.v).And(m)
	}
	seam.X.Begin(&x.w, seam.Update)
	r := PA(&x.v).And(m)
	seam.X.End(true, uint64(r), uint64(r&m))
	return r
}

// CompareAndSwap is the atomic's CompareAndSwap.
func (x *explored[T, A, PA]) CompareAndSwap(o, n T) bool {
	if !seam.On() {
		return PA(&x.v).CompareAndSwap(o, n)
	}
	seam.X.Begin(&x.w, seam.Swap)
	found := PA(&x.v).Load()
	r := PA(&x.v).CompareAndSwap(o, n)
	seam.X.End(r, uint64(found), uint64(PA(&x.v).Load()))
	return r
}

// The numbers of this build.
type (
	Int32   = explored[int32, atomic.Int32, *atomic.Int32]
	Int64   = explored[int64, atomic.Int64, *atomic.Int64]
	Uint32  = explored[uint32, atomic.Uint32, *atomic.Uint32]
	Uint64  = explored[uint64, atomic.Uint64, *atomic.Uint64]
	Uintptr = explored[uintptr, atomic.Uintptr, *atomic.Uintptr]
)

// Pointer is atomic.Pointer, explored.
type Pointer[T any] struct {
	v atomic.Pointer[T]
	w seam.Word
}

// Word returns the identity of the pointer.
func (x *Pointer[T]) Word() *seam.Word { return &x.w }

// Load is atomic.Pointer.Load.
func (x *Pointer[T]) Load() *T {
	if !seam.On() {
		return x.v.Load()
	}
	seam.X.Begin(&x.w, seam.Load|seam.Ref)
	r := x.v.Load()
	seam.X.End(false, address(r), address(r))
	return r
}

// Store is atomic.Pointer.Store.
func (x *Pointer[T]) Store(v *T) {
	if !seam.On() {
		x.v.Store(v)
		return
	}
	seam.X.Begin(&x.w, seam.Store|seam.Ref)
	seam.X.End(true, address(x.v.Swap(v)), address(v))
}

// Swap is atomic.Pointer.Swap.
func (x *Pointer[T]) Swap(v *T) *T {
	if !seam.On() {
		return x.v.Swap(v)
	}
	seam.X.Begin(&x.w, seam.Update|seam.Ref)
	r := x.v.Swap(v)
	seam.X.End(true, address(r), address(v))
	return r
}

// CompareAndSwap is atomic.Pointer.CompareAndSwap.
func (x *Pointer[T]) CompareAndSwap(o, n *T) bool {
	if !seam.On() {
		return x.v.CompareAndSwap(o, n)
	}
	seam.X.Begin(&x.w, seam.Swap|seam.Ref)
	found := x.v.Load()
	r := x.v.CompareAndSwap(o, n)
	seam.X.End(r, address(found), address(x.v.Load()))
	return r
}

func address[T any](p *T) uint64 { return uint64(uintptr(unsafe.Pointer(p))) }

// Mutex is sync.Mutex, explored. The mutex inside is really locked, so that it holds when no run is under way too.
type Mutex struct {
	m    sync.Mutex
	held bool
	w    seam.Word
}

// Lock is sync.Mutex.Lock.
func (m *Mutex) Lock() {
	if !seam.On() {
		m.m.Lock()
		m.held = true
		return
	}
	seam.X.Await(&m.w, nil, seam.Acquire, m.free)
	m.m.Lock()
	m.held = true
	seam.X.End(true, 0, 1)
}

func (m *Mutex) free() bool { return !m.held }

// Unlock is sync.Mutex.Unlock.
func (m *Mutex) Unlock() {
	if !seam.On() {
		m.held = false
		m.m.Unlock()
		return
	}
	seam.X.Begin(&m.w, seam.Release)
	m.held = false
	m.m.Unlock()
	seam.X.End(true, 1, 0)
}

// Loop is a loop that starts again because of what it has read; see again.go for ordinary builds.
type Loop struct{ from int }

// NewLoop begins a loop.
func NewLoop() Loop {
	if !seam.On() {
		return Loop{}
	}
	return Loop{seam.X.Here()}
}

// Again tells the explorer that the loop starts again.
func (l *Loop) Again() {
	if seam.On() {
		l.from = seam.X.Again(l.from)
	}
}
