//go:build !veritask_explore

package goid

// Current returns the identity of the calling goroutine.
func Current() uintptr { return current() }
