package sched

import "github.com/veritask/veritask/impl/internal/clock"

// sleepAWhile blocks the driver, whose idle bit is set, until somebody clears the bit and wakes it. With an idle timeout
// the driver ends after that time, and returns false; the bit stays set, and whoever clears it then starts a new driver.
func (w *worker) sleepAWhile() bool {
	timeout := w.rt.idleTimeout
	if timeout <= 0 {
		w.parker.Park()
		return true
	}
	var timer clock.Timer = w.rt.clock.AfterFunc(timeout, w.expire)
	w.parker.Park()
	timer.Stop()
	if !w.expired.Get() {
		return true
	}
	w.expired.Set(false)
	w.dropIdle()
	w.kept.Store(0)
	w.gone.Set(true)
	w.leave()
	return false
}

// expire ends the sleep of the driver. It may come late, in another sleep, which then ends early, or when the driver that
// set the timer has ended.
func (w *worker) expire() {
	switch {
	case !w.pool.claimSleeper(w.id):
	case w.gone.Get():
		w.leave()
	default:
		w.expired.Set(true)
		w.parker.Unpark()
	}
}

// leave sets the idle bit of w, which has no driver. From then on w belongs to whoever clears the bit.
func (w *worker) leave() {
	word, bit := w.pool.slot(w.id)
	word.Or(bit)
	if w.rt.phase.Load() != runtimeOpen {
		w.rt.noteIdle()
	}
	if w.pool.hasWork(w) && w.stayAwake() { // the same Dekker pair as in sleep
		w.wake(true) // the bit may be that of a driver who was started meanwhile, has worked and sleeps
	}
}
