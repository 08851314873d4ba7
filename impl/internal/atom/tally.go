//go:build !veritask_explore

package atom

// Tally is a count to which many add, without learning what it is, and at which somebody looks now and then. So the order
// in which they add does not matter, and the explorer tries only one.
type Tally struct{ n Int64 }

// Add adds d.
func (t *Tally) Add(d int64) { t.n.Add(d) }

// Sum returns the count.
func (t *Tally) Sum() int64 { return t.n.Load() }
