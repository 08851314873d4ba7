package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/thread"
)

// cell is where put and take of one number meet. Each comes once, and one of them at most waits.
//
//	            ┌─▶ FILLED ────────────────▶ TAKEN     there is room for the value, or the take is on its way
//	            │     ▲ room, or the take is on its way
//	            ├─▶ PUTWAITS ──▶ DONE ─────▶ TAKEN     the take has the value
//	EMPTY ──────┤     ├──▶ PUTCANCELLED
//	            │     └──▶ PUTFAILED                   closed
//	            └─▶ TAKEWAITS ─▶ DONE ─────▶ TAKEN     the put has come
//	                  ├──▶ TAKECANCELLED
//	                  └──▶ TAKEFAILED                  closed
//
// Closing also goes straight from EMPTY to a failed state, if the call has its number and has not come yet.
//
// Every transition but two is one compare-and-swap. Whoever makes one that ends a wait wakes the waiter, exactly once; a
// waiting put that finds room itself just goes on. The two are plain publications, since nobody else may write then:
//
//   - EMPTY to FILLED by a put that has room and whose number no take had drawn when the put had. A take that draws it
//     later sees that the put is coming, and does nothing but wait until it is there.
//   - FILLED or DONE to TAKEN by the take, which leaves the cell for good. What it has read stands in the cell until
//     then; from then on, once all cells of the segment are so, they may be used again (spare.go).
type cell struct{ state atom.Uint32 }

const (
	empty uint32 = iota
	filled
	putWaits
	takeWaits
	done
	putCancelled
	putFailed
	takeCancelled
	takeFailed
	taken
)

// fill lets the value rest in the cell, unless its take waits there or closing has failed the put.
func (c *cell) fill() bool {
	raced.Release(unsafe.Pointer(c))
	return c.state.CompareAndSwap(empty, filled)
}

// publish is fill for a put that no take waits for and that cannot fail. What it loads before the value is to be seen is
// harmless: a call that finds the put coming does not wait to be woken by it, and one that does not has got in line before
// the put drew its number, or else would have seen that.
func (c *cell) publish() {
	raced.Release(unsafe.Pointer(c))
	atom.Publish(&c.state, filled)
}

// await returns when the put that has drawn the number has come, which is a few instructions from now.
func (c *cell) await() {
	i := 0
	for l := atom.NewLoop(); c.state.Load() == empty; l.Again() {
		if i++; i < awaitSpins {
			thread.Spin()
		} else {
			thread.Yield()
		}
	}
}

// awaitSpins is how often one looks before one lets others run, in case the put is not running.
const awaitSpins = 64

// gone reports whether there is no value, and never will be.
func gone(state uint32) bool { return state == putCancelled || state == putFailed }

// letRest ends the wait of the put in cell i: its value rests there. False: it was over. The caller is a visitor.
func (s *segment[T]) letRest(i uint64) bool {
	b := s.stands[i/standCells].Load() // before: once the value rests it may be taken, and the stands with it
	if b == nil || !s.cell[i].state.CompareAndSwap(putWaits, filled) {
		return false
	}
	b.stand[i%standCells].wake(Done)
	return true
}

// failPut ends a put that waits in cell i, or is on its way there, because the row was closed. The caller is a visitor.
func (s *segment[T]) failPut(i uint64) {
	if s.cell[i].fail(putWaits, putFailed) {
		s.stand(i).wake(Failed)
	}
}

// failTake is the same for a take.
func (s *segment[T]) failTake(i uint64) {
	if s.cell[i].fail(takeWaits, takeFailed) {
		s.stand(i).wake(Failed)
	}
}

// fail reports whether it has ended a call that waits.
func (c *cell) fail(waits, failed uint32) bool {
	for l := atom.NewLoop(); ; l.Again() {
		switch st := c.state.Load(); st {
		case empty:
			if c.state.CompareAndSwap(empty, failed) {
				return false
			}
		case waits:
			if c.state.CompareAndSwap(waits, failed) {
				return true
			}
		default:
			return false
		}
	}
}
