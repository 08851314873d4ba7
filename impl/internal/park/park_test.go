package park_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/park"
)

type readier struct{ n int }

func (r *readier) Ready() { r.n++ }

// The states of a coroutine's parker, one transition after the other.
func TestCoroutine(t *testing.T) {
	var p park.Parker
	r := &readier{}
	p.ForCoroutine(r)
	if p.Notified() || p.Parked() {
		t.Error("a new parker is not running")
	}
	if !p.Commit() || !p.Parked() { // left, nobody called
		t.Error("Commit must park")
	}
	p.Unpark()
	if r.n != 1 || p.Parked() {
		t.Errorf("Unpark of a parked coroutine made it ready %d times", r.n)
	}
	p.Unpark() // before it begins to leave
	if r.n != 1 {
		t.Error("Unpark of a running coroutine must not make it ready")
	}
	if !p.Notified() || p.Notified() {
		t.Error("Notified must consume the permit, once")
	}
	p.Unpark() // while it is leaving
	if p.Commit() {
		t.Error("Commit must fail after Unpark")
	}
	if !p.Commit() {
		t.Error("the permit was consumed, so the next Commit parks")
	}
}

func TestGoroutine(t *testing.T) {
	var p park.Parker
	p.ForGoroutine()
	p.Unpark()
	p.Park() // the permit was kept
	parked := make(chan struct{})
	go func() {
		p.Park()
		close(parked)
	}()
	p.Unpark()
	<-parked
	done := make(chan struct{})
	close(done)
	if p.ParkUntil(done) {
		t.Error("ParkUntil without a permit must give up")
	}
}
