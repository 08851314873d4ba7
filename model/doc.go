// Package model says what the primitives mean, as programs that can be run: for each object a pure function
//
//	Step(state, step) -> (state, legal)
//
// over small comparable states. It is written from the contract, not from any implementation. Judges of recorded
// histories, property tests, fuzzing and readers all use the same few lines, so a rule is written down once.
//
// # Calls that wait
//
// A call that may have to wait is two steps, after Scherer and Scott's dual data structures. Its Request finds it
// free to go on or puts it in line; somebody else's step lets it go; its FollowUp is its return:
//
//	                 free: Immediate
//	Request ──────────────────────────────────▶ returned
//	   │ not free: Suspended
//	   ▼
//	waiting ──── a step of somebody else ────▶ granted ──── FollowUp ────▶ returned
//	   │
//	   └── Cancel ─▶ gone                         no Cancel from here: what was granted is not lost
//
// The line and the set of the granted are part of the state. That is what makes order among waiters and sleep
// ordinary questions: a FollowUp of the wrong waiter is illegal, a Cancel of a waiter that somebody had let go is
// illegal (it slept through its wake-up), and so is a Quiesce that names such a waiter.
//
// A step that does not wait is a Request in mode Immediate. Mode Any leaves open whether a call waited, for recorders
// that do not know; then order among waiters cannot be seen.
//
// # Rules
//
// Comments name the clauses of the contract (see [github.com/veritask/veritask/spec.Clauses]) that a line states.
package model
