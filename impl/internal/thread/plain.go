//go:build !veritask_explore

package thread

import "runtime"

// Go starts a goroutine that comes to its end by itself. The name is for an explorer's traces.
func Go(_ string, f func()) { go f() }

// Daemon starts a goroutine that may sleep until it is told to end.
func Daemon(_ string, f func()) { go f() }

// Yield lets other goroutines run.
func Yield() { runtime.Gosched() }
