package coro_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/coro"
)

// A coroutine hands its driver on to another one. From then on the two are resumed by different drivers, and each answers its
// own.
func TestControlGoesOnToAnother(t *testing.T) {
	var a, b coro.Coro
	handed, release := make(chan struct{}), make(chan struct{})
	a.Go(body(func(c *coro.Coro) {
		x := c.Detach()
		x.To(&b)
		c.Rejoin()
		c.Yield()
	}))
	b.Go(body(func(c *coro.Coro) {
		close(handed)
		<-release
		c.Detach().Back()
		c.Rejoin()
	}))
	first := make(chan bool)
	go func() { first <- a.Resume() }()
	<-handed
	if !a.Resume() {
		t.Error("the second driver hears that nothing has yielded to it")
	}
	select {
	case yielded := <-first:
		t.Fatalf("the first driver hears %v from a coroutine that it has not resumed", yielded)
	default:
	}
	close(release)
	if <-first {
		t.Error("the first driver hears that a coroutine has yielded, and would see to it once more")
	}
	if a.Resume() || b.Resume() {
		t.Error("a coroutine that has ended is said to have yielded")
	}
}

// Attach undoes Detach.
func TestControlIsTakenBack(t *testing.T) {
	var c coro.Coro
	c.Go(body(func(c *coro.Coro) {
		c.Attach(c.Detach())
		c.Yield()
	}))
	if !c.Resume() || c.Resume() {
		t.Error("the driver was told something else than: it has yielded, it has ended")
	}
}
