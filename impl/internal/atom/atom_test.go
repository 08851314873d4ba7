package atom_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/atom"
)

// number is what all numbers of all builds have.
type number[T any] interface {
	Load() T
	Store(T)
	Swap(T) T
	Add(T) T
	Or(T) T
	And(T) T
	CompareAndSwap(o, n T) bool
}

// The types mean in every build what they mean in sync/atomic.
func TestNumbers(t *testing.T) {
	checkNumber[int32](t, &atom.Int32{})
	checkNumber[int64](t, &atom.Int64{})
	checkNumber[uint32](t, &atom.Uint32{})
	checkNumber[uint64](t, &atom.Uint64{})
	checkNumber[uintptr](t, &atom.Uintptr{})
}

func checkNumber[T interface {
	int32 | int64 | uint32 | uint64 | uintptr
}](t *testing.T, x number[T]) {
	t.Helper()
	check := func(what string, got, want T) {
		t.Helper()
		if got != want || x.Load() == 99 {
			t.Errorf("%T: %s is %d, want %d", x, what, got, want)
		}
	}
	x.Store(5)
	check("Load", x.Load(), 5)
	check("Swap", x.Swap(6), 5)
	check("Add", x.Add(^T(0)), 5)
	check("Or", x.Or(8), 5)
	check("And", x.And(12), 13)
	if x.CompareAndSwap(13, 99) || !x.CompareAndSwap(12, 1) {
		t.Errorf("%T: CompareAndSwap", x)
	}
	check("Load", x.Load(), 1)
}

func TestBoolAndPointer(t *testing.T) {
	var b atom.Bool
	b.Store(true)
	if !b.Load() || !b.Swap(false) || b.CompareAndSwap(true, true) || !b.CompareAndSwap(false, true) || !b.Load() {
		t.Error("Bool")
	}
	var p atom.Pointer[int]
	x, y := new(int), new(int)
	p.Store(x)
	if p.Load() != x || p.Swap(y) != x || p.CompareAndSwap(x, x) || !p.CompareAndSwap(y, nil) || p.Load() != nil {
		t.Error("Pointer")
	}
	var o atom.Owned[int]
	if o.Set(3); o.Get() != 3 {
		t.Error("Owned")
	}
	var m atom.Mutex
	for range 2 {
		m.Lock()
		o.Set(o.Get() + 1)
		m.Unlock()
	}
	if o.Get() != 5 {
		t.Error("Mutex")
	}
	l := atom.NewLoop()
	l.Again()
}
