//go:build !veritask_explore

package waitq

import (
	"testing"
	"unsafe"
)

// What an idle primitive and a place cost. A change here is a decision.
func TestSizes(t *testing.T) {
	if raceEnabled {
		t.Skip("other types under the race detector")
	}
	word := unsafe.Sizeof(uintptr(0))
	if word != 8 {
		t.Skip("counts words of 8 bytes")
	}
	for _, s := range []struct {
		name      string
		got, want uintptr
	}{
		{"Queue", unsafe.Sizeof(Queue{}), 32},
		{"Cell", unsafe.Sizeof(Cell{}), 16},
		{"segment", unsafe.Sizeof(segment{}), 40 + 16*segmentCells},
		{"Waiter", unsafe.Sizeof(Waiter{}), 56},
	} {
		if s.got != s.want {
			t.Errorf("a %s is %d bytes, want %d", s.name, s.got, s.want)
		}
	}
}
