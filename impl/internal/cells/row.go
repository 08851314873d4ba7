// Package cells is the row in which the two sides of a channel meet: first come first served on both sides, lock-free but
// for one window, and a call that gives up leaves nothing behind.
//
// A row is endless, of numbered cells, cut into segments. A put takes the next number of the puts, a take the next one of
// the takes; put and take of one number meet in its cell. So who gets what is settled by two counters, and a cell only
// carries it out.
//
//	number     0  1  2  3 │ 4  5  6  7 │ 8  9 10 11 │ 12 …         (segments of four, for the drawing; capacity 3)
//	cell       t  t  t  t │ F  F  x  F │ W  x  W  . │              t taken  F filled  x cancelled
//	                        ▲            ▲        ▲                W put waits  . not there yet
//	                      takes        edge     puts
//
// A put whose number is below the edge has room: it leaves its value and returns (room.go). The others wait.
//
// # Invariants
//
//	I1  takes, puts and edge only grow
//	I2  a cell's state changes as drawn in cell.go, by one compare-and-swap each, and whoever ends a wait wakes the waiter
//	I3  no put is asleep below the edge, or in a row without buffer below takes; no take is asleep below puts, unless
//	    its put is on its way
//	I4  a put is cancelled or failed only at or beyond the edge, a take only at or beyond puts
//	I5  whoever draws a number has its cell in hand: a segment is made, found or passed over before
//	I6  of put and take of one number the one that draws it later knows of the other, and does not go to sleep
//	I7  a segment is used again only if nobody can come to its cells (spare.go)
//
// # Linearization points
//
// Put and Take: the compare-and-swap on the counter. A call that finds its counterpart cancelled takes another number, and
// that one counts. Negative answers: the load of the second counter, when the first is as it was. Cancelling: see
// CancelPlace. Closing: setting the flag of puts, while takes is frozen (close.go).
//
// # Progress
//
// Everything is lock-free but this: a take (a Fetch, too) whose number a put has drawn that is not in its cell yet waits
// until it comes, even if the take may not wait otherwise, or is cancelled: it spins, and soon lets others run. It is one
// window of a few instructions. The way out would be that the take spoils the cell, and the put draws another number; then
// a value that is counted as being in the channel (IsReady, Len) moves behind later ones, or vanishes, and no order of
// calls explains that. Since somebody has to wait anyway, the put need not ask whether the take sleeps there: with room it
// just writes, which makes two locked instructions of a put and a take instead of three.
//
// # Rejected
//
// Counting room by a fetch-and-add for each take, beside the cells: nobody can say how much room there is while one of
// them is on its way, so TryPut would have to fail without reason, or IsFull to lie.
//
// Cancelling a put whose number a take has drawn already: the row looks empty while a put waits in it.
//
// A lock and a ring, as Go's channels have: one locked instruction less where a call waits, but whoever is stopped inside
// stops everybody.
//
// After Koval, Khalanskiy and Alistarh, "Fast and Scalable Channels in Kotlin Coroutines", PPoPP 2023: the row of cells
// and the two counters. Matching by claims, the edge as a function of what was taken, and closing by helpers are not.
//
// Checked by: row_test.go, stress_test.go, memory_test.go; and in impl, where Channel is judged by its model.
package cells

import (
	"fmt"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// Unbounded is the capacity of a row in which every put has room.
const Unbounded = 1 << 62

// flag marks a counter: of puts, that the row is closed; of takes, that it is being closed, and takes must wait with
// drawing numbers, or rather finish that first.
const flag = 1 << 63

// Row is a row of cells. The zero Row is not usable; call Init.
type Row[T any] struct {
	puts     atom.Uint64 // next number to draw by a put
	takes    atom.Uint64 // next number to draw by a take
	room     atom.Uint64 // see room.go
	capacity atom.Owned[uint64]
	put      anchor[T] // not beyond the last number drawn by a put
	take     anchor[T] // not beyond the last number drawn by a take
	low      anchor[T] // not beyond what room knows to be taken
	edge     anchor[T] // not beyond the edge
	closing  atom.Pointer[End]
	current  atom.Pointer[End]
	peekers  atom.Int64 // calls that may be reading a value which stays
	visitors atom.Tally // calls that may look at cells whose numbers they have not drawn
	spares   spares[T]
	order    order // nothing, but for the race detector
	line     line
}

// Outcome is how far a call has come.
type Outcome uint8

// The outcomes.
const (
	Done      Outcome = iota
	Closed            // the row was closed before: see Err
	Failed            // the row was closed meanwhile: see FirstErr
	None              // the call would have to wait
	Wait              // the call has a number, and has to wait: see PutWait, TakeWait
	Parked            // the call has to park
	Cancelled         // it was cancelled
	Again             // it has to draw another number
)

// Ticket is a number that a call has drawn.
type Ticket[T any] struct {
	s     *segment[T]
	n     uint64
	stand *stand // nil until the call has parked
}

// cell returns the cell of the number.
func (t Ticket[T]) cell() *cell { return t.s.at(t.n) }

// Place returns where a call has parked.
func (t Ticket[T]) Place() *waitq.Place { return &t.stand.Place }

// Init makes the row usable.
func (q *Row[T]) Init(capacity uint64) {
	q.capacity.Set(capacity)
	q.order.init(capacity)
	s := newSegment(q)
	s.id.Store(first / segmentCells)
	s.life.Store(2 * onePin)
	q.put.p.Store(s)
	q.take.p.Store(s)
	if q.bounded() {
		s.life.Store(4 * onePin)
		q.low.p.Store(s)
		q.edge.p.Store(s)
	}
	if first != 0 {
		q.puts.Store(first)
		q.takes.Store(first)
		q.room.Store(pack(first, 0))
	}
	q.line.q.InitAt((*lineOf[T])(q), waitq.First)
	q.line.word.Store(waitq.First)
}

func (q *Row[T]) bounded() bool { return q.capacity.Get()-1 < Unbounded-1 }

// Capacity returns the capacity.
func (q *Row[T]) Capacity() uint64 { return q.capacity.Get() }

// String describes the row, for dumps.
func (q *Row[T]) String() string {
	state := "open"
	if !q.IsOpen() {
		state = "closed"
	}
	switch c := q.capacity.Get(); {
	case c == 0:
		return fmt.Sprintf("Channel (unbuffered, %s)", state)
	case c >= Unbounded:
		return fmt.Sprintf("Channel (%d buffered, %s)", q.Len(), state)
	default:
		return fmt.Sprintf("Channel (%d of %d buffered, %s)", q.Len(), c, state)
	}
}

// clear forgets the value in cell i of s, which nobody is going to take any more. A peeker counts itself before it makes sure that
// the value is still there, and that was over before this looks, so one of the two sees the other. What a peeker hinders
// goes with the segment.
func (q *Row[T]) clear(s *segment[T], i uint64) {
	if q.peekers.Load() == 0 {
		var zero T
		s.value[i].Set(zero)
	}
}

// putDone is what the put of number n ends with that has succeeded.
func (q *Row[T]) putDone(n uint64) Outcome {
	q.order.put(n, q.capacity.Get())
	return Done
}
