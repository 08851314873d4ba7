package park_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/park"
)

func TestLatch(t *testing.T) {
	var l, other park.Latch
	l.Init()
	other.Init()
	done := make(chan struct{})
	through := make(chan bool)
	go func() {
		l.Wait()
		through <- l.WaitUntil(nil)
	}()
	other.Open()
	other.Open() // again is harmless
	if l.WaitOr(&other) {
		t.Error("WaitOr of a latch that is closed")
	}
	close(done)
	if l.WaitUntil(done) {
		t.Error("WaitUntil of a latch that is closed")
	}
	l.Open()
	if !<-through {
		t.Error("WaitUntil of a latch that is open")
	}
}
