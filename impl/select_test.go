package impl_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

// chosen is a call of Select under way.
type chosen struct {
	*member
	index int
}

// choose starts a Select and lets everything happen that can.
func (c *crew) choose(name string, cases ...impl.Case) *chosen {
	s := &chosen{index: -2}
	s.member = c.call(name, func(ctx context.Context) error {
		i, err := impl.Select(ctx, cases...)
		s.index = i
		return err
	})
	return s
}

// chose checks that the call has returned that case.
func (c *crew) chose(s *chosen, want int) {
	c.Helper()
	c.returned(s.member, nil)
	if s.index != want {
		c.Fatalf("%s chose %d, want %d", s.name, s.index, want)
	}
}

// What has happened is taken at once, and of the rest nothing: SL-01, SL-02.
func TestSelectAtOnce(t *testing.T) {
	lives(t, func(t *testing.T, ctx context.Context) {
		none, some := impl.NewSemaphore(1), impl.NewSemaphore(1)
		none.TryAcquire()
		down, up, latched := impl.NewEvent(false), impl.NewEvent(false), impl.NewEvent(true)
		up.Notify()
		latched.Notify()
		over := impl.Spawn(ctx, func(context.Context) (int, error) { return 0, errStop })
		_ = over.Wait(ctx)
		nothing := []impl.Case{{}, impl.WhenAcquired(none), impl.WhenNotified(down), impl.After(time.Hour)}
		for name, c := range map[string]impl.Case{
			"permit": impl.WhenAcquired(some), "event": impl.WhenNotified(up), "autoreset event": impl.WhenNotified(latched),
			"task": impl.WhenDone(over), "time": impl.After(0),
		} {
			if i, err := impl.Select(ctx, append(nothing, c)...); i != len(nothing) || err != nil {
				t.Errorf("%s: %d, %v", name, i, err)
			}
		}
		if none.InUse() != 1 || some.InUse() != 1 || !up.IsSet() || latched.IsSet() {
			t.Error("something else was taken, or something not")
		}
	})
}

// Of several that have happened each is taken now and then: SL-01.
func TestSelectIsFair(t *testing.T) {
	withRuntime(t, impl.Config{Deterministic: true, Seed: 1}, func(ctx context.Context) error {
		up := impl.NewEvent(false)
		up.Notify()
		var times [3]int
		const n = 3000
		for range n {
			i, err := impl.Select(ctx, impl.WhenNotified(up), impl.WhenNotified(up), impl.WhenNotified(up))
			if err != nil {
				return err
			}
			times[i]++
		}
		for i, k := range times {
			if k < n/3-200 || k > n/3+200 { // seven standard deviations
				t.Errorf("case %d was taken %d times of %d", i, k, n)
			}
		}
		return nil
	})
}

// A blocked call is let go by each of its cases, and takes nothing of the others: SL-02, SL-03.
func TestSelectBlocks(t *testing.T) {
	eachCrew(t, func(c *crew) {
		for want := range 4 {
			sem, level, edge := impl.NewSemaphore(1), impl.NewEvent(false), impl.NewEvent(true)
			sem.TryAcquire()
			leave := impl.NewEvent(false)
			var done impl.Case
			if c.rt != nil {
				done = impl.WhenDone(impl.Spawn(c.Context(), func(ctx context.Context) (int, error) {
					return 0, leave.Wait(ctx)
				}, impl.On(c.rt)))
			}
			s := c.choose(fmt.Sprint("select ", want), impl.WhenAcquired(sem), impl.WhenNotified(level),
				impl.WhenNotified(edge), done, impl.After(time.Hour))
			c.blocked(s.member)
			switch want {
			case 0:
				sem.Release()
			case 1:
				level.Notify()
			case 2:
				edge.Notify()
			case 3:
				if c.rt == nil {
					if err := impl.Sleep(c.Context(), time.Hour); err != nil {
						c.Fatal(err)
					}
					c.chose(s, 4)
					continue
				}
				leave.Notify()
			}
			c.chose(s, want)
			if held := sem.InUse(); held != 1 {
				c.Errorf("case %d: %d permits are held", want, held)
			}
			sem.Release()
			edge.Notify()
			if !sem.TryAcquire() || !edge.IsSet() {
				c.Errorf("case %d: a permit or a notification has gone", want)
			}
			leave.Notify()
		}
	})
}

// The call has its place in each line, first come, first served, and leaves it for those behind it: SL-04.
func TestSelectStandsInLine(t *testing.T) {
	eachCrew(t, func(c *crew) {
		sem, edge := impl.NewSemaphore(1), impl.NewEvent(true)
		sem.TryAcquire()
		a0, w0 := c.acquire(sem, 0), c.wait(edge, 0)
		s1 := c.choose("first", impl.WhenAcquired(sem), impl.WhenNotified(edge))
		s2 := c.choose("second", impl.WhenAcquired(sem), impl.WhenNotified(edge))
		a1, w1 := c.acquire(sem, 1), c.wait(edge, 1)
		sem.Release()
		c.returned(a0, nil)
		edge.Notify()
		c.returned(w0, nil)
		c.blocked(s1.member, s2.member, a1, w1)
		edge.Notify()
		c.chose(s1, 1)
		sem.Release()
		c.chose(s2, 0)
		c.blocked(a1, w1)
		edge.Notify()
		c.returned(w1, nil)
		sem.Release()
		c.returned(a1, nil)
		if sem.InUse() != 1 || edge.IsSet() {
			c.Error("there is more, or less")
		}
	})
}

