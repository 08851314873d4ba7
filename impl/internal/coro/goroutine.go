package coro

import (
	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
)

// hands passes control between a driver and a goroutine. Each channel holds at most the one token that stands for
// control; ended is written before the last token goes to the driver.
type hands struct {
	in    chan struct{} // to the coroutine
	out   chan struct{} // to the driver
	ended atom.Bool
}

// Go prepares c to run b on a goroutine of its own, which is started here and waits for the first Resume. To the race
// detector the start is an ordinary go statement of the caller: what the caller did before happens before b. The
// hand-overs are hidden from it.
func (c *Coro) Go(b Body) {
	if c.explored.start(c, b) {
		return
	}
	h := c.makeHands()
	go func() {
		defer func() { // also when b ends by Goexit
			raced.Hide()
			h.ended.Store(true)
			h.out <- struct{}{}
			raced.Show()
		}()
		h.take()
		b.RunCoro(c)
	}()
}

// makeHands is written before c is published, by means that the race detector does not see.
//
//go:norace
func (c *Coro) makeHands() *hands {
	c.hands = &hands{in: make(chan struct{}, 1), out: make(chan struct{}, 1)}
	return c.hands
}

func (h *hands) resume() bool {
	raced.Hide()
	h.in <- struct{}{}
	<-h.out
	raced.Show()
	return !h.ended.Load()
}

func (h *hands) yield() {
	raced.Hide()
	h.out <- struct{}{}
	<-h.in
	raced.Show()
}

func (h *hands) take() {
	raced.Hide()
	<-h.in
	raced.Show()
}
