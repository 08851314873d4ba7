package waitq

import (
	"fmt"
	"strings"
)

// Check looks at the segments of a queue at which nobody is at work, for tests and the explorer: what is dead is
// unlinked, all counters are true, and the links lead there and back.
func (q *Queue) Check() error {
	e := q.ends.Load()
	if e == nil {
		return nil
	}
	for s := e.first(); s != nil; s = s.next.Load() {
		if err := s.check(e); err != nil {
			return err
		}
	}
	return nil
}

// first returns the first segment that somebody may still go through: where the head is, or the tail, if the last that
// were let go have not been in their cells yet.
func (e *ends) first() *segment {
	head, tail := e.head.p.Load(), e.tail.p.Load()
	if tail.id.Get() < head.id.Get() {
		return tail
	}
	return head
}

func (s *segment) check(e *ends) error {
	want := uint32(0)
	for _, at := range []*anchor{&e.head, &e.tail} {
		if at.p.Load() == s {
			want += onePin
		}
	}
	for i := range s.cells {
		if s.cells[i].Cancelled() {
			want++
		}
	}
	next := s.next.Load()
	if next != nil {
		want |= linked
	}
	if got := s.life.Load(); got != want {
		return fmt.Errorf("segment %d: life is %#x, want %#x", s.id.Get(), got, want)
	}
	if want == dead {
		return fmt.Errorf("segment %d is dead and linked", s.id.Get())
	}
	if next == nil {
		return nil
	}
	if next.id.Get() <= s.id.Get() {
		return fmt.Errorf("segment %d follows %d", next.id.Get(), s.id.Get())
	}
	if p := next.prev.Load(); p != nil && p != s {
		return fmt.Errorf("segment %d is before %d, which follows %d", p.id.Get(), next.id.Get(), s.id.Get())
	}
	return nil
}

// Line describes the places that somebody waits in or has left, and that are still there; name says who a waiter is. It is
// for traces, and for queues at which nobody is at work.
func (q *Queue) Line(name func(*Waiter) string) string {
	var places []string
	q.each(func(number uint64, c *Cell) {
		switch w := c.state.Load(); {
		case w == nil:
		case w == cancelled:
			places = append(places, fmt.Sprintf("#%d cancelled", number))
		case w.final():
			places = append(places, fmt.Sprintf("#%d let go", number))
		default:
			places = append(places, fmt.Sprintf("#%d %s", number, name(w)))
		}
	})
	return strings.Join(places, ", ")
}

// Waiting returns how many wait, in a queue at which nobody is at work.
func (q *Queue) Waiting() (n int) {
	q.each(func(_ uint64, c *Cell) {
		if w := c.state.Load(); w != nil && !w.final() {
			n++
		}
	})
	return n
}

// each calls f for the places that are still linked.
func (q *Queue) each(f func(number uint64, c *Cell)) {
	e := q.ends.Load()
	if e == nil {
		return
	}
	for s := e.first(); s != nil; s = s.next.Load() {
		for i := range s.cells {
			f(s.id.Get()*segmentCells+uint64(i), &s.cells[i])
		}
	}
}
