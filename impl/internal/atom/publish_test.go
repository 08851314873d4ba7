package atom_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/atom"
)

// Publish writes what Store would, in every build: the numbers and pointers are laid out as it believes.
func TestPublish(t *testing.T) {
	var u struct{ before, x, after atom.Uint32 }
	atom.Publish(&u.x, 1<<32-1)
	var i struct{ before, x, after atom.Int64 }
	atom.PublishInt(&i.x, -1)
	var p struct{ before, x, after atom.Pointer[int] }
	v := new(int)
	atom.PublishPointer(&p.x, v)
	if u.x.Load() != 1<<32-1 || u.before.Load() != 0 || u.after.Load() != 0 {
		t.Error("Uint32")
	}
	if i.x.Load() != -1 || i.before.Load() != 0 || i.after.Load() != 0 {
		t.Error("Int64")
	}
	if p.x.Load() != v || p.before.Load() != nil || p.after.Load() != nil {
		t.Error("Pointer")
	}
	if atom.PublishPointer(&p.x, nil); p.x.Load() != nil {
		t.Error("Pointer, nil")
	}
}

func TestTally(t *testing.T) {
	var n atom.Tally
	n.Add(3)
	n.Add(-1)
	if n.Sum() != 2 {
		t.Errorf("the sum is %d", n.Sum())
	}
}
