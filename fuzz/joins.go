package fuzz

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"time"

	"github.com/veritask/veritask/impl"
)

// family is a Scope, or a Sync, with children, some of which have children, too.
type family struct {
	world
	sync     bool // Sync, which joins only if its body returns normally
	body     exit // of the scope
	children []child
}

// child is a task of a scope: after so many milliseconds, and having spawned so many more like it, it ends.
type child struct {
	after, spawns int
	end           exit
}

// String describes the child for people.
func (c child) String() string {
	return fmt.Sprintf("{%v after %d, spawns %d}", c.end, c.after, c.spawns)
}

// String describes the family for people.
func (f family) String() string {
	name := "Scope"
	if f.sync {
		name = "Sync"
	}
	return fmt.Sprintf("%s whose body %v, seed %d, children %v", name, f.body, f.seed, f.children)
}

// joins: SY-01, SY-10, SY-14, SY-17, TASK-07.
func joins() Property {
	return law("join", "a Scope returns when all its tasks have ended, on every path, and so does a Sync whose body returns normally",
		func(r *rand.Rand, size int) family {
			f := family{world: newWorld(r), sync: r.Intn(4) == 0, body: exit(r.Intn(int(cancelled)))}
			if f.sync {
				f.body = returns
			}
			for range r.Intn(size/3 + 1) {
				c := child{after: r.Intn(4), spawns: max(0, r.Intn(5)-2), end: exit(r.Intn(int(numExits)))}
				f.children = append(f.children, c)
			}
			return f
		}, family.smaller, family.joins)
}

func (f family) smaller() []family {
	var all []family
	for _, children := range without(f.children) {
		g := f
		g.children = children
		all = append(all, g)
	}
	return all
}

// joins runs the scope as a task of its own, since that may end by Goexit, and counts who is left.
func (f family) joins() error {
	var t tally
	err := f.run(func(ctx context.Context) error {
		scope := impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) {
			defer func() {
				inside, ever := t.counts()
				t.expect(inside == 0, "%d of %d tasks have not ended", inside, ever)
			}()
			group := impl.Scope
			if f.sync {
				group = impl.Sync
			}
			return struct{}{}, group(ctx, func(ctx context.Context) error {
				for _, c := range f.children {
					c.spawn(ctx, &t)
				}
				return f.body.leave(ctx)
			})
		})
		failed := endOf(ctx, scope) != nil
		t.expect(failed == f.fails(), "it has failed: %v", failed)
		_, before := t.counts()
		if err := impl.Sleep(ctx, time.Hour); err != nil {
			return err
		}
		_, after := t.counts()
		t.expect(before == after, "%d tasks began when all was over", after-before)
		return nil
	})
	return errors.Join(err, t.err)
}

// fails reports whether the body or any child does.
func (f family) fails() bool {
	any := f.body != returns
	for _, c := range f.children {
		any = any || c.end != returns
	}
	return any
}

// spawn starts the child, which counts from now on.
func (c child) spawn(ctx context.Context, t *tally) {
	t.enter()
	impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) {
		defer t.leave()
		for range c.spawns {
			child{after: c.after + 1, end: c.end}.spawn(ctx, t)
		}
		if err := impl.Sleep(ctx, time.Duration(c.after)*time.Millisecond); err != nil {
			return struct{}{}, err
		}
		if c.end == cancelled {
			limited, stop := impl.WithTimeout(ctx, time.Millisecond)
			defer stop()
			ctx = limited
		}
		return struct{}{}, c.end.leave(ctx)
	})
}
