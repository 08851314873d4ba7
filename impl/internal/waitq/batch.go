package waitq

import "github.com/veritask/veritask/impl/internal/atom"

// Batch is the intent to let several waiters go in one step of the owner. Any number of calls may carry it out together,
// and all of them count alike, since a cell that is granted by a batch says so: its state is the batch's own mark.
type Batch struct {
	mark  Waiter
	from  atom.Owned[*segment] // holds the cell of number first, or the first that is left after it
	first atom.Owned[uint64]   // all before it are settled
}

// InitBatch prepares b, before it is published and before the moment from which no number may be drawn.
func (q *Queue) InitBatch(b *Batch) {
	b.mark.kind.Set(aMark)
	b.from.Set(q.bothEnds().head.p.Load()) // before settled, so that it is not beyond
	b.first.Set(q.settled.Load())
}

// ResumeBatch lets go the first up to most waiters of those whose number was drawn before the next one in word, and
// returns how many that are. While it is being carried out no number may be drawn. Others may let go or cancel single
// waiters meanwhile; those do not count.
//
// Every call sees the same: it looks at the next cell when the one before is settled, which is final, and grants a cell
// only while it has counted fewer than most. So no more than most are granted, and each call counts all of them.
func (q *Queue) ResumeBatch(b *Batch, most, word uint64) (n uint64) {
	s, i := b.from.Get(), b.first.Get()
	for n < most && distance(i, word) > 0 {
		s = s.reach(i / segmentCells)
		if first := s.id.Get() * segmentCells; first > i {
			i = first
			continue
		}
		c := &s.cells[i%segmentCells]
		if w, ok := c.settle(&b.mark); ok && w != nil {
			w.wake()
		}
		if c.state.Load() == &b.mark {
			n++
		}
		i++
	}
	return n
}
