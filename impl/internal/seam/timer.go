//go:build veritask_explore

package seam

// Time is not modelled: a timer may fire at any moment, early ones after late ones too, but only as many in a run as
// NewRun has allowed. So a program is seen under every timing that a real machine could show, and timers that re-arm
// themselves come to an end.

// Moves reports whether any timer may fire in this run. It stays so when the allowance is spent, since asking is no
// operation.
func Moves() bool { return run.allowed != 0 }

// Timer is a pending call.
type Timer struct {
	w    Word
	over bool
}

// NewTimer returns a timer that calls f on a daemon of its own.
func NewTimer(f func()) *Timer {
	t := &Timer{}
	if Moves() {
		X.Go("timer", true, func() {
			if t.await() {
				f()
			}
		})
	}
	return t
}

// Sleep blocks the caller until a timer of its own fires.
func Sleep() {
	var t Timer
	t.await()
}

// await blocks until the timer fires, which it does only if it was not stopped; one that was ends without firing, once
// Drain was called. Fires of different timers depend on each other by what they leave of the allowance, which is what
// this writes; of the timer it is a read, so Stop is a write, whatever it finds.
func (t *Timer) await() bool {
	if run.drained { // all others go first: timers that set timers would go on for ever
		X.Again(X.Here())
	}
	X.Await(&run.fires, &t.w, Acquire, t.due)
	if t.over {
		X.End(false, 0, 0)
		return false
	}
	t.over = true
	if run.left > 0 {
		run.left--
	}
	X.End(true, 0, 1)
	return true
}

func (t *Timer) due() bool { return run.left < 0 || !t.over && run.left > 0 }

// Spent reports whether timers would fire if more of them were allowed to.
func Spent() bool { return run.left == 0 }

// Stop reports whether it kept the call from being made.
func (t *Timer) Stop() bool {
	X.Begin(&t.w, Update)
	was := t.over
	t.over = true
	X.End(true, bit(was), 1)
	return !was
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
