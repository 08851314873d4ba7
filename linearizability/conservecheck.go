package linearizability

import (
	"fmt"
	"math"

	"github.com/veritask/veritask/spec"
)

// never is the tick of what has not happened.
const never = math.MaxUint32

// audit is the judgement of a ledger: the same calls by value and by tick.
type audit struct {
	ledger *Ledger
	ticks  int

	// By value: when it was put and taken, if it was. A put that failed has a beginning only.
	putFrom, putTo, tookFrom, tookTo []uint32

	closeFrom, closeTo uint32 // of the first close
	drained            uint32 // the first end of a take that found the channel closed and drained
}

// Check judges the calls of all pages, which nobody writes any more. drained: nothing may be left in the channel.
func (l *Ledger) Check(drained bool) error {
	n := len(l.pages)*l.each + 1
	a := &audit{ledger: l, ticks: int(l.clock.load()) + 1, closeFrom: never, closeTo: never, drained: never}
	for _, list := range []*[]uint32{&a.putFrom, &a.putTo, &a.tookFrom, &a.tookTo} {
		*list = make([]uint32, n)
		for i := range *list {
			(*list)[i] = never
		}
	}
	for _, step := range []func() error{a.puts, a.takes, a.closed, func() error { return a.lost(drained) }, a.order, a.nothing, a.room} {
		if err := step(); err != nil {
			return fmt.Errorf("channel: %w", err)
		}
	}
	return nil
}

