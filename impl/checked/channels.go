package checked

import (
	"context"

	"github.com/veritask/veritask/impl"
	lin "github.com/veritask/veritask/linearizability"
)

// newChannel makes a channel; tasks that it is bound to run with ctx.
func newChannel(ctx context.Context, size int) lin.Subject {
	ch := impl.NewChannel[int](size)
	return lin.ChannelSubject(ch, func(caller context.Context, err error) { endBound(ctx, caller, ch, err) })
}

// endBound binds the channel to a task that runs, ends that, and waits for the effect, which comes after the end.
func endBound(ctx, caller context.Context, ch *impl.Channel[int], err error) {
	end := impl.NewEvent(false)
	ch.Bind(impl.Spawn(ctx, func(ctx context.Context) (struct{}, error) {
		_ = end.Wait(ctx) // if ctx has ended, so be it
		return struct{}{}, err
	}))
	end.Notify()
	for ch.IsOpen() {
		_ = impl.Yield(caller)
	}
}
