// Package park puts a coroutine or a goroutine to sleep and wakes it: the seam for blocking.
//
//	             Park                      Unpark
//	running ───────────────▶ parked ───────────────────▶ running, made runnable
//	   │                        ▲
//	   │ Unpark                 │  (never)
//	   ▼                        │
//	notified ──── Park: back to running, without sleeping
//
// The rules are those of a binary permit: for each Park there is exactly one Unpark, which may come first and is not
// lost. Whoever calls Unpark has won the right to do so elsewhere (a waiter cell, a timer), so there are no spurious
// wake-ups and nobody unparks twice.
//
// A coroutine cannot be resumed while it is still leaving its worker, so its Park has two halves: the coroutine
// switches away, and only then its worker calls Commit. An Unpark between the halves leaves word at notified and
// Commit answers false: the worker resumes the coroutine itself.
package park

import (
	"context"

	"github.com/veritask/veritask/impl/internal/atom"
)

const (
	running  = 0
	parked   = 1
	notified = 2
)

// Readier makes a parked coroutine runnable; a coroutine is one.
type Readier interface{ Ready() }

// Parker is the sleeping place of one coroutine or one goroutine.
type Parker struct {
	word  atom.Uint32
	ready Readier // the coroutine; nil for a goroutine. Written once, before anybody can unpark.
	wake  permit  // the goroutine's
}

// ForCoroutine prepares p for a coroutine that parks by Commit and is made runnable by r.
//
//go:norace
func (p *Parker) ForCoroutine(r Readier) { p.ready = r }

// ForCall prepares p for nobody who sleeps: its one Unpark calls r.
//
//go:norace
func (p *Parker) ForCall(r Readier) {
	p.ready = r
	p.word.Store(parked)
}

// ForGoroutine prepares p for a goroutine that parks by Park. The channel is made where it is used, so that a
// goroutine in a testing/synctest bubble sleeps durably.
//
//go:norace
func (p *Parker) ForGoroutine() { p.wake.c = make(chan struct{}, 1) }

// Unpark ends the current Park or the next one. It never blocks.
func (p *Parker) Unpark() {
	if p.ready == nil {
		p.wake.give()
		return
	}
	for l := atom.NewLoop(); ; l.Again() {
		if p.word.CompareAndSwap(parked, running) {
			p.ready.Ready() // pairs with the CompareAndSwap in Commit
			return
		}
		if p.word.CompareAndSwap(running, notified) {
			return // the worker's Commit will fail and resume the coroutine
		}
	}
}

// Take is Unpark of a coroutine by somebody who can run it himself. True: it was parked, and is his to resume; it is not
// made runnable. False: it has not come to park, and goes on by itself.
func (p *Parker) Take() bool {
	for l := atom.NewLoop(); ; l.Again() {
		if p.word.CompareAndSwap(parked, running) { // pairs with the CompareAndSwap in Commit
			return true
		}
		if p.word.CompareAndSwap(running, notified) {
			return false
		}
	}
}

// Park blocks the calling goroutine, which p was prepared for, until Unpark.
func (p *Parker) Park() { p.wake.take() }

// ParkUntil is Park that gives up when done is closed; false: it did, and the Unpark is still to come, if any is.
func (p *Parker) ParkUntil(done <-chan struct{}) bool { return p.wake.takeUntil(done) }

// Notified consumes an Unpark that came before the coroutine began to leave; then it need not leave at all.
func (p *Parker) Notified() bool {
	if p.word.Load() != notified {
		return false
	}
	p.word.Store(running)
	return true
}

// Commit parks a coroutine that has left its worker. False: an Unpark came while it was leaving, and the caller
// resumes it. LP(park): the successful CompareAndSwap.
func (p *Parker) Commit() bool {
	if p.word.CompareAndSwap(running, parked) {
		return true
	}
	p.word.Store(running)
	return false
}

// Parked reports whether the coroutine is parked, for dumps.
func (p *Parker) Parked() bool { return p.word.Load() == parked }

// Hook, when set, is called by a call that has registered as a waiter and is about to park, on its own goroutine and
// with its own context. Recorders of histories use it as the moment from which the caller's place in the queue is
// fixed. It must not block.
var Hook atom.Pointer[func(ctx context.Context)]

// CallHook calls Hook if there is one.
func CallHook(ctx context.Context) {
	if h := Hook.Load(); h != nil {
		(*h)(ctx)
	}
}
