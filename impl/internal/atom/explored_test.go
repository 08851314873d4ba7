//go:build veritask_explore

package atom_test

import (
	"slices"
	"testing"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/seam"
	"github.com/veritask/veritask/impl/internal/seamtest"
)

// Under an explorer the types mean the same.
func TestExploredMeansTheSame(t *testing.T) {
	seamtest.Install(t, 0)
	TestNumbers(t)
	TestBoolAndPointer(t)
}

// op is what is told of an operation, but for its object.
type op struct {
	kind     seam.Kind
	wrote    bool
	old, new uint64
}

func told(r *seamtest.Recorder) (out []op) {
	for _, e := range r.Events {
		out = append(out, op{e.Kind, e.Wrote, e.Old, e.New})
	}
	return out
}

func TestNumberTells(t *testing.T) {
	r := seamtest.Install(t, 0)
	var x atom.Int64
	x.Load()
	x.Store(-1)
	x.Swap(4)
	x.Add(-2)
	x.Or(1)
	x.And(2)
	x.CompareAndSwap(7, 8)
	x.CompareAndSwap(2, 8)
	want := []op{
		{seam.Load, false, 0, 0},
		{seam.Store, true, 0, 1<<64 - 1},
		{seam.Update, true, 1<<64 - 1, 4},
		{seam.Update, true, 4, 2},
		{seam.Update, true, 2, 3},
		{seam.Update, true, 3, 2},
		{seam.Swap, false, 2, 2},
		{seam.Swap, true, 2, 8},
	}
	if got := told(r); !slices.Equal(got, want) {
		t.Errorf("told %v\nwant %v", got, want)
	}
	for _, e := range r.Events {
		if e.W != r.Events[0].W {
			t.Error("two words for one object")
		}
	}
}

func TestBoolTells(t *testing.T) {
	r := seamtest.Install(t, 0)
	var b atom.Bool
	b.Store(true)
	b.Load()
	b.CompareAndSwap(false, true)
	b.CompareAndSwap(true, false)
	b.Swap(true)
	want := []op{
		{seam.Store, true, 0, 1},
		{seam.Load, false, 1, 1},
		{seam.Swap, false, 1, 1},
		{seam.Swap, true, 1, 0},
		{seam.Update, true, 0, 1},
	}
	if got := told(r); !slices.Equal(got, want) {
		t.Errorf("told %v\nwant %v", got, want)
	}
}

func TestPointerTells(t *testing.T) {
	r := seamtest.Install(t, 0)
	var p atom.Pointer[int]
	x, y := new(int), new(int)
	p.Store(x)
	p.CompareAndSwap(y, y)
	p.CompareAndSwap(x, y)
	got := told(r)
	a, b := got[0].new, got[2].new
	want := []op{
		{seam.Store | seam.Ref, true, 0, a}, {seam.Swap | seam.Ref, false, a, a}, {seam.Swap | seam.Ref, true, a, b},
	}
	if a == b || !slices.Equal(got, want) {
		t.Errorf("told %v\nwant %v", got, want)
	}
}

// A thread that locks a locked mutex waits until it is unlocked.
func TestMutexBlocks(t *testing.T) {
	r := seamtest.Install(t, 0)
	var m atom.Mutex
	m.Lock()
	in := false
	r.Go("second", false, func() {
		m.Lock()
		in = true
		m.Unlock()
	})
	if blocked := r.Run(); in || len(blocked) != 1 {
		t.Fatalf("inside: %v, blocked: %v", in, blocked)
	}
	m.Unlock()
	if blocked := r.Run(); !in || blocked != nil {
		t.Errorf("inside: %v, blocked: %v", in, blocked)
	}
	want := []op{{seam.Acquire, true, 0, 1}, {seam.Release, true, 1, 0}, {seam.Acquire, true, 0, 1}, {seam.Release, true, 1, 0}}
	if got := told(r); !slices.Equal(got, want) {
		t.Errorf("told %v\nwant %v", got, want)
	}
}

func TestAgain(t *testing.T) {
	r := seamtest.Install(t, 0)
	l := atom.NewLoop()
	l.Again()
	r.Off = true
	l.Again()
	if r.Agains != 1 {
		t.Errorf("told %d times, want 1", r.Agains)
	}
}

// Without a run nothing is told.
func TestNoRun(t *testing.T) {
	r := seamtest.Install(t, 0)
	r.Off = true
	TestNumbers(t)
	TestBoolAndPointer(t)
	if len(r.Events) != 0 {
		t.Errorf("told %v", told(r))
	}
}
