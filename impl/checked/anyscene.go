//go:build veritask_explore

package checked

import lin "github.com/veritask/veritask/linearizability"

// Gate says who is at a gate, the smallest owner of a line, and what is done to them. Visitors are numbered from 1.
type Gate struct {
	First, Late int   // visitors in line from the beginning, and later ones
	Gone        []int // visitors of the first who have left their places in line
	Cancel      []int // visitors who are told to leave, each by a thread of its own
	Gives       []int // tokens, by threads
	Opens       int   // threads that open the gate; not with Batch
	Batch       int   // if not 0: two threads let go that many of the first
}

// Unit returns the gate as a unit to explore.
func (g Gate) Unit() lin.Unit {
	s := scene{first: g.First, late: g.Late, gone: g.Gone, cancel: g.Cancel, gives: g.Gives, opens: g.Opens, batch: g.Batch}
	return programs("waitq", s.program())[0]
}
