package sched

import "github.com/veritask/veritask/impl/internal/clock"

// sleepAWhile blocks the driver, whose idle bit is set, until somebody clears the bit and wakes it. With an idle timeout
// the driver ends after that time; the bit stays set, and whoever clears it then starts a new driver.
func (w *worker) sleepAWhile() bool {
	timeout := w.rt.idleTimeout
	if timeout <= 0 {
		w.parker.Park()
		return true
	}
	var timer clock.Timer = w.rt.clock.AfterFunc(timeout, func() {
		if w.pool.claimSleeper(w.id) {
			w.expired.Set(true)
			w.parker.Unpark()
		}
	})
	w.parker.Park()
	timer.Stop()
	if !w.expired.Get() {
		return true
	}
	w.expired.Set(false)
	w.dropIdle()
	w.kept.Store(0)
	w.gone.Set(true)
	word, bit := w.pool.slot(w.id)
	word.Or(bit)
	if w.pool.hasWork(w) && w.stayAwake() { // the same Dekker pair as in sleep
		w.gone.Set(false)
		return true
	}
	return false
}
