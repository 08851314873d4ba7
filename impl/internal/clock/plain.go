//go:build !veritask_explore

package clock

import "time"

// Moves reports whether time passes at all: timers fire, and a Sleep ends.
func Moves() bool { return true }

// Sleep blocks the calling goroutine, which is no task's.
func Sleep(d time.Duration) { time.Sleep(d) }

// Now returns time.Now().
func (System) Now() time.Time { return time.Now() }

// AfterFunc is time.AfterFunc.
func (System) AfterFunc(d time.Duration, f func()) Timer { return time.AfterFunc(d, f) }
