// Package clock is the seam through which impl reads time and sets timers.
package clock

import "time"

// Timer is a pending call; Stop reports whether it kept the call from being made.
type Timer interface{ Stop() bool }

// Clock is where a runtime gets its time from: the machine, or the virtual time of a seeded runtime.
type Clock interface {
	// Now returns the current time.
	Now() time.Time
	// AfterFunc arranges for f to be called once, d from now, on a goroutine or worker of the clock's choosing.
	// f must not block.
	AfterFunc(d time.Duration, f func()) Timer
}

// System is the machine's clock. Inside a testing/synctest bubble it is the bubble's. In the runs of an explorer no time
// passes, and timers fire at any moment, but only as many as it allows.
type System struct{}
