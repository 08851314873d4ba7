package impl

import (
	"fmt"

	"github.com/veritask/veritask/spec"
)

// MapOption changes how AsyncMap and its relatives work.
type MapOption struct{ set func(*mapOptions) }

type mapOptions struct {
	ntasks     int
	count      func() int // nil: ntasks says it
	counted    bool
	batch      int
	batched    bool
	sameWorker bool
}

// defaultMapTasks is how many tasks there are if nobody says it, unless there are fewer values.
const defaultMapTasks = 100

// NTasks has n tasks call the function. Without it, and for 0, there are as many as values, if in is a slice, but at most
// 100.
func NTasks(n int) MapOption {
	return MapOption{func(o *mapOptions) { o.ntasks, o.count, o.counted = n, nil, false }}
}

// NTasksFunc has as many tasks call the function as count says: it is asked in the beginning, where less than 1 is 1, and
// then by the caller before each value, and before it learns that there is none. If there are fewer tasks than that, one is
// added; there are never less.
func NTasksFunc(count func() int) MapOption {
	return MapOption{func(o *mapOptions) { o.count, o.counted = count, true }}
}

// BatchSize is how many values AsyncMapBatch gives to the function at a time.
func BatchSize(n int) MapOption {
	return MapOption{func(o *mapOptions) { o.batch, o.batched = n, true }}
}

// SameWorker has all calls of the function run on one worker, the caller's if it has one: no two of them run at the same
// time. The caller is not bound to that worker. It is Julia's way.
func SameWorker() MapOption { return MapOption{func(o *mapOptions) { o.sameWorker = true }} }

func mapOptionsOf(opts []MapOption) (o mapOptions) {
	for _, x := range opts {
		if x.set != nil {
			x.set(&o)
		}
	}
	return o
}

// check looks at options of a map by batches, or value by value.
func (o *mapOptions) check(batch bool) error {
	switch {
	case o.counted && o.count == nil:
		return badArgument(spec.MsgNTasks, "nil")
	case o.ntasks < 0:
		return badArgument(spec.MsgNTasks, o.ntasks)
	case batch && o.batch <= 0:
		return badArgument(spec.MsgBatchSize, o.batch)
	case !batch && o.batched:
		return &spec.ArgumentError{Msg: "veritask: BatchSize is for AsyncMapBatch and AsyncMapBatchInto"}
	case !batch:
		o.batch = 1
	}
	return nil
}

func badArgument(format string, v any) error { return &spec.ArgumentError{Msg: fmt.Sprintf(format, v)} }

// tasks is how many tasks a map begins with over length values, -1 if that is not known.
func (o *mapOptions) tasks(length int) int {
	switch {
	case o.counted:
		return max(1, o.count())
	case o.ntasks > 0:
		return o.ntasks
	case length < 0:
		return defaultMapTasks
	}
	return max(1, min(defaultMapTasks, length))
}
