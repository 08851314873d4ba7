package linearizability

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// Calls that wait for one of two things: a permit of a semaphore that has one, which is taken, or an event.
const (
	Select     Object = "select"     // the event is a manual one
	AutoSelect Object = "autoselect" // it is an autoreset one
)

// PickSubject adapts a semaphore, all of whose permits are taken, an event, and what waits for either: pick returns 0 if it has
// got a permit, and 1 if it was notified.
func PickSubject(s spec.Semaphore, e spec.Event, pick func(ctx context.Context) (int, error)) Subject {
	return pickSubject{semaphoreSubject{s}, eventSubject{e}, pick}
}

type pickSubject struct {
	semaphore semaphoreSubject
	event     eventSubject
	pick      func(ctx context.Context) (int, error)
}

func (s pickSubject) Do(ctx context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	switch {
	case op.Kind == spec.SelectPick:
		i, err := s.pick(ctx)
		return spec.Outcome(ctx, i+1, err)
	case op.Kind >= spec.SemAcquire && op.Kind <= spec.SemRelease:
		return s.semaphore.Do(ctx, op)
	default:
		return s.event.Do(ctx, op)
	}
}

// isPick reports whether scenarios of Select have operations of this kind.
func isPick(k spec.Kind) bool {
	return k == spec.SelectPick || k >= spec.EventWait && k <= spec.EventIsSet || k >= spec.SemAcquire && k <= spec.SemRelease
}

// pickOps is the alphabet of small scenarios: with permits and notifications to be had, and others to have them.
func pickOps(object Object) []spec.Op {
	ops := []spec.Op{
		{Kind: spec.SelectPick},
		{Kind: spec.SemAcquire},
		{Kind: spec.SemTryAcquire},
		{Kind: spec.SemRelease},
		{Kind: spec.EventNotify},
	}
	if object == Select {
		return append(ops, spec.Op{Kind: spec.EventReset})
	}
	return append(ops, spec.Op{Kind: spec.EventWait})
}

var pickWeights = []weight{
	{spec.SelectPick, 38},
	{spec.SemAcquire, 8},
	{spec.SemTryAcquire, 6},
	{spec.SemRelease, 18},
	{spec.EventWait, 6},
	{spec.EventNotify, 14},
	{spec.EventReset, 5},
	{spec.EventIsSet, 5},
}

// pickClasses leaves out what is too much: two calls each with a cancellation.
func pickClasses(object Object) []Class {
	var all []Class
	for _, n := range [][2]int{{2, 1}, {3, 1}} {
		for _, cancels := range []bool{false, true} {
			all = append(all, Class{Object: object, Threads: n[0], Calls: n[1], Cancels: cancels})
		}
	}
	return append(all, Class{Object: object, Threads: 2, Calls: 2})
}
