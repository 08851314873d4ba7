//go:build veritask_explore

package thread

import (
	"runtime"

	"github.com/veritask/veritask/impl/internal/seam"
)

// Go starts a goroutine that comes to its end by itself. The name is for an explorer's traces.
func Go(name string, f func()) { start(name, false, f) }

// Daemon starts a goroutine that may sleep until it is told to end.
func Daemon(name string, f func()) { start(name, true, f) }

func start(name string, daemon bool, f func()) {
	if !seam.On() {
		go f()
		return
	}
	seam.X.Go(name, daemon, f)
}

// Yield lets other goroutines run. In the runs of an explorer it is nothing: others may run before any operation, and
// whether a loop has yielded for nothing and need not do so again, only the loop can say (atom.Loop).
func Yield() {
	if !seam.On() {
		runtime.Gosched()
	}
}

// Spin is a moment of doing nothing.
//
//go:noinline
func Spin() {}
