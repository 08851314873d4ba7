package explore_test

import (
	"context"
	"fmt"
	"strings"
	"unsafe"

	"github.com/veritask/veritask/linearizability/explore"
	"github.com/veritask/veritask/linearizability/explore/shared"
)

// Word is what a seam that does not know package explore has in the place of Word.
type Word explore.Word

// leaving has two threads that get in line and wait until they are let go; both come to their end, and one of them never
// leaves the line.
func leaving(r *explore.Run) {
	q := &struct {
		names [2]shared.Bool
		open  shared.Bool
	}{}
	foreign := &struct{ Word }{}
	r.Name("queue", q)
	r.Name("foreign", foreign)
	line := func() string {
		var in []string
		for i := range q.names {
			if q.names[i].Load() {
				in = append(in, names[i])
			}
		}
		return strings.Join(in, ", ")
	}
	for i := range 2 {
		r.Go(names[i], func() {
			var at int64
			q.names[i].Store(true)
			r.Mark(explore.Waits, &at)
			for l := explore.NewLoop(); !q.open.Load(); l.Again() {
			}
			explore.Begin((*explore.Word)(&foreign.Word), explore.Load)
			explore.End(false, 7, 7)
			q.names[i].Store(i == 1)
		})
	}
	r.Go("opener", func() { q.open.Store(true) })
	r.Watch(func() string { return "queue: " + line() })
	r.After(func() error {
		if in := line(); in != "" {
			return fmt.Errorf("%s is still in line, %s was the first", in, explore.FirstUser((*explore.Word)(&foreign.Word)))
		}
		return nil
	})
}

// broken is wrong when all is over, and right in the terminal state.
func broken(r *explore.Run) {
	x := &shared.Int64{}
	r.Go("A", func() { x.Store(1) })
	r.Invariant(func() error {
		if n := x.Load(); n != 1 {
			return fmt.Errorf("x is %d", n)
		}
		return nil
	})
	r.Drain(func() { x.Store(2) })
}

// abandoned has daemons, one of which nobody ends.
func abandoned(r *explore.Run) {
	var end [2]shared.Bool
	for i := range end {
		r.Daemon(names[i], func() {
			for l := explore.NewLoop(); !end[i].Load(); l.Again() {
			}
		})
	}
	r.Drain(func() { end[0].Store(true) })
	r.AllEnd()
}

// job is found by its entry only, and not any more when it is looked at.
type job struct {
	entry entry
	state shared.Int64
}

type entry struct{ _ int }

// handed has threads of one name take jobs out of a box.
func handed(r *explore.Run) {
	var box [2]shared.Pointer[entry]
	gate := shared.NewGate()
	r.Name("box", &box)
	r.Name("gate", gate)
	r.Kind("job", (*job)(nil))
	r.Whole(func(e *entry) any { return (*job)(unsafe.Pointer(e)) })
	r.Go("giver", func() {
		for i := range box {
			box[i].Store(&(&job{}).entry)
		}
	})
	for i := range box {
		r.Go("worker", func() {
			for l := explore.NewLoop(); ; l.Again() {
				if e := box[i].Swap(nil); e != nil {
					(*job)(unsafe.Pointer(e)).state.Load()
					break
				}
			}
			if i == 1 {
				gate.Pass(context.Background())
			}
		})
	}
	r.Check(func(o *explore.Outcome) error {
		if len(o.Finished()) == 2 {
			return fmt.Errorf("asleep: %v", o.Blocked())
		}
		return nil
	})
	r.Drain(gate.Open)
}
