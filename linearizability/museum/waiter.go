package museum

import (
	"context"

	"github.com/veritask/veritask/linearizability/explore/shared"
)

// waiter is one blocked call. The lock of the object that it waits for guards the two flags, and whoever sets the first
// of them has decided how the call ends.
type waiter struct {
	ready              *shared.Gate // opened when granted is set
	granted, cancelled bool
}

func newWaiter() *waiter { return &waiter{ready: shared.NewGate()} }

// sleep blocks until the wait is granted. False: ctx has ended, and a grant may come all the same before the caller has
// the lock.
func (w *waiter) sleep(ctx context.Context) bool { return w.ready.Pass(ctx) }

// grant ends the wait; the caller holds the lock.
func (w *waiter) grant() {
	w.granted = true
	w.ready.Open()
}
