package linearizability

import (
	"context"

	"github.com/veritask/veritask/spec"
)

// Ledger records what hundreds of tasks do to one channel, millions of calls, and judges that in time linear in their
// number: no search. It can do so since all values are different, so each take says which put it belongs to. What it
// looks for is, for a queue without a bound, everything that can be wrong (Henzinger, Sezgin, Vafeiadis 2013; Bouajjani
// and others 2015); of a bound, of closing and of cancelling it sees what can be seen without a search:
//
//	fresh     what is taken has been put, and its put has not failed or begun later
//	once      nothing is taken twice
//	lost      nothing is left behind when the channel was drained
//	order     if put(a) ended before put(b) began, take(b) does not end before take(a) begins; that includes the order in
//	          which one consumer sees what one producer has put
//	nothing   a trytake that finds nothing, or a take that finds the channel closed and drained, has a moment at which
//	          nothing was in it for certain
//	room      no more values are in it for certain than its capacity; a tryput that finds no room has a moment at which so many
//	          may have been in it
//	closed    no put succeeds that began after the close ended, and none fails before the close began; nothing is taken by a call
//	          that began after one found the channel drained
//
// A value is in the channel for certain from the end of its put to the beginning of its take, and may be from the
// beginning of its put to the end of its take.
type Ledger struct {
	clock    counter
	capacity int
	each     int // values of a page, at most
	pages    []*Page
}

// Page is what one task writes into a Ledger. It belongs to that task.
type Page struct {
	ledger  *Ledger
	next    uint32 // the value of the next put
	entries []entry
}

// entry is one call. Ticks of four bytes are enough for two thousand million calls.
type entry struct {
	kind       spec.Kind
	how        ending
	n          uint32 // the value
	begin, end uint32
}

// ending says how a call of a Ledger ended.
type ending uint8

const (
	did     ending = iota // put or taken
	didNot                // tryput or trytake: it would have had to wait
	closed                // the channel was closed, of a take: and drained
	givenUp               // the context ended
	strange               // an error that has no business here
)

// NewLedger returns a ledger for a channel of that capacity, with pages that have room for that many puts each.
func NewLedger(capacity, pages, putsEach int) *Ledger {
	l := &Ledger{capacity: capacity, each: putsEach}
	for i := range pages {
		l.pages = append(l.pages, &Page{ledger: l, next: uint32(i*putsEach) + 1})
	}
	return l
}

// Page returns the page of task number i.
func (l *Ledger) Page(i int) *Page { return l.pages[i] }

// Calls returns how many calls have been recorded. The tasks have left.
func (l *Ledger) Calls() int {
	n := 0
	for _, p := range l.pages {
		n += len(p.entries)
	}
	return n
}

// Call makes a call on a channel and records it, and reports whether something was put or taken. What is put is the next
// value of the page, whatever op says.
func (p *Page) Call(ctx context.Context, s Subject, kind spec.Kind) bool {
	e := entry{kind: kind}
	if isPut(kind) {
		e.n = p.next
		p.next++
	}
	e.begin = uint32(p.ledger.clock.add(1))
	r := s.Do(ctx, spec.Op{Kind: kind, N: int(e.n)})
	e.end = uint32(p.ledger.clock.add(1))
	switch {
	case r.Status == spec.Cancelled:
		e.how = givenUp
	case r == spec.Failure(spec.MsgChannelClosed):
		e.how = closed
	case r.Status != spec.OK:
		e.how = strange
	case kind == spec.ChanTryPut && r.Value == 0, kind == spec.ChanTryTake && r.Value == 0:
		e.how = didNot
	case kind == spec.ChanTake, kind == spec.ChanTryTake:
		e.n = uint32(r.Value)
	}
	p.entries = append(p.entries, e)
	return e.how == did
}

// over reports whether the last call of the page found the channel closed.
func (p *Page) over() bool { return p.entries[len(p.entries)-1].how == closed }

// Drain takes what is left, when all others have left.
func (p *Page) Drain(ctx context.Context, s Subject) {
	for p.Call(ctx, s, spec.ChanTryTake) {
	}
}
