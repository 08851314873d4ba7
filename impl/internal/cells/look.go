package cells

import (
	"unsafe"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// headIs is what the next take would find.
type headIs uint8

const (
	vacant  headIs = iota
	over           // nothing, and the row is closed
	coming         // a put has drawn the number, and is on its way
	resting        // a value
)

// head returns the cell of the next take, and what is there, or was at one moment. Numbers of puts that are gone are
// drawn on behalf of takes, which would draw another one.
func (q *Row[T]) head() (s *segment[T], i uint64, is headIs) {
	q.visitors.Add(1)
	defer q.visitors.Add(-1)
	for l := atom.NewLoop(); ; l.Again() {
		from := q.take.p.Load()
		n := q.takes.Load()
		if n&flag != 0 {
			q.finish()
			continue
		}
		puts := q.puts.Load()
		if n >= puts&^flag {
			if puts&flag == 0 {
				return nil, 0, vacant
			}
			q.finish()
			return nil, 0, over
		}
		c, s := from.find(n)
		if c == nil {
			q.takes.CompareAndSwap(n, s.start())
			continue
		}
		is = resting
		switch st := c.state.Load(); {
		case gone(st):
			q.takes.CompareAndSwap(n, n+1)
			continue
		case st == empty:
			is = coming
		}
		if q.takes.Load() == n {
			return s, n % segmentCells, is
		}
	}
}

// Peek returns the value that the next take would get, which stays: Done, Closed, or None.
func (q *Row[T]) Peek() (v T, o Outcome) {
	q.visitors.Add(1)
	defer q.visitors.Add(-1)
	q.peekers.Add(1) // before the value is found to be there; see clear
	defer q.peekers.Add(-1)
	for {
		switch s, i, is := q.head(); is {
		case resting:
			raced.Acquire(unsafe.Pointer(&s.cell[i]))
			return s.value[i].Get(), Done
		case coming:
			s.cell[i].await()
		case over:
			return v, Closed
		default:
			return v, None
		}
	}
}

// Ready reports whether there is a value to take: Done, Closed or None.
func (q *Row[T]) Ready() Outcome {
	switch _, _, is := q.head(); is {
	case vacant:
		return None
	case over:
		return Closed
	}
	return Done
}

// IsOpen reports whether the row was not closed.
func (q *Row[T]) IsOpen() bool { return !q.closedBefore() }

// Len returns how many values are in the buffer.
func (q *Row[T]) Len() int {
	if !q.bounded() {
		return q.lenPlain()
	}
	r := q.balance()
	if r.over || r.puts&flag != 0 {
		return q.lenClosed()
	}
	return max(0, int(min(r.puts, r.edge)-r.takes-r.gone))
}

// lenPlain is Len of a row without room or with room for everything.
func (q *Row[T]) lenPlain() int {
	if q.capacity.Get() == 0 {
		return 0
	}
	for l := atom.NewLoop(); ; l.Again() {
		takes := q.takes.Load()
		puts := q.puts.Load()
		if q.takes.Load() == takes {
			return max(0, int(puts&^flag-takes&^flag))
		}
	}
}

// lenClosed is Len of a closed row, in which nothing changes but takes.
func (q *Row[T]) lenClosed() int {
	q.finish()
	q.visitors.Add(1)
	defer q.visitors.Add(-1)
	for l := atom.NewLoop(); ; l.Again() {
		from := q.take.p.Load()
		takes := q.takes.Load()
		if takes&flag != 0 { // by somebody who is late to help
			q.finish()
			continue
		}
		n := 0
		q.each(from, takes, min(q.puts.Load()&^flag, q.lastEdge()), func(s *segment[T], i uint64) {
			if !gone(s.cell[i].state.Load()) {
				n++
			}
		})
		if q.takes.Load() == takes {
			return n
		}
	}
}

// IsFull reports whether there is no room.
func (q *Row[T]) IsFull() bool {
	if !q.bounded() {
		return q.capacity.Get() == 0
	}
	r := q.balance()
	if r.over || r.puts&flag != 0 {
		return uint64(q.lenClosed()) >= q.capacity.Get()
	}
	return r.puts >= r.edge
}

// line is where those wait who want to see a value and leave it. They all go when one comes into the row, or it is closed,
// and look again.
//
// Whoever waits is in line before it looks for the last time; whoever brings a value has drawn his number before he looks
// at the line. So one of them sees the other, and who finds a put that is coming need not wait in line for it.
type line struct {
	word atom.Uint64 // numbers drawn
	q    waitq.Queue
}

// Line is the line of those who look.
func (q *Row[T]) Line() *waitq.Queue { return &q.line.q }

// watched reports whether somebody is in line: whether wakePeekers, which is no small function, has something to do.
func (q *Row[T]) watched() bool {
	p := q.line.q.Settled()
	return !waitq.Same(p, q.line.word.Load())
}

// wakePeekers lets all go that are in line.
func (q *Row[T]) wakePeekers() {
	p := q.line.q.Settled()
	if w := q.line.word.Load(); !waitq.Same(p, w) {
		q.line.q.ResumeAll(w)
	}
}

// lineOf is what the line sees of its row.
type lineOf[T any] Row[T]

// Enlist draws a number, and looks once more.
func (o *lineOf[T]) Enlist() (number uint64, granted bool) {
	q := (*Row[T])(o)
	for l := atom.NewLoop(); ; l.Again() {
		w := q.line.word.Load()
		if !q.line.word.CompareAndSwap(w, waitq.Draw(w)) {
			continue
		}
		if _, _, is := q.head(); is != vacant {
			q.line.q.ResumeAll(waitq.Draw(w))
		}
		return w, false
	}
}

// Granted reports that nobody is let go but one by one.
func (o *lineOf[T]) Granted() bool { return false }

// DescribeWait says what a blocked call waits for.
func (o *lineOf[T]) DescribeWait() string { return "a value in " + (*Row[T])(o).String() }
