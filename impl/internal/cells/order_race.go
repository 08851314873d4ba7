//go:build race && !veritask_engine && !veritask_explore

package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
)

// order tells the race detector that the k-th take is before the return of put k+capacity, and no other put. A take leaves
// word in the slot of its number, and a put looks into that of the take that made its room:
//
//	take m ─▶ slots[m mod len] ─▶ put m+capacity
//
// The ring is so much longer than the capacity that the slot is not used again meanwhile. Numbers of cancelled calls do not
// count, so once there is one, the takes before cannot be told apart, and a put is ordered behind all of them.
type order struct {
	slots  []byte
	uneven atom.Bool
}

const (
	slack    = 64
	maxSlots = 1 << 16 // of a larger buffer some takes share a slot
)

//go:norace
func (o *order) init(capacity uint64) {
	if capacity < Unbounded {
		o.slots = make([]byte, min(capacity+slack, maxSlots))
	}
}

//go:norace
func (o *order) slot(n uint64) unsafe.Pointer {
	return unsafe.Pointer(&o.slots[n%uint64(len(o.slots))])
}

// take is called before number n is drawn by a take.
//
//go:norace
func (o *order) take(n uint64) {
	if o.slots != nil {
		raced.Merge(o.slot(n))
	}
}

// skip is called before a number is given up.
func (o *order) skip() { o.uneven.Store(true) }

// put is called by the put of number n that has succeeded.
//
//go:norace
func (o *order) put(n, capacity uint64) {
	switch {
	case o.slots == nil:
	case o.uneven.Load():
		for i := range o.slots {
			raced.Acquire(unsafe.Pointer(&o.slots[i]))
		}
	case n >= capacity:
		raced.Acquire(o.slot(n - capacity))
	}
}
