package sched

import (
	"context"
	"testing"
)

// Async binds the caller, Sticky and Launch do not; nor does an Async into another pool.
// PO-09, PO-10.
func TestWhoIsBound(t *testing.T) {
	rt := New(Config{Workers: 2, Interactive: 1, MaxDrivers: 2, CloseReport: -1})
	ctx := rt.Context(context.Background())
	none := bodyFunc(func(context.Context) error { return nil })
	main := bodyFunc(func(ctx context.Context) error {
		c := current()
		me := c.top.Get()
		for _, o := range []*Options{{Sticky: true}, {Sticky: true, Pool: "interactive"}} {
			child := &Task{}
			if o.Pool == "" {
				Spawn(ctx, child, none, o)
			} else {
				Async(ctx, child, none, o)
			}
			if child.home() == nil || me.home() != nil {
				t.Errorf("%+v: bound to %p, the caller to %p", o, child.home(), me.home())
			}
			_ = child.Wait(ctx)
		}
		launched := &Task{}
		w := c.worker.Get() // the caller may go on elsewhere
		Launch(ctx, launched, none, &Options{Sticky: true})
		if launched.home() != w || me.home() != nil {
			t.Errorf("Launch bound to %p, the caller to %p", launched.home(), me.home())
		}
		child := &Task{}
		Async(ctx, child, none, &Options{Sticky: true})
		if home := child.home(); home == nil || home != me.home() || home != c.worker.Get() {
			t.Errorf("Async bound to %p, the caller to %p", home, me.home())
		}
		return child.Wait(ctx)
	})
	task := &Task{}
	Spawn(ctx, task, main, nil)
	if err := task.Wait(ctx); err != nil {
		t.Error(err)
	}
	if err := rt.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}
