//go:build !amd64 || race || veritask_explore

package atom

// Publish is x.Store(v), but for this: what the caller loads next may be loaded before others can see v. What he has
// loaded and stored until now is before v for whoever sees it. So it serves where nobody else writes x at the time, and
// the caller does not go on to look for those who look at x; where he does, Store it is.
//
// The explorer's runs are sequentially consistent: it does not see a load that comes too early. Each call says why there
// is none that matters.
func Publish(x *Uint32, v uint32) { x.Store(v) }

// PublishInt is Publish of an Int64.
func PublishInt(x *Int64, v int64) { x.Store(v) }

// PublishPointer is Publish of a Pointer.
func PublishPointer[T any](x *Pointer[T], v *T) { x.Store(v) }
