//go:build veritask_explore

package checked

import (
	"context"
	"fmt"

	"github.com/veritask/veritask/impl"
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// channelInside is the subject of a channel.
type channelInside struct {
	inside
	channel *impl.Channel[int]
}

func newExplorableChannel(size int) lin.Subject {
	c := impl.NewChannel[int](size)
	subject := lin.ChannelSubject(c, func(_ context.Context, err error) { c.EndBound(err) })
	return channelInside{inside{subject, c}, c}
}

// Check is inside's, and over means that nobody waits to put or to take either.
func (s channelInside) Check(over bool) error {
	if n := s.channel.Waiting(); over && n > 0 {
		return fmt.Errorf("all calls are over, and %d wait to put or to take", n)
	}
	return s.inside.Check(over)
}

// channelMayHold says whose waiting for a stopped call is allowed, other than for their turn. Channels are lock-free but for
// one window: a call that is to meet another one, as the numbers of both say, waits for that one to come to their cell; see
// package cells for why. And a Fetch or Wait that finds something to see after it got in line may have been let go just
// then, by a call that was about to wake it.
func channelMayHold(stopped, waiting spec.Op) bool {
	switch waiting.Kind {
	case spec.ChanTake, spec.ChanTryTake:
		return stopped.Kind == spec.ChanPut || stopped.Kind == spec.ChanTryPut
	case spec.ChanPut:
		return stopped.Kind == spec.ChanTake
	default:
		return waiting.Kind == spec.ChanFetch || waiting.Kind == spec.ChanWait
	}
}
