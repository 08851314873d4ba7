// Package fuzz looks for programs that nobody thought of.
//
// # Properties
//
// For each primitive there is a machine: a list of steps, each of which begins a call, ends the context of one, or lets
// time pass. A step runs in a deterministic runtime, in which time is virtual, so it is over when nothing moves any more:
// what has not returned by then is blocked. After each step the model of the primitive is asked whether it can be so.
//
//	step ──▶ runtime ──▶ who returned, with what; who is blocked ──▶ Step of the model: legal?
//
// Lists of steps are made by gopter, cut to the shortest that fails, and printed as Go code; see [Program]. Beside the
// machines there are laws that need no model: nothing that was put is lost, With always releases, Scope always joins,
// permits never exceed the size. [Properties] lists all of them and [Check] runs them.
//
// # Native fuzzing
//
// In a build with the tag veritask_explore there are targets for go test -fuzz, whose bytes choose a small scenario and
// the order of its atomic steps. The judge is that of the explorer.
package fuzz
