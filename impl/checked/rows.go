//go:build veritask_explore

package checked

import (
	"fmt"
	"slices"

	"github.com/veritask/veritask/impl/internal/cells"
	"github.com/veritask/veritask/impl/internal/waitq"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// row is a row of cells with puts that wait, so many that segments end among them and are unlinked when these are cancelled.
type row struct {
	cells.Row[int]
	capacity int
	line     []*rowPut
	taken    []int
}

// rowPut is a put of its number.
type rowPut struct {
	waitq.Waiter
	t cells.Ticket[int]
	o cells.Outcome
}

// rows are programs that take from a row while some that wait are cancelled.
func rows() []lin.Unit {
	return programs("rows",
		rowProgram(0, 5, []int{2, 3}, 2),
		rowProgram(1, 5, []int{2, 3}, 2),
		rowProgram(1, 5, []int{1, 2}, 1),
		rowProgram(2, 6, []int{2, 3, 4, 5}, 3),
		rowProgram(1, 7, []int{2, 3, 4, 5}, 2),
	)
}

// rowProgram has that many puts begin. One thread cancels all of gone but the first, another one that, and a third takes.
func rowProgram(capacity, puts int, gone []int, takes int) explore.Program {
	return explore.Program{
		Name: fmt.Sprintf("buffer of %d, %d puts, %v cancelled, takes: %d", capacity, puts, gone, takes),
		Setup: func(r *explore.Run) {
			newRun(0)
			q := newRow(capacity, puts)
			r.Name("row", q)
			r.Go("cancels", func() { q.cancel(gone[1:]) })
			r.Go("cancels the first", func() { q.cancel(gone[:1]) })
			r.Go("takes", func() { q.take(takes) })
			r.Check(func(*explore.Outcome) error { return q.check(gone, takes) })
		},
	}
}

func newRow(capacity, puts int) *row {
	q := &row{capacity: capacity}
	q.Init(uint64(capacity))
	for i := range puts {
		p := &rowPut{}
		p.ForGoroutine()
		if p.t, p.o = q.Put(i, false); p.o == cells.Wait {
			p.t, p.o = q.PutWait(p.t, i, &p.Waiter)
		}
		q.line = append(q.line, p)
	}
	return q
}

func (q *row) cancel(gone []int) {
	for _, i := range gone {
		q.line[i].Cancel()
	}
}

func (q *row) take(n int) {
	for range n {
		if v, _, o := q.Take(true); o == cells.Done {
			q.taken = append(q.taken, v)
		}
	}
}

// check looks at who was taken, who rests and who waits.
func (q *row) check(gone []int, takes int) error {
	if err := q.Check(); err != nil {
		return err
	}
	var left []int // that were not cancelled
	for i, p := range q.line {
		if p.o != cells.Parked || slices.Contains(q.taken, i) {
			left = append(left, i)
			continue
		}
		if !p.t.Place().Cancelled() {
			left = append(left, i)
			if slices.Contains(gone, i) && p.Cancel() {
				return fmt.Errorf("put %d was let go, and can be cancelled", i)
			}
		}
	}
	if want := min(takes, len(left)); !slices.Equal(q.taken, left[:want]) {
		return fmt.Errorf("%v were taken, and %v were not cancelled", q.taken, left)
	}
	waiting := q.Waiting()
	if n := len(left) - len(q.taken); q.Len() != min(n, q.capacity) || waiting != n-q.Len() {
		return fmt.Errorf("%d rest and %d wait, of %d that are left", q.Len(), waiting, n)
	}
	return nil
}
