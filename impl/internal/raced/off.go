//go:build !race || veritask_engine || veritask_explore

package raced

import "unsafe"

// Tasks reports that this build shows tasks to the race detector: each runs on a goroutine of its own.
const Tasks = false

// Acquire orders everything before an earlier Release or Merge on p before what follows.
func Acquire(unsafe.Pointer) {}

// Release orders everything before it before a later Acquire on p, and forgets earlier releases.
func Release(unsafe.Pointer) {}

// Merge is Release that keeps earlier releases.
func Merge(unsafe.Pointer) {}

// Hide makes the synchronization of this goroutine invisible until Show; calls nest.
func Hide() {}

// Show ends the last Hide.
func Show() {}
