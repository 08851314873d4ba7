//go:build veritask_explore

package atom

import (
	"sync/atomic"

	"github.com/veritask/veritask/impl/internal/seam"
)

// Tally is told to the explorer with the roles exchanged: those who add are announced as readers, which are independent of
// each other, and whoever looks as a writer, who depends on all of them. That is all that dependence is about.
type Tally struct {
	n atomic.Int64
	w seam.Word
}

// Add adds d.
func (t *Tally) Add(d int64) {
	if !seam.On() {
		t.n.Add(d)
		return
	}
	seam.X.Begin(&t.w, seam.Load)
	t.n.Add(d)
	seam.X.End(false, 0, 0)
}

// Sum returns the count.
func (t *Tally) Sum() int64 {
	if !seam.On() {
		return t.n.Load()
	}
	seam.X.Begin(&t.w, seam.Store)
	n := t.n.Load()
	seam.X.End(true, uint64(n), uint64(n))
	return n
}
