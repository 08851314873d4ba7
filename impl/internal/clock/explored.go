//go:build veritask_explore

package clock

import (
	"time"

	"github.com/veritask/veritask/impl/internal/seam"
)

// epoch is the time in all runs. It stands still: a time that grew with the steps would differ between orders of steps
// that are the same to the program otherwise, and explorers look at one of these only.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Moves reports whether time passes at all: timers fire, and a Sleep ends. Where it does not, what only waits for time
// need not be started.
func Moves() bool { return !seam.On() || seam.Moves() }

// Sleep blocks the calling goroutine, which is no task's.
func Sleep(d time.Duration) {
	if !seam.On() {
		time.Sleep(d)
		return
	}
	seam.Sleep()
}

// Now returns time.Now().
func (System) Now() time.Time {
	if !seam.On() {
		return time.Now()
	}
	return epoch
}

// AfterFunc is time.AfterFunc.
func (System) AfterFunc(d time.Duration, f func()) Timer {
	if !seam.On() {
		return time.AfterFunc(d, f)
	}
	return seam.NewTimer(f)
}
