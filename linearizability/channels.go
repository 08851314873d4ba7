package linearizability

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/veritask/veritask/model"
	"github.com/veritask/veritask/spec"
)

// Inf is the Setup.Size of a channel that always has room.
const Inf = model.Inf

// ChannelSubject adapts a channel. endBound makes a task end that the channel is bound to, by the error if it is not nil,
// and returns when that has had its effect: when the channel is closed. Nil: scenarios do without it.
func ChannelSubject(c spec.Channel[int], endBound func(ctx context.Context, err error)) Subject {
	return channelSubject{c, endBound}
}

type channelSubject struct {
	channel  spec.Channel[int]
	endBound func(ctx context.Context, err error)
}

func (s channelSubject) Do(ctx context.Context, op spec.Op) (r spec.Result) {
	defer recoverInto(&r)
	switch op.Kind {
	case spec.ChanPut:
		return spec.Outcome(ctx, 0, s.channel.Put(ctx, op.N))
	case spec.ChanTake:
		v, err := s.channel.Take(ctx)
		return spec.Outcome(ctx, v, err)
	case spec.ChanFetch:
		v, err := s.channel.Fetch(ctx)
		return spec.Outcome(ctx, v, err)
	case spec.ChanWait:
		return spec.Outcome(ctx, 0, s.channel.Wait(ctx))
	case spec.ChanTryPut:
		ok, err := s.channel.TryPut(op.N)
		return spec.Outcome(ctx, spec.Bool(ok).Value, err)
	case spec.ChanTryTake:
		return s.tryTake(ctx)
	case spec.ChanClose:
		if op.N == 0 {
			s.channel.Close()
		} else {
			s.channel.CloseWith(errors.New(spec.TaskError(op.N)))
		}
		return spec.Result{}
	default:
		return s.observe(ctx, op)
	}
}

// tryTake tells nothing, which is no value, from a value.
func (s channelSubject) tryTake(ctx context.Context) spec.Result {
	v, ok, err := s.channel.TryTake()
	if !ok {
		v = 0
	}
	return spec.Outcome(ctx, v, err)
}

func (s channelSubject) observe(ctx context.Context, op spec.Op) spec.Result {
	switch {
	case op.Kind == spec.ChanEndBound && s.endBound != nil:
		var err error
		if op.N != 0 {
			err = errors.New(spec.TaskError(op.N))
		}
		s.endBound(ctx, err)
		return spec.Result{}
	case op.Kind == spec.ChanIsReady:
		return spec.Bool(s.channel.IsReady())
	case op.Kind == spec.ChanIsFull:
		return spec.Bool(s.channel.IsFull())
	case op.Kind == spec.ChanIsOpen:
		return spec.Bool(s.channel.IsOpen())
	case op.Kind == spec.ChanLen:
		return spec.Result{Value: s.channel.Len()}
	default:
		return notMine(op)
	}
}

// validateChannel reports what would make a scenario of a channel impossible to run or to judge.
func (s Scenario) validateChannel() error {
	if s.Setup.Size < 0 {
		return errors.New("linearizability: a channel needs size=n, not negative, or size=inf")
	}
	put := map[int]bool{}
	for _, script := range s.Clients {
		for _, a := range script {
			switch a.Op.Kind {
			case spec.ChanPut, spec.ChanTryPut:
				if a.Op.N < 1 || a.Op.N > maxValue || put[a.Op.N] {
					return fmt.Errorf("linearizability: %v: values are different and from 1 to %d", a, maxValue)
				}
				put[a.Op.N] = true
			case spec.ChanClose, spec.ChanEndBound:
				if a.Op.N < 0 || a.Op.N > maxValue {
					return fmt.Errorf("linearizability: %v: errors have numbers from 0 to %d", a, maxValue)
				}
			}
		}
	}
	return nil
}

// maxValue is the largest value, and number of an error, that the model of a channel knows.
const maxValue = 1<<15 - 1

