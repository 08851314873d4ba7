package cells

import (
	"errors"
	"fmt"

	"github.com/veritask/veritask/impl/internal/waitq"
)

// Check looks at the structure of a row at which nobody is at work, for tests and the explorer.
func (q *Row[T]) Check() error {
	if q.takes.Load()&flag != 0 || q.puts.Load()&flag == 0 && q.closing.Load() != nil {
		return errors.New("invariant: a closing has not come to its end")
	}
	if n := q.visitors.Sum(); n != 0 {
		return fmt.Errorf("invariant: %d visit", n)
	}
	if err := q.line.q.Check(); err != nil {
		return err
	}
	if n := q.line.q.Waiting(); n > 0 {
		if _, _, is := q.head(); is != vacant {
			return fmt.Errorf("invariant: %d wait for a value, and there is one, or never will be", n)
		}
	}
	if err := q.checkSegments(); err != nil {
		return err
	}
	return q.checkCells()
}

// checkCells looks at the states between the lowest and the highest number.
func (q *Row[T]) checkCells() error {
	takes, puts := q.takes.Load(), q.puts.Load()&^flag
	edge, low, lost := takes+q.capacity.Get(), takes, uint64(0)
	if q.bounded() {
		edge = q.balance().edge
		low, lost = unpack(q.room.Load(), takes)
	}
	cancelled := uint64(0)
	for s := q.firstSegment(); s != nil; s = s.next.Load() {
		for i := range s.cell {
			n := s.start() + uint64(i)
			switch st := s.cell[i].state.Load(); {
			case st == putWaits && (n < edge || n < takes):
				return fmt.Errorf("invariant: put %d waits, takes %d, edge %d", n, takes, edge)
			case st == putWaits && n >= puts, st == takeWaits && (n < puts || n >= takes):
				return fmt.Errorf("invariant: number %d waits, takes %d, puts %d", n, takes, puts)
			case st == filled && n >= edge && n >= takes:
				return fmt.Errorf("invariant: cell %d is filled, takes %d, edge %d", n, takes, edge)
			case st == empty && n < takes && n < puts, st == empty && n >= takes && n < puts:
				return fmt.Errorf("invariant: cell %d is empty, takes %d, puts %d", n, takes, puts)
			case st == putCancelled && n >= low && n < edge:
				cancelled++
			}
		}
	}
	if q.bounded() && cancelled > lost {
		return fmt.Errorf("invariant: %d puts before the edge were cancelled, and %d counted", cancelled, lost)
	}
	return nil
}

// checkSegments looks at the counts of the segments and their links.
func (q *Row[T]) checkSegments() error {
	for s := q.firstSegment(); s != nil; s = s.next.Load() {
		want := uint32(0)
		for _, a := range []*anchor[T]{&q.put, &q.take, &q.low, &q.edge} {
			if a.p.Load() == s {
				want += onePin
			}
		}
		for i := range s.cell {
			switch s.cell[i].state.Load() {
			case putCancelled:
				want++
			case takeCancelled:
				want += oneTake
			}
		}
		next := s.next.Load()
		if next != nil {
			want |= linked
		}
		if got := s.life.Load(); got != want {
			return fmt.Errorf("segment %d: life is %#x, want %#x", s.id.Load(), got, want)
		}
		if isDead(want) {
			return fmt.Errorf("segment %d is dead and linked", s.id.Load())
		}
		if next == nil {
			break
		}
		if p := next.prev.Load(); next.id.Load() <= s.id.Load() || p != nil && p != s {
			return fmt.Errorf("segment %d: the links do not lead there and back", s.id.Load())
		}
	}
	return nil
}

// firstSegment returns the first segment that an anchor is at.
func (q *Row[T]) firstSegment() *segment[T] {
	var s *segment[T]
	for _, a := range []*anchor[T]{&q.put, &q.take, &q.low, &q.edge} {
		if o := a.p.Load(); o != nil && (s == nil || o.id.Load() < s.id.Load()) {
			s = o
		}
	}
	return s
}

// Waiting returns how many puts and takes wait, in a row at which nobody is at work.
func (q *Row[T]) Waiting() (n int) {
	for s := q.firstSegment(); s != nil; s = s.next.Load() {
		for i := range s.cell {
			if st := s.cell[i].state.Load(); st == putWaits || st == takeWaits {
				n++
			}
		}
	}
	return n
}

// Standing describes who waits and where; name says who a waiter is.
func (q *Row[T]) Standing(name func(*waitq.Waiter) string) (out []string) {
	for s := q.firstSegment(); s != nil; s = s.next.Load() {
		for i := range s.cell {
			switch s.cell[i].state.Load() {
			case putWaits:
				out = append(out, fmt.Sprintf("#%d put of %s", s.start()+uint64(i), name(s.stand(uint64(i)).waiter.Get())))
			case takeWaits:
				out = append(out, fmt.Sprintf("#%d take of %s", s.start()+uint64(i), name(s.stand(uint64(i)).waiter.Get())))
			}
		}
	}
	return out
}
