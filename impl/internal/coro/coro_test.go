package coro_test

import (
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/veritask/veritask/impl/internal/coro"
)

// flavours are the two ways to make a coroutine.
var flavours = map[string]func(*coro.Coro, coro.Body){
	"pulled":    (*coro.Coro).Pull,
	"goroutine": (*coro.Coro).Go,
}

type body func(*coro.Coro)

func (f body) RunCoro(c *coro.Coro) { f(c) }

func TestResumeAndYieldAlternate(t *testing.T) {
	for name, prepare := range flavours {
		t.Run(name, func(t *testing.T) {
			var c coro.Coro
			var steps atomic.Int32 // the hand-overs are hidden from the race detector
			prepare(&c, body(func(c *coro.Coro) {
				for range 3 {
					steps.Add(1)
					c.Yield()
				}
				steps.Add(1)
			}))
			for i := range 3 {
				if !c.Resume() {
					t.Fatalf("ended after %d steps", i)
				}
				if steps.Load() != int32(i+1) {
					t.Fatalf("%d steps after %d resumes", steps.Load(), i+1)
				}
			}
			if c.Resume() {
				t.Error("Resume says that an ended coroutine yielded")
			}
			if steps.Load() != 4 {
				t.Errorf("%d steps, want 4", steps.Load())
			}
		})
	}
}

// A coroutine may be resumed by one goroutine after the other.
func TestMigration(t *testing.T) {
	for name, prepare := range flavours {
		t.Run(name, func(t *testing.T) {
			var c coro.Coro
			var steps atomic.Int32 // the hand-overs are hidden from the race detector
			prepare(&c, body(func(c *coro.Coro) {
				for range 100 {
					steps.Add(1)
					c.Yield()
				}
			}))
			alive := true
			for alive {
				done := make(chan struct{})
				go func() {
					alive = c.Resume()
					close(done)
				}()
				<-done
			}
			if steps.Load() != 100 {
				t.Errorf("%d steps, want 100", steps.Load())
			}
		})
	}
}

// Goexit of the body: a pulled coroutine passes it on to whoever resumed it, the other one just ends.
func TestGoexit(t *testing.T) {
	for name, prepare := range flavours {
		t.Run(name, func(t *testing.T) {
			var c coro.Coro
			prepare(&c, body(func(*coro.Coro) { runtime.Goexit() }))
			returned := false
			done := make(chan struct{})
			go func() {
				defer close(done)
				c.Resume()
				returned = true
			}()
			<-done
			if want := name == "goroutine"; returned != want {
				t.Errorf("Resume returned: %v, want %v", returned, want)
			}
		})
	}
}
