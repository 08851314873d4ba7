//go:build veritask_explore || (race && !amd64 && !veritask_engine)

package atom

// number and atomicNumber are what the flavours that wrap the numbers of sync/atomic are made from.
type number interface {
	int32 | int64 | uint32 | uint64 | uintptr
}

type atomicNumber[T number] interface {
	Load() T
	Store(T)
	Swap(T) T
	Add(T) T
	Or(T) T
	And(T) T
	CompareAndSwap(o, n T) bool
}
