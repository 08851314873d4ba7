package atom_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/veritask/veritask/impl/internal/atom"
)

// Two threads change one number at the same time, and no change is lost.
func TestNumbersTogether(t *testing.T) {
	together[int32](t, &atom.Int32{})
	together[int64](t, &atom.Int64{})
	together[uint32](t, &atom.Uint32{})
	together[uint64](t, &atom.Uint64{})
	together[uintptr](t, &atom.Uintptr{})
}

func together[T interface {
	int32 | int64 | uint32 | uint64 | uintptr
}](t *testing.T, x number[T]) {
	t.Helper()
	const turns, rounds = 100, 2000
	var wg sync.WaitGroup
	var there atomic.Int32
	for me := range 2 {
		wg.Go(func() {
			bit := T(1) << (28 + me) // above what the sums can reach
			for i := range turns * rounds {
				if i%rounds == 0 { // the two may have drifted apart
					for there.Add(1); int(there.Load()) < 2*(i/rounds+1); {
						runtime.Gosched()
					}
				}
				x.Add(1)
				if x.Or(bit)&bit != 0 || x.And(^bit)&bit == 0 {
					t.Errorf("%T: somebody else has changed bit %x", x, bit)
					there.Add(2 * turns) // lets the other one go
					return
				}
				for o := x.Load(); !x.CompareAndSwap(o, o+1); o = x.Load() {
				}
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	if want := T(4 * turns * rounds); x.Load() != want {
		t.Errorf("%T: %d, want %d; replay: go test ./impl/internal/atom -run Together", x, x.Load(), want)
	}
}
