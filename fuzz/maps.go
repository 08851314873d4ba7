package fuzz

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"time"

	"github.com/veritask/veritask/impl"
)

// atlas is a map over values: each is how many milliseconds the call for it takes, negative if it fails then.
type atlas struct {
	world
	values []int
	tasks  int  // 0: as many as there are if nobody says it
	batch  int  // 0: value by value
	into   bool // the results go where they are told
	failIn int  // the input fails when it has given so many; -1: never
	same   bool // all calls on one worker
	wrong  func([]int) []int
}

// String describes the map for people.
func (a atlas) String() string {
	return fmt.Sprintf("seed %d, values %v, %d tasks, batches of %d, into %v, the input fails after %d, same worker %v",
		a.seed, a.values, a.tasks, a.batch, a.into, a.failIn, a.same)
}

// maps: AM-01, AM-09 to AM-11, AM-15.
func maps() Property {
	return law("maps", "AsyncMap gives what a loop would, or fails as one of its calls or its input, and leaves no call behind",
		func(r *rand.Rand, size int) atlas {
			a := atlas{world: newWorld(r), tasks: r.Intn(6), into: r.Intn(2) == 0, same: r.Intn(2) == 0, failIn: -1}
			if r.Intn(2) == 0 {
				a.batch = 1 + r.Intn(5)
			}
			fails := r.Intn(3) == 0
			for range r.Intn(size + 1) {
				v := r.Intn(4)
				if fails && r.Intn(10) == 0 {
					v = -1 - v
				}
				a.values = append(a.values, v)
			}
			if r.Intn(5) == 0 {
				a.failIn = r.Intn(len(a.values) + 1)
			}
			return a
		}, atlas.smaller, atlas.maps)
}

func (a atlas) smaller() []atlas {
	var all []atlas
	for _, values := range without(a.values) {
		b := a
		b.values, b.failIn = values, min(a.failIn, len(values))
		all = append(all, b)
	}
	return all
}

// atlasFailure is what the call for a value fails with.
type atlasFailure int

func (f atlasFailure) Error() string { return fmt.Sprintf("fuzz: value %d", int(f)) }

var errInput = errors.New("fuzz: the input failed")

// maps runs the map and compares with what may be.
func (a atlas) maps() error {
	var t tally
	err := a.run(func(ctx context.Context) error {
		var calls tally
		got, err := a.call(ctx, &calls, &t)
		if a.wrong != nil {
			got = a.wrong(got)
		}
		inside, ever := calls.counts()
		t.expect(inside == 0, "%d calls of %d have not ended", inside, ever)
		var failed atlasFailure
		var captured *impl.CapturedError
		switch {
		case a.failIn >= 0 && err == errInput: //nolint:errorlint // the very error
		case errors.As(err, &failed):
			t.expect(errors.As(err, &captured), "%v is not captured", err)
			t.expect(int(failed) < len(a.values) && a.values[failed] < 0, "%v, which succeeds", err)
		default:
			t.expect(err == nil, "%v", err)
			t.expect(a.failIn < 0 && !slices.ContainsFunc(a.values, func(v int) bool { return v < 0 }), "no failure")
			want := upTo(len(a.values))
			t.expect(slices.Equal(got, want), "%v, want %v", got, want)
		}
		return nil
	})
	return errors.Join(err, t.err)
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// call maps indices to themselves.
func (a atlas) call(ctx context.Context, calls, t *tally) ([]int, error) {
	me := impl.Current(ctx)
	in := func(yield func(int, error) bool) {
		for i := range a.values {
			t.expect(impl.Current(ctx) == me, "the input is got by another task")
			if i == a.failIn {
				break
			}
			if !yield(i, nil) {
				return
			}
		}
		if a.failIn >= 0 {
			yield(0, errInput)
		}
	}
	most := a.tasks
	if most == 0 {
		most = 100
	}
	one := func(ctx context.Context, i int) (int, error) {
		n := calls.enter()
		defer calls.leave()
		t.expect(n <= most, "%d calls at a time, with %d tasks", n, most)
		v := a.values[i]
		if err := impl.Sleep(ctx, time.Duration(max(v, -1-v))*time.Millisecond); err != nil {
			return 0, err
		}
		if v < 0 {
			return 0, atlasFailure(i)
		}
		return i, nil
	}
	opts := []impl.MapOption{impl.NTasks(a.tasks)}
	if a.same {
		opts = append(opts, impl.SameWorker())
	}
	into := make([]int, len(a.values))
	switch {
	case a.batch == 0 && a.into:
		return into, impl.AsyncMapInto(ctx, into, one, in, opts...)
	case a.batch == 0:
		return impl.AsyncMap(ctx, one, in, opts...)
	}
	opts = append(opts, impl.BatchSize(a.batch))
	many := func(ctx context.Context, batch []int) (all []int, err error) {
		t.expect(len(batch) <= a.batch && len(batch) > 0, "a batch of %d, not %d", len(batch), a.batch)
		for _, i := range batch {
			v, err := one(ctx, i)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		}
		return all, nil
	}
	if a.into {
		return into, impl.AsyncMapBatchInto(ctx, into, many, in, opts...)
	}
	return impl.AsyncMapBatch(ctx, many, in, opts...)
}
