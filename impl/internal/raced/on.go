//go:build race && !veritask_engine && !veritask_explore

package raced

import (
	"runtime"
	"unsafe"
)

// Tasks reports that this build shows tasks to the race detector: each runs on a goroutine of its own.
const Tasks = true

// Acquire orders everything before an earlier Release or Merge on p before what follows.
func Acquire(p unsafe.Pointer) { runtime.RaceAcquire(p) }

// Release orders everything before it before a later Acquire on p, and forgets earlier releases.
func Release(p unsafe.Pointer) { runtime.RaceRelease(p) }

// Merge is Release that keeps earlier releases.
func Merge(p unsafe.Pointer) { runtime.RaceReleaseMerge(p) }

// Hide makes the synchronization of this goroutine invisible until Show; calls nest.
func Hide() { runtime.RaceDisable() }

// Show ends the last Hide.
func Show() { runtime.RaceEnable() }
