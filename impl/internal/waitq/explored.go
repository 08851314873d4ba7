//go:build veritask_explore

package waitq

import "fmt"

// Check looks at the segments of a queue at which nobody is at work: what is dead is unlinked, and all counters are true.
func (q *Queue) Check() error {
	e := q.ends.Load()
	if e == nil {
		return nil
	}
	head, tail := e.head.p.Load(), e.tail.p.Load()
	for s := head; s != nil; s = s.next.Load() {
		pins, gone := uint32(0), uint32(0)
		for _, at := range []*segment{head, tail} {
			if at == s {
				pins++
			}
		}
		for i := range s.cells {
			if s.cells[i].Cancelled() {
				gone++
			}
		}
		next := s.next.Load()
		want := pins*onePin + gone
		if next != nil {
			want |= linked
		}
		if got := s.life.Load(); got != want {
			return fmt.Errorf("segment %d: life is %#x, want %#x", s.id.Get(), got, want)
		}
		if pins == 0 && next != nil && gone == segmentCells {
			return fmt.Errorf("segment %d is dead and linked", s.id.Get())
		}
		if next == nil {
			continue
		}
		if p := next.prev.Load(); next.id.Get() <= s.id.Get() || p != nil && p != s {
			return fmt.Errorf("segment %d does not follow %d", next.id.Get(), s.id.Get())
		}
	}
	return nil
}
