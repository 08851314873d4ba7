//go:build veritask_explore

package sched

// NewRun forgets what the run of an explorer before has left: the coroutines of goroutines that are no more, and the
// default runtime. An explorer's adapter calls it at the beginning of each setup.
func NewRun() {
	registry = registryTable{}
	registry.table.Store(newBuckets(firstBuckets))
	defaultRuntime.rt.Store(nil)
}
