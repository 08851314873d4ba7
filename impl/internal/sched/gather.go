package sched

import (
	"context"

	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/waitq"
)

// A gathering waits for several tasks at once. The caller has one seat, and in the line of each task stands a lookout in
// its place, which tells the gathering when it is let go:
//
//	task a   ... W  L ──┐
//	task b   ... L  W ──┼──▶ seat of the caller
//	task c   ... L ─────┘
//
// So the caller is woken once, by the task with which it has seen enough, and nobody who waits for one of the tasks is
// passed. Afterwards the lookouts that are left are cancelled, which is all there is to undo.
type gathering struct {
	seat   waitq.Seat
	enough func(t *Task) bool // called once for each task that is over, by whoever ends it
}

// lookout stands in the line of one task.
type lookout struct {
	waitq.Waiter
	g    atom.Owned[*gathering]
	task atom.Owned[*Task]
}

// Ready is called when the lookout is let go, or was cancelled.
func (l *lookout) Ready() {
	if t := l.task.Get(); over(t.state.Load()) && l.g.Get().enough(t) {
		l.g.Get().seat.Resume()
	}
}

// gatheringName is what dumps say of the wait.
type gatheringName struct{}

// DescribeWait says what a blocked call waits for.
func (gatheringName) DescribeWait() string { return "several tasks" }

var gatheringSeats = func() *waitq.Seats {
	s := &waitq.Seats{}
	s.Init(gatheringName{})
	return s
}()

// Gather blocks until enough has reported true of one of the tasks that are over, or with the reason why the wait ended
// before. It is called once for each task when that is over, perhaps by several at a time, and must not block. decided reports
// whether enough tasks are over already: whoever ends one may be slow to tell, and a call that was let go is not cancelled.
func Gather(ctx context.Context, tasks []*Task, enough func(t *Task) bool, decided func() bool) error {
	p := Caller()
	g := newGathering(p, enough)
	defer p.w.Leave()
	var cells []*waitq.Cell
	defer func() {
		for _, c := range cells {
			c.Cancel()
		}
	}()
	for _, t := range tasks {
		cell, granted := t.extras().waiters.Suspend(newLookout(g, t))
		if !granted {
			cells = append(cells, cell)
		} else if enough(t) {
			p.TakeBack(&g.seat)
			return nil
		}
	}
	err := p.Park(ctx, &g.seat.Place, true)
	if err != nil && decided() {
		p.Unmet()
		return nil
	}
	return err
}

// The race detector need not see what is written before publication.
//
//go:norace
func newGathering(p Party, enough func(t *Task) bool) *gathering {
	g := &gathering{enough: enough}
	gatheringSeats.Take(&g.seat, p.w)
	return g
}

//go:norace
func newLookout(g *gathering, t *Task) *waitq.Waiter {
	l := &lookout{}
	l.g.Set(g)
	l.task.Set(t)
	l.ForCall(l)
	return &l.Waiter
}
