package museum

// waiter is one blocked call. The lock of the object that it waits for guards the two flags, and whoever sets the first
// of them has decided how the call ends.
type waiter struct {
	ready              chan struct{} // closed when granted is set
	granted, cancelled bool
}

func newWaiter() *waiter { return &waiter{ready: make(chan struct{})} }

// grant ends the wait; the caller holds the lock.
func (w *waiter) grant() {
	w.granted = true
	close(w.ready)
}
