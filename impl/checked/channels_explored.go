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

// channelMayHold is the one exemption of channels from being lock-free: a call that is to meet another one, as the
// numbers of both say, waits for that one to come to their cell. See package cells for why.
func channelMayHold(stopped, waiting spec.Op) bool {
	switch stopped.Kind {
	case spec.ChanPut, spec.ChanTryPut:
		return waiting.Kind == spec.ChanTake || waiting.Kind == spec.ChanTryTake || waiting.Kind == spec.ChanFetch
	case spec.ChanTake:
		return waiting.Kind == spec.ChanPut
	default:
		return false
	}
}
