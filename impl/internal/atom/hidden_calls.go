//go:build race && !amd64 && !veritask_engine && !veritask_explore

package atom

import (
	"runtime"
	"sync/atomic"
)

// Bool is atomic.Bool, hidden.
type Bool struct{ v atomic.Bool }

// Load is atomic.Bool.Load.
func (x *Bool) Load() bool {
	runtime.RaceDisable()
	r := x.v.Load()
	runtime.RaceEnable()
	return r
}

// Store is atomic.Bool.Store.
func (x *Bool) Store(v bool) {
	runtime.RaceDisable()
	x.v.Store(v)
	runtime.RaceEnable()
}

// Swap is atomic.Bool.Swap.
func (x *Bool) Swap(v bool) bool {
	runtime.RaceDisable()
	r := x.v.Swap(v)
	runtime.RaceEnable()
	return r
}

// CompareAndSwap is atomic.Bool.CompareAndSwap.
func (x *Bool) CompareAndSwap(o, n bool) bool {
	runtime.RaceDisable()
	r := x.v.CompareAndSwap(o, n)
	runtime.RaceEnable()
	return r
}

// hidden wraps one of sync/atomic's numbers, A being the type that PA points to.
type hidden[T number, A any, PA interface {
	*A
	atomicNumber[T]
}] struct{ v A }

// Load is the atomic's Load.
func (x *hidden[T, A, PA]) Load() T {
	runtime.RaceDisable()
	r := PA(&x.v).Load()
	runtime.RaceEnable()
	return r
}

// Store is the atomic's Store.
func (x *hidden[T, A, PA]) Store(v T) {
	runtime.RaceDisable()
	PA(&x.v).Store(v)
	runtime.RaceEnable()
}

// Swap is the atomic's Swap.
func (x *hidden[T, A, PA]) Swap(v T) T {
	runtime.RaceDisable()
	r := PA(&x.v).Swap(v)
	runtime.RaceEnable()
	return r
}

// Add is the atomic's Add.
func (x *hidden[T, A, PA]) Add(d T) T {
	runtime.RaceDisable()
	r := PA(&x.v).Add(d)
	runtime.RaceEnable()
	return r
}

// Or is the atomic's Or.
func (x *hidden[T, A, PA]) Or(m T) T {
	runtime.RaceDisable()
	r := PA(&x.v).Or(m)
	runtime.RaceEnable()
	return r
}

// And is the atomic's And.
func (x *hidden[T, A, PA]) And(m T) T {
	runtime.RaceDisable()
	r := PA(&x.v).And(m)
	runtime.RaceEnable()
	return r
}

// CompareAndSwap is the atomic's CompareAndSwap.
func (x *hidden[T, A, PA]) CompareAndSwap(o, n T) bool {
	runtime.RaceDisable()
	r := PA(&x.v).CompareAndSwap(o, n)
	runtime.RaceEnable()
	return r
}

// The numbers of this build.
type (
	Int32   = hidden[int32, atomic.Int32, *atomic.Int32]
	Int64   = hidden[int64, atomic.Int64, *atomic.Int64]
	Uint32  = hidden[uint32, atomic.Uint32, *atomic.Uint32]
	Uint64  = hidden[uint64, atomic.Uint64, *atomic.Uint64]
	Uintptr = hidden[uintptr, atomic.Uintptr, *atomic.Uintptr]
)

// Pointer is atomic.Pointer, hidden.
type Pointer[T any] struct{ v atomic.Pointer[T] }

// Load is atomic.Pointer.Load.
func (x *Pointer[T]) Load() *T {
	runtime.RaceDisable()
	r := x.v.Load()
	runtime.RaceEnable()
	return r
}

// Store is atomic.Pointer.Store.
func (x *Pointer[T]) Store(v *T) {
	runtime.RaceDisable()
	x.v.Store(v)
	runtime.RaceEnable()
}

// Swap is atomic.Pointer.Swap.
func (x *Pointer[T]) Swap(v *T) *T {
	runtime.RaceDisable()
	r := x.v.Swap(v)
	runtime.RaceEnable()
	return r
}

// CompareAndSwap is atomic.Pointer.CompareAndSwap.
func (x *Pointer[T]) CompareAndSwap(o, n *T) bool {
	runtime.RaceDisable()
	r := x.v.CompareAndSwap(o, n)
	runtime.RaceEnable()
	return r
}
