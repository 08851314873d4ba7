//go:build veritask_explore

package park

import "github.com/veritask/veritask/impl/internal/seam"

// The channels are real in this build too: they say whether a step is possible, and are what it is done with, but nobody
// ever blocks in one while a run is under way.

// permit is what a goroutine sleeps on: a channel with room for one token.
type permit struct {
	c chan struct{}
	w seam.Word
}

func (p *permit) given() bool { return len(p.c) > 0 }

func (p *permit) give() {
	if !seam.On() {
		p.c <- struct{}{}
		return
	}
	seam.X.Begin(&p.w, seam.Release)
	if p.given() {
		panic("park: unparked twice for one Park")
	}
	p.c <- struct{}{}
	seam.X.End(true, 0, 1)
}

func (p *permit) take() {
	if !seam.On() {
		<-p.c
		return
	}
	seam.X.Await(&p.w, nil, seam.Acquire, p.given)
	<-p.c
	seam.X.End(true, 1, 0)
}

// takeUntil takes the permit if both have come. A select might as well see the end of done then. That is what it also
// does if it comes before the permit, with the same state before the caller's next step, and it can come that early:
// whoever gives the permit does so after the caller has become a waiter, from when on the caller does nothing before it
// comes here.
func (p *permit) takeUntil(done <-chan struct{}) bool {
	if !seam.On() {
		select {
		case <-p.c:
			return true
		case <-done:
			return false
		}
	}
	seam.X.Await(&p.w, wordOf(done), seam.Acquire, func() bool { return p.given() || closed(done) })
	if !p.given() {
		seam.X.End(false, 0, 0)
		return false
	}
	<-p.c
	seam.X.End(true, 1, 0)
	return true
}

// gate is a channel that is closed once.
type gate struct {
	c chan struct{}
	w seam.Word
}

func (g *gate) opened() bool { return closed(g.c) }

func (g *gate) open() {
	if !seam.On() {
		close(g.c)
		return
	}
	seam.X.Begin(&g.w, seam.Release)
	close(g.c)
	seam.X.End(true, 0, 1)
}

func (g *gate) wait() {
	if !seam.On() {
		<-g.c
		return
	}
	seam.X.Await(&g.w, nil, seam.Acquire, g.opened)
	seam.X.End(false, 1, 1)
}

func (g *gate) waitUntil(done <-chan struct{}) bool {
	if !seam.On() {
		return g.await(done)
	}
	return g.explore(done, wordOf(done))
}

func (g *gate) waitOr(other *gate) bool {
	if !seam.On() {
		return g.await(other.c)
	}
	return g.explore(other.c, &other.w)
}

func (g *gate) await(done <-chan struct{}) bool {
	select {
	case <-g.c:
		return true
	case <-done:
		return false
	}
}

// explore waits for g or done, which is w's. If both have come it may return either, as select does.
func (g *gate) explore(done <-chan struct{}, w *seam.Word) bool {
	seam.X.Await(&g.w, w, seam.Acquire, func() bool { return g.opened() || closed(done) })
	first, second := g.opened(), closed(done)
	seam.X.End(false, 0, 0)
	if first && second {
		return seam.X.Choose(2) == 0
	}
	return first
}

// wordOf returns the Word of the context whose channel done is; nil for nil, which is never closed.
func wordOf(done <-chan struct{}) *seam.Word {
	if done == nil {
		return nil
	}
	return seam.ContextOf(done).Word()
}

// closed reports whether a channel that nobody sends to is closed.
func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
