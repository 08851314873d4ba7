package cells

import (
	"fmt"
	"slices"
	"testing"

	"github.com/veritask/veritask/impl/internal/waitq"
)

// call is a put or a take of a test.
type call struct {
	q    *Row[int]
	w    *waitq.Waiter
	t    Ticket[int]
	put  bool
	v    int // put, or taken
	o    Outcome
	over bool
}

func newWaiter() *waitq.Waiter {
	w := &waitq.Waiter{}
	w.ForGoroutine()
	return w
}

func newRow(capacity uint64) *Row[int] {
	q := &Row[int]{}
	q.Init(capacity)
	return q
}

// beginPut puts v; the call may be waiting then.
func beginPut(q *Row[int], v int, w *waitq.Waiter) *call {
	c := &call{q: q, w: w, put: true, v: v}
	if c.t, c.o = q.Put(v, false); c.o == Wait {
		c.t, c.o = q.PutWait(c.t, v, w)
	}
	c.over = c.o != Parked
	return c
}

// beginTake takes a value; the call may be waiting then.
func beginTake(q *Row[int], w *waitq.Waiter) *call {
	c := &call{q: q, w: w, o: Again}
	for c.o == Again {
		if c.v, c.t, c.o = q.Take(false); c.o == Wait {
			c.v, c.t, c.o = q.TakeWait(c.t, w)
		}
	}
	c.over = c.o != Parked
	return c
}

// settled reports whether a call that waits was let go, failed or cancelled.
func (c *call) settled() bool {
	if c.t.s.id.Load() != c.t.n/segmentCells {
		return true
	}
	st := c.t.cell().state.Load()
	return st != empty && st != putWaits && st != takeWaits
}

// end sleeps until a call that waits is over.
func (c *call) end() {
	if c.over {
		return
	}
	c.w.Park()
	if c.put {
		c.o = c.q.PutEnd(c.t, c.w)
	} else {
		c.v, c.o = c.q.TakeEnd(c.t, c.w)
	}
	c.over = true
}

// counter says what a row should do: the two sides, in order.
type counter struct {
	capacity uint64
	buffer   []int
	puts     []*call // that wait
	takes    []*call
	closed   bool
	freed    []*call // let go, failed or cancelled by the last step
	failed   []*call // those of them that have failed
	got      map[*call]int
}

// put is a put of v: Done, Closed, or Wait.
func (m *counter) put(v int) Outcome {
	switch {
	case m.closed:
		return Closed
	case len(m.takes) > 0:
		m.got[m.takes[0]] = v
		m.freed = append(m.freed, m.takes[0])
		m.takes = m.takes[1:]
		return Done
	case uint64(len(m.buffer)) < m.capacity:
		m.buffer = append(m.buffer, v)
		return Done
	}
	return Wait
}

// take is a take: Done, Closed, or Wait.
func (m *counter) take() (int, Outcome) {
	switch {
	case len(m.buffer) > 0:
		v := m.buffer[0]
		m.buffer = m.buffer[1:]
		if len(m.puts) > 0 {
			m.buffer = append(m.buffer, m.free().v)
		}
		return v, Done
	case len(m.puts) > 0:
		return m.free().v, Done
	case m.closed:
		return 0, Closed
	}
	return 0, Wait
}

// free lets the first put go.
func (m *counter) free() *call {
	c := m.puts[0]
	m.puts = m.puts[1:]
	m.freed = append(m.freed, c)
	return c
}

func (m *counter) close() {
	m.closed = true
	m.failed = append(slices.Clone(m.puts), m.takes...)
	m.freed = append(m.freed, m.failed...)
	m.puts, m.takes = nil, nil
}

func (m *counter) cancel(c *call) {
	is := func(o *call) bool { return o == c }
	m.puts, m.takes = slices.DeleteFunc(m.puts, is), slices.DeleteFunc(m.takes, is)
}

// agree compares what can be seen of the row.
func (m *counter) agree(q *Row[int]) error {
	ready, first := None, 0
	switch {
	case len(m.buffer) > 0:
		ready, first = Done, m.buffer[0]
	case len(m.puts) > 0:
		ready, first = Done, m.puts[0].v
	case m.closed:
		ready = Closed
	}
	v, o := q.Peek()
	full := uint64(len(m.buffer)) >= m.capacity
	if got := q.Ready(); got != ready || o != ready || v != first {
		return fmt.Errorf("ready is %d, peek %d, %d, want %d, %d", got, v, o, ready, first)
	}
	if got := q.Len(); got != len(m.buffer) {
		return fmt.Errorf("length is %d, want %d", got, len(m.buffer))
	}
	if got := q.IsFull(); got != full || q.IsOpen() == m.closed {
		return fmt.Errorf("full is %v, want %v; open %v", got, full, q.IsOpen())
	}
	if got, want := q.Waiting(), len(m.puts)+len(m.takes); got != want {
		return fmt.Errorf("%d wait, want %d", got, want)
	}
	return q.Check()
}

// check fails the test if the row is in disorder or somebody waits.
func check(t testing.TB, q *Row[int]) {
	t.Helper()
	if err := q.Check(); err != nil {
		t.Fatal(err)
	}
	if n := q.Waiting(); n != 0 {
		t.Fatalf("%d still wait: %v", n, q.Standing(func(*waitq.Waiter) string { return "somebody" }))
	}
}

// segments returns how many are linked.
func (q *Row[T]) segments() (n int) {
	for s := q.firstSegment(); s != nil; s = s.next.Load() {
		n++
	}
	return n
}
