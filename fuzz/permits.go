package fuzz

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"time"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/spec"
)

// use is a task that takes permits: how it comes to one, and for how long it keeps it, in milliseconds.
type use struct {
	how  byte // a: acquires, t: tries to, l: acquires within a millisecond, r: resizes to keep+1
	keep int
}

// String describes the use for people.
func (u use) String() string { return fmt.Sprintf("%c%d", u.how, u.keep) }

// crowd is tasks that take permits.
type crowd struct {
	world
	size int
	uses []use
	make func(n int) sizedSemaphore // nil: impl's
}

// sizedSemaphore is what permits are taken from.
type sizedSemaphore interface {
	spec.Semaphore
	Size() int
	InUse() int
}

// String describes the crowd for people.
func (c crowd) String() string {
	return fmt.Sprintf("size %d, seed %d, tasks %v", c.size, c.seed, c.uses)
}

// permits: SEM-07, SEM-08, SEM-10, SEM-16.
func permits() Property {
	return law("permits", "no more permits are granted than the semaphore has, and in the end none is out",
		func(r *rand.Rand, size int) crowd {
			c := crowd{world: newWorld(r), size: 1 + r.Intn(4)}
			letters := []string{"aaatl", "aaaatlr"}[r.Intn(2)]
			for range 1 + r.Intn(size+1) {
				c.uses = append(c.uses, use{letters[r.Intn(len(letters))], r.Intn(4)})
			}
			return c
		}, crowd.smaller, crowd.permits)
}

func (c crowd) smaller() []crowd {
	var all []crowd
	for _, uses := range without(c.uses) {
		g := c
		g.uses = uses
		all = append(all, g)
	}
	return all
}

// permits runs the crowd. More permits may be out than there are only if there were more once.
func (c crowd) permits() error {
	var t tally
	most := c.size
	if c.make == nil {
		c.make = func(n int) sizedSemaphore { return impl.NewSemaphore(n) }
	}
	for _, u := range c.uses {
		if u.how == 'r' {
			most = max(most, u.keep+1)
		}
	}
	err := c.run(func(ctx context.Context) error {
		s := c.make(c.size)
		err := impl.Sync(ctx, func(ctx context.Context) error {
			for _, u := range c.uses {
				impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, u.play(ctx, s, &t, most) })
			}
			return nil
		})
		inside, _ := t.counts()
		t.expect(inside == 0 && s.InUse() == 0, "all have ended, %d permits are out, InUse says %d", inside, s.InUse())
		for i := range s.Size() {
			t.expect(s.TryAcquire(), "only %d of %d permits are left", i, s.Size())
		}
		t.expect(!s.TryAcquire(), "there are more than %d permits", s.Size())
		return err
	})
	return errors.Join(err, t.err)
}

// play is the body of a task.
func (u use) play(ctx context.Context, s sizedSemaphore, t *tally, most int) error {
	if u.how == 'r' {
		return s.Resize(u.keep + 1)
	}
	if !u.get(ctx, s) {
		return nil
	}
	n := t.enter()
	t.expect(n <= most, "%d permits are out, and there were never more than %d", n, most)
	t.expect(s.InUse() >= n, "%d permits are out, InUse says %d", n, s.InUse())
	_ = impl.Sleep(ctx, time.Duration(u.keep)*time.Millisecond)
	t.leave()
	s.Release()
	return nil
}

// get takes a permit, and reports whether it has one.
func (u use) get(ctx context.Context, s sizedSemaphore) bool {
	switch u.how {
	case 't':
		return s.TryAcquire()
	case 'l':
		limited, stop := impl.WithTimeout(ctx, time.Millisecond)
		defer stop()
		return s.Acquire(limited) == nil
	default:
		return s.Acquire(ctx) == nil
	}
}
