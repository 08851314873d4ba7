package impl

import (
	"context"
	"reflect"

	"github.com/veritask/veritask/impl/internal/sched"
	"github.com/veritask/veritask/spec"
)

// AsyncMap calls f for each value of in, as many at a time as NTasks says, and returns the results in the order of in,
// whichever comes first.
//
// The values are got by the caller, one ahead at most of the calls that are free for them; so in may be slow, block, or
// have no end. It is left alone while f runs for as many values as there are tasks.
//
// All calls of f have returned when AsyncMap does, on every path. If one fails, no further value is got, and the error is
// a *CapturedError with what it returned, a *PanicError or ErrGoexit; of several, that of the task that was started first.
// If in fails, the error is in's own, and if ctx ends or the caller's or ctx's runtime is closed, the reason of that, unless
// f has failed of it first. A panic of in goes on in the caller. *ArgumentError: nothing was called.
//
// f gets ctx, and the tasks that it spawns join the Sync or Scope of that. Those that call f do not.
//
// What the caller and in did before they gave a value synchronizes before the call of f for it, and the end of each call
// before the return of AsyncMap.
//
// It blocks while all tasks are busy, and for the last of them. Cost: a task for each of NTasks, and for each value the
// hand-over by a channel of capacity 0.
//
// Source: Julia's asyncmap. Differs: there all calls run on the caller's thread, see SameWorker; calls may still run after
// one has failed; and if in fails, tasks stay behind.
func AsyncMap[In Input[A], A, B any](ctx context.Context, f func(ctx context.Context, v A) (B, error), in In,
	opts ...MapOption,
) ([]B, error) {
	return collectMap(ctx, eachOf(f), sourceOf[In, A](ctx, in), opts)
}

// AsyncMap2 is AsyncMap of a function of two arguments, over two inputs, of which the shorter one says when to stop. Of
// each pair the value of in1 is got first. If both are iterators, in2 runs on a coroutine of Go's (iter.Pull), which Go
// does not take for the caller: it should not block. Source: Julia's asyncmap with several collections.
func AsyncMap2[In1 Input[A1], In2 Input[A2], A1, A2, B any](ctx context.Context,
	f func(ctx context.Context, v1 A1, v2 A2) (B, error), in1 In1, in2 In2, opts ...MapOption,
) ([]B, error) {
	one := func(ctx context.Context, p pair[A1, A2]) (B, error) { return f(ctx, p.first, p.second) }
	if f == nil {
		one = nil
	}
	return collectMap(ctx, eachOf(one), zip(sourceOf[In1, A1](ctx, in1), sourceOf[In2, A2](ctx, in2)), opts)
}

// AsyncMapInto is AsyncMap that stores the results in results, from its beginning on; what is beyond stays as it is. If
// there are more values than room, the call for the first one too many fails with a *MisuseError. results may be in
// itself. Source: Julia's asyncmap!.
func AsyncMapInto[In Input[A], A, B any](ctx context.Context, results []B,
	f func(ctx context.Context, v A) (B, error), in In, opts ...MapOption,
) error {
	return runMap(ctx, eachOf(f), sourceOf[In, A](ctx, in), intoSlice(results), opts)
}

// AsyncMapBatch is AsyncMap of a function that gets up to BatchSize values at a time and returns as many results, in their
// order; anything else is its failure, with a *MisuseError. Each task gathers a batch of its own while the values go round
// among them, so the values of a batch are not neighbours; it is smaller only when in has ended. Source: Julia's asyncmap
// with batch_size.
func AsyncMapBatch[In Input[A], A, B any](ctx context.Context, f func(ctx context.Context, batch []A) ([]B, error),
	in In, opts ...MapOption,
) ([]B, error) {
	return collectMap(ctx, batchesOf(f), sourceOf[In, A](ctx, in), opts)
}

// AsyncMapBatchInto is to AsyncMapBatch what AsyncMapInto is to AsyncMap. Source: Julia's asyncmap! with batch_size.
func AsyncMapBatchInto[In Input[A], A, B any](ctx context.Context, results []B,
	f func(ctx context.Context, batch []A) ([]B, error), in In, opts ...MapOption,
) error {
	return runMap(ctx, batchesOf(f), sourceOf[In, A](ctx, in), intoSlice(results), opts)
}

// mapped is the function of a map, for any number of values.
type mapped[A, B any] struct {
	do    func(ctx context.Context, got []handed[A, B]) error // nil: there is none
	where uintptr                                             // the user's function, for dumps
	batch bool
}

// eachOf is f for one value at a time.
func eachOf[A, B any](f func(context.Context, A) (B, error)) mapped[A, B] {
	if f == nil {
		return mapped[A, B]{}
	}
	return mapped[A, B]{where: reflect.ValueOf(f).Pointer(), do: func(ctx context.Context, got []handed[A, B]) error {
		for _, h := range got {
			v, err := f(ctx, h.v)
			if err != nil {
				return err
			}
			if err := h.keep(v); err != nil {
				return err
			}
		}
		return nil
	}}
}

// batchesOf is f for a batch at a time.
func batchesOf[A, B any](f func(context.Context, []A) ([]B, error)) mapped[A, B] {
	if f == nil {
		return mapped[A, B]{batch: true}
	}
	return mapped[A, B]{where: reflect.ValueOf(f).Pointer(), batch: true, do: func(ctx context.Context, got []handed[A, B]) error {
		batch := make([]A, len(got))
		for i, h := range got {
			batch[i] = h.v
		}
		results, err := f(ctx, batch)
		if err != nil {
			return err
		}
		if len(results) != len(got) {
			return wrongBatch(len(got), len(results))
		}
		for i, h := range got {
			if err := h.keep(results[i]); err != nil {
				return err
			}
		}
		return nil
	}}
}

// collectMap runs a map and returns its results.
func collectMap[A, B any](ctx context.Context, f mapped[A, B], in source[A], opts []MapOption) ([]B, error) {
	var all chunks[B]
	all.expect(in.length)
	if err := runMap(ctx, f, in, all.next, opts); err != nil {
		return nil, err
	}
	return all.join(), nil
}

// runMap runs a map. place returns where the next result goes, nil for nowhere.
func runMap[A, B any](ctx context.Context, f mapped[A, B], in source[A], place func() *B, opts []MapOption) error {
	o := mapOptionsOf(opts)
	if err := o.check(f.batch); err != nil {
		return err
	}
	if f.do == nil {
		return &spec.ArgumentError{Msg: "veritask: the function to map is nil"}
	}
	if err := sched.Enter(ctx); err != nil {
		return err
	}
	m := &mapping[A, B]{ctx: ctx, f: f, options: o, place: place, line: NewChannel[handed[A, B]](0)}
	return m.run(in)
}
