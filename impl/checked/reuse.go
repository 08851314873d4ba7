//go:build veritask_explore

package checked

import (
	"fmt"
	"slices"

	"github.com/veritask/veritask/impl/internal/cells"
	"github.com/veritask/veritask/impl/internal/waitq"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/spec"
)

// reuse is a row that so many values pass through that its segments are used again, while somebody else is at work there.
type reuse struct {
	*row
	next  int // value
	put   []int
	other []int        // taken by the guest
	last  waitq.Waiter // of the put that waits
	t     cells.Ticket[int]
	o     cells.Outcome
}

// guest is who is at work there.
type guest struct {
	does string
	f    func(*reuse)
}

// foreign is the guest's value.
const foreign = 100

// reuses are programs with one who takes and puts for some rounds and begins a put that waits, and a guest.
func reuses() []lin.Unit {
	guests := []guest{
		{"takes", func(u *reuse) {
			if v, _, o := u.Take(true); o == cells.Done {
				u.other = append(u.other, v)
			}
		}},
		{"puts", func(u *reuse) { u.tryPut(foreign) }},
		{"looks", func(u *reuse) { u.Len(); u.Peek(); u.IsFull() }},
		{"cancels", func(u *reuse) { u.cancel([]int{1}) }},
		{"closes", func(u *reuse) { u.Close(spec.ErrClosed, false) }},
	}
	var all []explore.Program
	for _, g := range guests {
		for _, rounds := range []int{4, 5} {
			all = append(all, reuseProgram(1, 2, rounds, g))
		}
		all = append(all, reuseProgram(2, 2, 6, g))
	}
	return programs("reuse", append(all, extending())...)
}

// extending is a program in which two make the next segment at a time, one of them from a spare one that a third still holds.
func extending() explore.Program {
	return explore.Program{
		Name: "no bound, two make a segment",
		Setup: func(r *explore.Run) {
			newRun(0)
			u := &reuse{row: newRow(cells.Unbounded, 2), next: 2}
			u.take(2)
			r.Name("row", u)
			r.Go("holds", func() { u.tryPut(foreign) })
			r.Go("works", func() {
				for _, takes := range []int{1, 0, 0} {
					u.tryPut(u.next)
					u.next++
					u.take(takes)
				}
			})
			r.Go("extends", func() { u.tryPut(foreign + 1) })
			r.Check(func(*explore.Outcome) error { return u.sound() })
		},
	}
}

// reuseProgram has that many puts begin before.
func reuseProgram(capacity, puts, rounds int, g guest) explore.Program {
	return explore.Program{
		Name: fmt.Sprintf("buffer of %d, %d puts, %d rounds, one %s", capacity, puts, rounds, g.does),
		Setup: func(r *explore.Run) {
			newRun(0)
			u := &reuse{row: newRow(capacity, puts), next: puts}
			u.last.ForGoroutine()
			r.Name("row", u)
			r.Go("works", func() { u.work(rounds) })
			r.Go(g.does, func() { g.f(u) })
			r.Check(func(*explore.Outcome) error { return u.sound() })
		},
	}
}

func (u *reuse) tryPut(v int) {
	if _, o := u.Put(v, true); o == cells.Done {
		u.put = append(u.put, v)
	}
}

func (u *reuse) work(rounds int) {
	for range rounds {
		u.take(1)
		u.tryPut(u.next)
		u.next++
	}
	if u.t, u.o = u.Put(u.next, false); u.o == cells.Wait {
		u.t, u.o = u.PutWait(u.t, u.next, &u.last)
	}
	if u.o == cells.Done {
		u.put = append(u.put, u.next)
	}
}

// sound takes what is left. Each value that somebody has put was taken once, and the worker has met them in order.
func (u *reuse) sound() error {
	if err := u.Check(); err != nil {
		return err
	}
	open := u.IsOpen()
	u.take(len(u.line) + u.next + 2)
	if !slices.IsSorted(slices.DeleteFunc(slices.Clone(u.taken), func(v int) bool { return v >= foreign })) {
		return fmt.Errorf("taken in the order %v", u.taken)
	}
	got := slices.Concat(u.taken, u.other)
	want := slices.Clone(u.put)
	for i, p := range u.line {
		if p.o == cells.Done || slices.Contains(got, i) {
			want = append(want, i)
		} else if open && !p.t.Place().Cancelled() {
			return fmt.Errorf("put %d has waited for nothing, and %v were taken", i, got)
		}
	}
	if u.o == cells.Parked && (open || slices.Contains(got, u.next)) {
		want = append(want, u.next)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Errorf("%v were taken, and %v were put", got, want)
	}
	return u.row.Check()
}
