package crew

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"
)

// puppet is a worker that does what the test says.
type puppet func(ctx context.Context, j Job) (Attempt, error)

func (p puppet) Do(ctx context.Context, j Job, tell func(News)) (Attempt, error) {
	tell(News{Interleavings: 1})
	return p(ctx, j)
}

func TestCrewDoesEverythingAtOnce(t *testing.T) {
	var busy, most atomic.Int32
	both := make(chan struct{})
	work := puppet(func(_ context.Context, j Job) (Attempt, error) {
		if n := busy.Add(1); n == 2 && most.Swap(n) == 0 {
			close(both)
		}
		<-both
		busy.Add(-1)
		return answerTo(j, 0), nil
	})
	c := Crew{Plan: NewPlan(targets("x", 20), Steps("dfs"), time.Second, 1, nil), Workers: []Worker{work, work}, End: time.Now().Add(time.Hour)}
	done, told := 0, 0
	c.Done = func(Job, Attempt) error { done++; return nil }
	c.Told = func(Job, News) { told++ }
	if err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if done != 20 || told != 20 || c.Plan.Over() != 20 {
		t.Errorf("%d done, %d told, %d over", done, told, c.Plan.Over())
	}
}

func TestCrewStopsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	work := puppet(func(ctx context.Context, _ Job) (Attempt, error) {
		stop()
		<-ctx.Done()
		return Attempt{}, ctx.Err()
	})
	c := Crew{Plan: NewPlan(targets("x", 20), Steps("dfs"), time.Second, 1, nil), Workers: []Worker{work}, End: time.Now().Add(time.Hour)}
	c.Done = func(Job, Attempt) error { t.Error("an attempt that was not made"); return nil }
	c.Told = func(Job, News) {}
	if err := c.Run(ctx); err != nil {
		t.Error(err)
	}
}

func TestCrewReportsWhatItCannotDo(t *testing.T) {
	broken := errors.New("no more processes")
	for name, c := range map[string]*Crew{
		"worker": {Workers: []Worker{puppet(func(context.Context, Job) (Attempt, error) { return Attempt{}, broken })}},
		"log": {
			Workers: []Worker{puppet(func(_ context.Context, j Job) (Attempt, error) { return answerTo(j, 0), nil })},
			Done:    func(Job, Attempt) error { return broken },
		},
	} {
		c.Plan, c.End = NewPlan(targets("x", 20), Steps("dfs"), time.Second, 1, nil), time.Now().Add(time.Hour)
		c.Told = func(Job, News) {}
		if err := c.Run(t.Context()); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