// What the scenarios of a class of channels are made of. All of it at once would be too many scenarios: two looks at a
// channel, say, do nothing to each other.
const (
	flowPart  = "flow"  // put and take: small enough for three threads with two calls each
	lookPart  = "look"  // put, take and close, and one call that only looks
	callsPart = "calls" // put, take, tryput, trytake and close
)

// channelSizes are the capacities that scenarios are explored with.
var channelSizes = []int{0, 1, 2, Inf}

// channelClasses are the classes of a channel.
func channelClasses() []Class {
	var all []Class
	for _, size := range channelSizes {
		for _, of := range []struct {
			part    string
			threads int
			calls   int
		}{
			{callsPart, 2, 1}, {callsPart, 3, 1}, {lookPart, 3, 1}, {callsPart, 2, 2}, {lookPart, 2, 2}, {flowPart, 3, 2},
		} {
			for _, cancels := range []bool{false, true} {
				all = append(all, Class{
					Object: Channel, Setup: Setup{Size: size}, Part: of.part, Threads: of.threads, Calls: of.calls, Cancels: cancels,
				})
			}
		}
	}
	return all
}

// channelOps are the operations of a part, apart from those that only look. Values are numbered later.
func channelOps(part string) []spec.Op {
	ops := []spec.Op{{Kind: spec.ChanPut}, {Kind: spec.ChanTake}}
	switch part {
	case lookPart:
		ops = append(ops, spec.Op{Kind: spec.ChanClose, N: 1})
	case callsPart:
		ops = append(ops, spec.Op{Kind: spec.ChanTryPut}, spec.Op{Kind: spec.ChanTryTake}, spec.Op{Kind: spec.ChanClose, N: 1})
	}
	return ops
}

// looks are the operations that only look, as far as a channel of this size has an interesting answer.
func looks(size int) []spec.Op {
	all := []spec.Op{{Kind: spec.ChanWait}, {Kind: spec.ChanIsReady}, {Kind: spec.ChanIsOpen}}
	if size > 0 {
		all = append(all, spec.Op{Kind: spec.ChanFetch}, spec.Op{Kind: spec.ChanLen})
	}
	if size > 0 && size < Inf {
		all = append(all, spec.Op{Kind: spec.ChanIsFull})
	}
	return all
}

// channelScenarios returns the scenarios of a class of channels.
func (c Class) channelScenarios() []Scenario {
	ops := channelOps(c.Part)
	if c.Part == lookPart {
		ops = append(ops, looks(c.Setup.Size)...)
	}
	all := c.scenarios(words(ops, c.Calls))
	if c.Part == lookPart {
		all = slices.DeleteFunc(all, func(s Scenario) bool { return s.count(isLook) != 1 })
	}
	for i := range all {
		all[i].number()
	}
	return all
}

// count returns how many calls are of some kind.
func (s Scenario) count(is func(spec.Kind) bool) int {
	n := 0
	for _, script := range s.Clients {
		for _, a := range script {
			if is(a.Op.Kind) {
				n++
			}
		}
	}
	return n
}

func isLook(k spec.Kind) bool {
	switch k {
	case spec.ChanFetch, spec.ChanWait, spec.ChanIsReady, spec.ChanIsFull, spec.ChanIsOpen, spec.ChanLen:
		return true
	default:
		return false
	}
}

// channelResults are those that a call of a channel might have had that was stopped.
func channelResults(s Scenario, op spec.Op) []spec.Result {
	results := []spec.Result{{}}
	switch op.Kind {
	case spec.ChanTryPut, spec.ChanIsReady, spec.ChanIsFull, spec.ChanIsOpen:
		results = append(results, spec.Bool(true))
	case spec.ChanTake, spec.ChanTryTake, spec.ChanFetch, spec.ChanLen:
		for n := range s.Calls() {
			results = append(results, spec.Result{Value: n + 1})
		}
	}
	return append(results, spec.Failure(spec.MsgChannelClosed), spec.Failure(spec.TaskError(1)))
}
