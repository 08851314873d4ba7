package model

import (
	"fmt"
	"strings"

	"github.com/veritask/veritask/spec"
)

// Pairs is a list of calls, each with a number up to 65535: a string of four bytes each, so that states compare with ==.
type Pairs string

func (p Pairs) len() int { return len(p) / 4 }

// at returns pair i of the list.
func (p Pairs) at(i int) (call, n int) {
	return IDs(p).At(2 * i), IDs(p).At(2*i + 1)
}

// index returns the place of a call in the list, or -1.
func (p Pairs) index(call int) int {
	for i := range p.len() {
		if c, _ := p.at(i); c == call {
			return i
		}
	}
	return -1
}

func (p Pairs) append(call, n int) Pairs { return p + Pairs(MakeIDs(call, n)) }

// insert returns an ascending list with a call at its place.
func (p Pairs) insert(call, n int) Pairs {
	i := 0
	for ; i < p.len(); i++ {
		if c, _ := p.at(i); c > call {
			break
		}
	}
	return p[:4*i] + Pairs(MakeIDs(call, n)) + p[4*i:]
}

// without returns the list without a call, the number that it had, and whether it was there.
func (p Pairs) without(call int) (rest Pairs, n int, there bool) {
	i := p.index(call)
	if i < 0 {
		return p, 0, false
	}
	_, n = p.at(i)
	return p[:4*i] + p[4*i+4:], n, true
}

// text returns the list as [#3 7, #5 8].
func (p Pairs) text(show func(n int) string) string {
	words := make([]string, p.len())
	for i := range words {
		call, n := p.at(i)
		words[i] = fmt.Sprintf("#%d %s", call, show(n))
	}
	return "[" + strings.Join(words, ", ") + "]"
}

// outcome is what a call was let go with: a number, 0 for nothing, or an error.
type outcome uint16

const (
	outcomeFailed outcome = 1 << 15
	outcomeNone   outcome = 1<<16 - 1 // of a call that was cancelled without having waited
)

// failure is the outcome of a call that failed with error number n; number 0 is the one of a channel closed without.
func failure(n int) outcome { return outcomeFailed | outcome(n) }

func (o outcome) failed() bool { return o&outcomeFailed != 0 }

func (o outcome) result() spec.Result {
	switch {
	case o == outcomeNone:
		return spec.Result{Status: spec.Cancelled}
	case o == outcomeFailed:
		return spec.Failure(spec.MsgChannelClosed)
	case o.failed():
		return spec.Failure(spec.TaskError(int(o &^ outcomeFailed)))
	default:
		return number(int(o))
	}
}

// String describes the outcome for people.
func (o outcome) String() string {
	if o == outcomeNone {
		return "with nothing"
	}
	if o.failed() {
		return fmt.Sprintf("with %q", o.result().Text)
	}
	return fmt.Sprintf("with %d", o)
}
