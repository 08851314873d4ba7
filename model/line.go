package model

import (
	"slices"
	"strconv"
	"strings"
)

// IDs is a list of call numbers, two bytes each: a string, so that states compare with == and cannot change.
type IDs string

// MakeIDs returns a list of these calls in this order.
func MakeIDs(calls ...int) IDs {
	b := make([]byte, 0, 2*len(calls))
	for _, c := range calls {
		b = append(b, byte(c>>8), byte(c))
	}
	return IDs(b)
}

// Len returns the number of calls in the list.
func (l IDs) Len() int { return len(l) / 2 }

// At returns call number i of the list.
func (l IDs) At(i int) int { return int(l[2*i])<<8 | int(l[2*i+1]) }

// All returns the calls of the list as a slice.
func (l IDs) All() []int {
	calls := make([]int, l.Len())
	for i := range calls {
		calls[i] = l.At(i)
	}
	return calls
}

// Index returns the place of a call in the list, or -1.
func (l IDs) Index(call int) int {
	for i := range l.Len() {
		if l.At(i) == call {
			return i
		}
	}
	return -1
}

// Append returns the list with a call at its end.
func (l IDs) Append(call int) IDs { return l + MakeIDs(call) }

// Insert returns an ascending list with a call at its place.
func (l IDs) Insert(call int) IDs {
	i := 0
	for i < l.Len() && l.At(i) < call {
		i++
	}
	return l[:2*i] + MakeIDs(call) + l[2*i:]
}

// Without returns the list without a call, and whether it was there.
func (l IDs) Without(call int) (IDs, bool) {
	i := l.Index(call)
	if i < 0 {
		return l, false
	}
	return l[:2*i] + l[2*i+2:], true
}

// Sorted returns the list in ascending order.
func (l IDs) Sorted() IDs {
	all := l.All()
	if slices.IsSorted(all) {
		return l
	}
	slices.Sort(all)
	return MakeIDs(all...)
}

// String returns the list as [#3 #7].
func (l IDs) String() string {
	var b strings.Builder
	b.WriteByte('[')
	for i := range l.Len() {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("#" + strconv.Itoa(l.At(i)))
	}
	b.WriteByte(']')
	return b.String()
}

// Line is who waits for an object, in order, and who was let go and has not returned yet.
type Line struct {
	Waiting IDs // the first comes first
	Granted IDs // ascending: what was granted in which order makes no difference any more
}

// request is the first step of a call that goes on at once exactly if free. It reports whether the call took what it
// came for and whether the step is legal.
func (l Line) request(in *Step, free bool) (next Line, took, legal bool) {
	switch {
	case in.Mode == Immediate:
		return l, free, free
	case in.Mode == Any && free:
		l.Granted = l.Granted.Insert(in.Call)
		return l, true, true
	case free: // it says that it waited, and had no reason to
		return l, false, false
	default:
		l.Waiting = l.Waiting.Append(in.Call)
		return l, false, true
	}
}

// grant lets the first waiter go.
func (l Line) grant() Line {
	l.Granted = l.Granted.Insert(l.Waiting.At(0))
	l.Waiting = l.Waiting[2:]
	return l
}

// grantAll lets everybody go.
func (l Line) grantAll() Line {
	for l.Waiting != "" {
		l = l.grant()
	}
	return l
}

// step takes the steps that are the same for every line.
func (l Line) step(in *Step) (next Line, legal bool) {
	switch in.Phase {
	case FollowUp:
		l.Granted, legal = l.Granted.Without(in.Call)
		legal = legal && in.Result == done
	case Cancel: // WAIT-01; not of the granted: WAIT-02. One without a request is WAIT-05.
		l.Waiting, legal = l.Waiting.Without(in.Call)
		legal = legal || in.Mode == Any && l.Granted.Index(in.Call) >= 0
	case Quiesce: // WAIT-03
		legal = l.Granted == "" && l.Waiting.Sorted() == in.Asleep
	}
	return l, legal
}

// String describes the line for people, empty if it is.
func (l Line) String() string {
	s := ""
	if l.Waiting != "" {
		s += ", waiting " + l.Waiting.String()
	}
	if l.Granted != "" {
		s += ", let go " + l.Granted.String()
	}
	return s
}
