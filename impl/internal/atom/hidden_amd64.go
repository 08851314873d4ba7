//go:build race && !veritask_engine && !veritask_explore

package atom

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// The numbers of this build.
type (
	Int32   = hidden32[int32]
	Int64   = hidden64[int64]
	Uint32  = hidden32[uint32]
	Uint64  = hidden64[uint64]
	Uintptr = hidden64[uintptr]
)

// noCopy has go vet find copies.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// hidden32 is a number of 32 bits.
type hidden32[T int32 | uint32] struct {
	_ noCopy
	v uint32
}

// Load is the atomic's Load.
func (x *hidden32[T]) Load() T { return T(load32(&x.v)) }

// Store is the atomic's Store.
func (x *hidden32[T]) Store(v T) { swap32(&x.v, uint32(v)) }

// Swap is the atomic's Swap.
func (x *hidden32[T]) Swap(v T) T { return T(swap32(&x.v, uint32(v))) }

// Add is the atomic's Add.
func (x *hidden32[T]) Add(d T) T { return T(add32(&x.v, uint32(d))) + d }

// Or is the atomic's Or.
func (x *hidden32[T]) Or(m T) T {
	o := x.Load()
	for ; !x.CompareAndSwap(o, o|m); o = x.Load() {
	}
	return o
}

// And is the atomic's And.
func (x *hidden32[T]) And(m T) T {
	o := x.Load()
	for ; !x.CompareAndSwap(o, o&m); o = x.Load() {
	}
	return o
}

// CompareAndSwap is the atomic's CompareAndSwap.
func (x *hidden32[T]) CompareAndSwap(o, n T) bool { return cas32(&x.v, uint32(o), uint32(n)) }

// hidden64 is a number of 64 bits.
type hidden64[T int64 | uint64 | uintptr] struct {
	_ noCopy
	v uint64
}

// Load is the atomic's Load.
func (x *hidden64[T]) Load() T { return T(load64(&x.v)) }

// Store is the atomic's Store.
func (x *hidden64[T]) Store(v T) { swap64(&x.v, uint64(v)) }

// Swap is the atomic's Swap.
func (x *hidden64[T]) Swap(v T) T { return T(swap64(&x.v, uint64(v))) }

// Add is the atomic's Add.
func (x *hidden64[T]) Add(d T) T { return T(add64(&x.v, uint64(d))) + d }

// Or is the atomic's Or.
func (x *hidden64[T]) Or(m T) T {
	o := x.Load()
	for ; !x.CompareAndSwap(o, o|m); o = x.Load() {
	}
	return o
}

// And is the atomic's And.
func (x *hidden64[T]) And(m T) T {
	o := x.Load()
	for ; !x.CompareAndSwap(o, o&m); o = x.Load() {
	}
	return o
}

// CompareAndSwap is the atomic's CompareAndSwap.
func (x *hidden64[T]) CompareAndSwap(o, n T) bool { return cas64(&x.v, uint64(o), uint64(n)) }

// Bool is atomic.Bool, hidden.
type Bool struct {
	_ noCopy
	v uint32 // 0 or 1
}

// Load is atomic.Bool.Load.
func (x *Bool) Load() bool { return load32(&x.v) != 0 }

// Store is atomic.Bool.Store.
func (x *Bool) Store(v bool) { swap32(&x.v, bit(v)) }

// Swap is atomic.Bool.Swap.
func (x *Bool) Swap(v bool) bool { return swap32(&x.v, bit(v)) != 0 }

// CompareAndSwap is atomic.Bool.CompareAndSwap.
func (x *Bool) CompareAndSwap(o, n bool) bool { return cas32(&x.v, bit(o), bit(n)) }

func bit(v bool) uint32 {
	if v {
		return 1
	}
	return 0
}

// Pointer is atomic.Pointer, hidden. The garbage collector must know of each write: a plain store tells it, and is an atomic
// one on amd64 if a fence follows; for the rest there is only sync/atomic.
type Pointer[T any] struct{ v atomic.Pointer[T] }

// Load is atomic.Pointer.Load.
//
//go:nocheckptr
func (x *Pointer[T]) Load() *T { return (*T)(loadPointer((*unsafe.Pointer)(unsafe.Pointer(&x.v)))) }

// Store is atomic.Pointer.Store.
//
//go:norace
//go:nocheckptr
func (x *Pointer[T]) Store(v *T) {
	*(**T)(unsafe.Pointer(&x.v)) = v
	fence()
}

// Swap is atomic.Pointer.Swap.
//
//go:norace
func (x *Pointer[T]) Swap(v *T) *T {
	runtime.RaceDisable()
	r := x.v.Swap(v)
	runtime.RaceEnable()
	return r
}

// CompareAndSwap is atomic.Pointer.CompareAndSwap.
//
//go:norace
func (x *Pointer[T]) CompareAndSwap(o, n *T) bool {
	runtime.RaceDisable()
	r := x.v.CompareAndSwap(o, n)
	runtime.RaceEnable()
	return r
}

// What follows is in assembly, which the detector does not instrument.

//go:noescape
func load32(p *uint32) uint32

//go:noescape
func swap32(p *uint32, v uint32) uint32

// add32 returns what was there before.
//
//go:noescape
func add32(p *uint32, d uint32) uint32

//go:noescape
func cas32(p *uint32, o, n uint32) bool

//go:noescape
func load64(p *uint64) uint64

//go:noescape
func swap64(p *uint64, v uint64) uint64

// add64 returns what was there before.
//
//go:noescape
func add64(p *uint64, d uint64) uint64

//go:noescape
func cas64(p *uint64, o, n uint64) bool

//go:noescape
func loadPointer(p *unsafe.Pointer) unsafe.Pointer

// fence orders the stores before it before the loads after it.
func fence()
