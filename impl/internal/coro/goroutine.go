package coro

import (
	"github.com/veritask/veritask/impl/internal/atom"
	"github.com/veritask/veritask/impl/internal/raced"
)

// hands passes control to a goroutine, and back to a driver.
//
//	driver ─ in ▶ A ─ way ▶ driver                   Yield, or the end of A's body
//	driver ─ in ▶ A ─ in ▶ B ─ in ▶ C ─ way ▶ driver    Detach and Control.To, by which way goes with control
//
// A driver that has given control away waits on one channel, way, until somebody answers there, once. Whoever has control has
// way; it stays with the coroutine that answered, for the next driver to wait on.
type hands struct {
	in  chan struct{}         // to the coroutine; holds at most the one token that stands for control
	way atom.Owned[chan bool] // to the driver: is there a coroutine that has yielded?
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
			h.way.Get() <- false
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
	c.hands = &hands{in: make(chan struct{}, 1)}
	return c.hands
}

func (h *hands) resume() bool {
	raced.Hide()
	way := h.way.Get()
	if way == nil {
		way = make(chan bool, 1)
		h.way.Set(way)
	}
	h.in <- struct{}{}
	yielded := <-way
	raced.Show()
	return yielded
}

func (h *hands) yield() {
	raced.Hide()
	h.way.Get() <- true
	<-h.in
	raced.Show()
}

func (h *hands) take() {
	raced.Hide()
	<-h.in
	raced.Show()
}

// Control is control of a driver, taken from a coroutine on a goroutine of its own. That goroutine goes on for a while, as the
// driver's: it hands control to another coroutine, or back, and then waits for its own turn by Rejoin. Only under the race
// detector and only between Hide and Show.
type Control struct{ way chan bool }

// Detach takes control from c, the caller, which somebody else may resume from now on, before it has come to Rejoin.
func (c *Coro) Detach() Control {
	way := c.hands.way.Get()
	c.hands.way.Set(nil)
	return Control{way}
}

// Attach undoes Detach, if nobody can have resumed c meanwhile.
func (c *Coro) Attach(x Control) { c.hands.way.Set(x.way) }

// Rejoin returns when c, the caller, is resumed.
func (c *Coro) Rejoin() { <-c.hands.in }

// To resumes c, on a goroutine of its own, as if the driver had.
func (x Control) To(c *Coro) {
	c.hands.way.Set(x.way)
	c.hands.in <- struct{}{}
}

// Back gives control back: the driver's Resume returns false, as when a coroutine has ended.
func (x Control) Back() { x.way <- false }
