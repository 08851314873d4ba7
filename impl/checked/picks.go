package checked

import (
	"context"

	"github.com/veritask/veritask/impl"
)

// pick is what one can wait for: a permit, which is taken, and an event.
type pick struct {
	permits *impl.Semaphore
	event   *impl.Event
}

func newPick(autoreset bool) pick {
	p := pick{impl.NewSemaphore(1), impl.NewEvent(autoreset)}
	p.permits.TryAcquire()
	return p
}

// choose waits for either.
func (p pick) choose(ctx context.Context) (int, error) {
	return impl.Select(ctx, impl.WhenAcquired(p.permits), impl.WhenNotified(p.event))
}