// each calls f for all calls until one is wrong.
func (a *audit) each(f func(e *entry) error) error {
	for _, p := range a.ledger.pages {
		for i := range p.entries {
			if err := f(&p.entries[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func isPut(k spec.Kind) bool { return k == spec.ChanPut || k == spec.ChanTryPut }

// puts enters the puts and closes.
func (a *audit) puts() error {
	return a.each(func(e *entry) error {
		switch {
		case e.how == strange:
			return fmt.Errorf("%v fails for no known reason", e)
		case e.kind == spec.ChanClose:
			a.closeFrom, a.closeTo = min(a.closeFrom, e.begin), min(a.closeTo, e.end)
		case isPut(e.kind):
			a.putFrom[e.n] = e.begin
			if e.how == did {
				a.putTo[e.n] = e.end
			}
		case e.how == closed:
			a.drained = min(a.drained, e.end)
		}
		return nil
	})
}

// takes enters the takes: CH-04, and that a put that gave up leaves nothing: WAIT-01.
func (a *audit) takes() error {
	return a.each(func(e *entry) error {
		if isPut(e.kind) || e.kind == spec.ChanClose || e.how != did {
			return nil
		}
		v := e.n
		switch {
		case v == 0 || int(v) >= len(a.putFrom) || a.putFrom[v] == never:
			return fmt.Errorf("%v: nobody has put it", e)
		case a.putTo[v] == never:
			return fmt.Errorf("%v: its put, from %d on, has failed", e, a.putFrom[v])
		case a.tookTo[v] != never:
			return fmt.Errorf("%v: it was taken already, from %d to %d", e, a.tookFrom[v], a.tookTo[v])
		case e.end < a.putFrom[v]:
			return fmt.Errorf("%v: it was put later, from %d to %d", e, a.putFrom[v], a.putTo[v])
		}
		a.tookFrom[v], a.tookTo[v] = e.begin, e.end
		return nil
	})
}

// closed looks at calls after a close, and at failures before it: CH-09, CH-10.
func (a *audit) closed() error {
	return a.each(func(e *entry) error {
		switch {
		case e.how == closed && e.end < a.closeFrom:
			return fmt.Errorf("%v finds it closed, which nobody had begun", e)
		case e.how != did || e.kind == spec.ChanClose:
		case isPut(e.kind) && e.begin > a.closeTo:
			return fmt.Errorf("%v has put into it after the close, which ended at %d", e, a.closeTo)
		case isPut(e.kind):
		case e.begin > a.drained:
			return fmt.Errorf("%v comes out of it after it was closed and drained, which was seen until %d", e, a.drained)
		}
		return nil
	})
}

// lost looks for values that nobody has taken.
func (a *audit) lost(drained bool) error {
	for v := range a.putTo {
		if drained && a.putTo[v] != never && a.tookTo[v] == never {
			return fmt.Errorf("%d, put from %d to %d, is lost", v, a.putFrom[v], a.putTo[v])
		}
	}
	return nil
}

// Marks in the list of what happens at a tick: a put of the value ends, or begins.
const ends = 1 << 31

// order goes through the puts in the order of time, with the value that was taken last, or not at all, of those whose puts have
// ended: whoever is put from now on must not be taken before it: CH-02, CH-04, CH-05.
func (a *audit) order() error {
	at := make([]uint32, a.ticks)
	for v := range a.putTo {
		if a.putTo[v] != never {
			at[a.putFrom[v]] = uint32(v)
			at[a.putTo[v]] = uint32(v) | ends
		}
	}
	last := 0
	for _, e := range at {
		v := int(e &^ ends)
		switch {
		case e == 0:
		case e&ends == 0:
			if last != 0 && a.tookTo[v] < a.tookFrom[last] {
				return fmt.Errorf("%d, put from %d to %d, is taken from %d to %d, before %d, put from %d to %d and taken from %d",
					v, a.putFrom[v], a.putTo[v], a.tookFrom[v], a.tookTo[v], last, a.putFrom[last], a.putTo[last], a.tookFrom[last])
			}
		case last == 0 || a.tookFrom[v] > a.tookFrom[last]:
			last = v
		}
	}
	return nil
}

// inside returns for each tick by how much the number of values changes that are in the channel, for certain or possibly.
func (a *audit) inside(certain bool) []int8 {
	change := make([]int8, a.ticks)
	for v := range a.putTo {
		switch {
		case a.putTo[v] == never:
			continue
		case certain && a.tookFrom[v] < a.putTo[v]:
			continue // at no moment
		}
		come, left := a.putFrom[v], a.tookTo[v]
		if certain {
			come, left = a.putTo[v], a.tookFrom[v]
		}
		change[come] = 1
		if left != never {
			change[left] = -1
		}
	}
	return change
}

// lastTime returns for each tick the last one up to then after which the number of values was as is says, or 0.
func (a *audit) lastTime(change []int8, is func(n int) bool) []uint32 {
	last := make([]uint32, a.ticks)
	n, when := 0, uint32(0)
	for t := range last {
		n += int(change[t])
		if is(n) {
			when = uint32(t)
		}
		last[t] = when
	}
	return last
}

// nothing looks at the calls that found nothing: CH-10, CH-17.
func (a *audit) nothing() error {
	empty := a.lastTime(a.inside(true), func(n int) bool { return n == 0 })
	return a.each(func(e *entry) error {
		if !isPut(e.kind) && (e.how == didNot || e.how == closed) && empty[e.end] < e.begin {
			return fmt.Errorf("%v, though something was in it all the time", e)
		}
		return nil
	})
}

// room looks at the capacity: CH-03, CH-06, CH-16.
func (a *audit) room() error {
	capacity := a.ledger.capacity
	n := 0
	for t, d := range a.inside(true) {
		if n += int(d); n > capacity {
			return fmt.Errorf("%d values are in it at %d, of at most %d", n, t, capacity)
		}
	}
	full := a.lastTime(a.inside(false), func(n int) bool { return n >= capacity })
	return a.each(func(e *entry) error {
		if e.kind == spec.ChanTryPut && e.how == didNot && full[e.end] < e.begin {
			return fmt.Errorf("%v, though there was room all the time", e)
		}
		return nil
	})
}

// String describes the call with its ticks.
func (e *entry) String() string {
	op := spec.Op{Kind: e.kind, N: int(e.n)}
	r := spec.Result{}
	switch {
	case e.how == closed:
		r = spec.Failure(spec.MsgChannelClosed)
	case e.how == givenUp:
		r.Status = spec.Cancelled
	case e.kind == spec.ChanTryPut:
		r = spec.Bool(e.how == did)
	case !isPut(e.kind) && e.how == did:
		r.Value = int(e.n)
	}
	return fmt.Sprintf("%s, from %d to %d", op.Describe(r), e.begin, e.end)
}