// A call that is cancelled leaves its places, and a case that has happened before is kept: SL-05.
func TestSelectCancelled(t *testing.T) {
	eachCrew(t, func(c *crew) {
		sem, edge := impl.NewSemaphore(1), impl.NewEvent(true)
		sem.TryAcquire()
		s := c.choose("select", impl.WhenAcquired(sem), impl.WhenNotified(edge))
		alone := c.choose("nothing", impl.Case{})
		a := c.acquire(sem, 1)
		s.stop(errStop)
		alone.stop(errStop)
		c.returned(s.member, errStop)
		c.returned(alone.member, errStop)
		if s.index != -1 || alone.index != -1 {
			c.Errorf("cancelled with %d and %d", s.index, alone.index)
		}
		sem.Release()
		c.returned(a, nil)
		edge.Notify()
		if !edge.IsSet() {
			c.Error("a notification has gone to nobody")
		}
		ended, stop := context.WithCancelCause(c.Context())
		stop(errStop)
		if i, err := impl.Select(ended, impl.WhenNotified(edge)); i != -1 || err != errStop || !edge.IsSet() { //nolint:errorlint // the very error
			c.Errorf("ended before: %d, %v", i, err)
		}
	})
}

// Time passes for each call anew, on the runtime's clock: SL-06.
func TestSelectAfter(t *testing.T) {
	withRuntime(t, impl.Config{Deterministic: true, Seed: 1}, func(ctx context.Context) error {
		never := impl.NewEvent(false)
		c := impl.After(time.Hour)
		for range 3 {
			i, err := impl.Select(ctx, impl.WhenNotified(never), c, impl.After(2*time.Hour))
			if i != 1 || err != nil {
				t.Errorf("%d, %v", i, err)
			}
		}
		return nil
	})
}

// A closed runtime ends the wait, and nobody waits for himself alone.
// SL-08.
func TestSelectClosed(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2, CloseReport: -1})
	never := impl.NewEvent(false)
	waits := impl.Spawn(t.Context(), func(ctx context.Context) (int, error) {
		self := impl.WhenDone(impl.Current(ctx))
		var violation *spec.ConcurrencyViolationError
		if _, err := impl.Select(ctx, self, self); !errors.As(err, &violation) {
			t.Errorf("alone with itself: %v", err)
		}
		return impl.Select(ctx, self, impl.WhenNotified(never))
	}, impl.On(rt))
	untilDump(t.Context(), t, rt, "waits for one of ")
	rt.Close()
	if err := waits.Err(); !errors.Is(err, impl.ErrRuntimeClosed) {
		t.Errorf("%v", err)
	}
}

// exchange is permits and notifications that many hand to many, who wait for all of them.
type exchange struct {
	sems        [2]*impl.Semaphore
	edges       [2]*impl.Event
	left, given atomic.Int64
	had, heard  atomic.Int64
	takers      context.Context
	mostFree    int64
}

// take takes what it gets, for so long at a time, until takers ends.
func (x *exchange) take(limit time.Duration) {
	for x.takers.Err() == nil {
		limited, free := x.takers, context.CancelFunc(func() {})
		if limit > 0 {
			limited, free = impl.WithTimeout(x.takers, limit)
		}
		k, err := impl.Select(limited, impl.WhenAcquired(x.sems[0]), impl.WhenNotified(x.edges[0]),
			impl.WhenAcquired(x.sems[1]), impl.WhenNotified(x.edges[1]))
		free()
		switch {
		case err != nil:
		case k%2 == 0:
			x.had.Add(1)
		default:
			x.heard.Add(1)
		}
	}
}

// give hands out permits and notifications of one kind while any are left, and not too many more than were taken.
func (x *exchange) give(ctx context.Context, kind int) {
	for x.left.Add(-1) >= 0 {
		for x.given.Load()-x.had.Load() > x.mostFree {
			_ = impl.Yield(ctx)
		}
		x.given.Add(1)
		x.sems[kind].Release()
		x.edges[kind].Notify()
	}
}

// What many hand to many is had once, whatever is cancelled meanwhile: SL-07.
func TestSelectStress(t *testing.T) {
	const permits = 100
	rounds := int64(scale(20000))
	for _, workers := range []int{1, 2, 4} {
		withRuntime(t, impl.Config{Workers: workers}, func(ctx context.Context) error {
			x := &exchange{mostFree: permits - 10}
			x.left.Store(rounds)
			for i := range x.sems {
				x.sems[i], x.edges[i] = impl.NewSemaphore(permits), impl.NewEvent(true)
				for range permits {
					x.sems[i].TryAcquire()
				}
			}
			takers, stop := context.WithCancelCause(ctx)
			x.takers = takers
			err := impl.Sync(ctx, func(ctx context.Context) error {
				for i := range 6 {
					impl.Spawn(ctx, func(context.Context) (any, error) {
						x.take(time.Duration(i%2) * 50 * time.Microsecond)
						return nil, nil
					})
				}
				defer stop(errStop)
				return impl.Sync(ctx, func(ctx context.Context) error {
					for i := range 3 {
						impl.Spawn(ctx, func(ctx context.Context) (any, error) {
							x.give(ctx, i%2)
							return nil, nil
						})
					}
					return nil
				})
			})
			free := int64(2*permits - x.sems[0].InUse() - x.sems[1].InUse())
			if x.had.Load()+free != rounds {
				t.Errorf("%d permits were given, %d had, and %d are free", rounds, x.had.Load(), free)
			}
			if heard := x.heard.Load(); heard == 0 || heard > rounds {
				t.Errorf("%d of %d notifications were heard", heard, rounds)
			}
			return err
		})
	}
}
