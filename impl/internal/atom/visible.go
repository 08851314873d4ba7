//go:build (!race || veritask_engine) && !veritask_explore

package atom

import (
	"sync"
	"sync/atomic"
)

// The atomics of ordinary builds are those of sync/atomic.
type (
	Bool           = atomic.Bool
	Int32          = atomic.Int32
	Int64          = atomic.Int64
	Uint32         = atomic.Uint32
	Uint64         = atomic.Uint64
	Uintptr        = atomic.Uintptr
	Pointer[T any] = atomic.Pointer[T]
)

// Mutex guards straight-line slow paths; user code never runs under it.
type Mutex = sync.Mutex
