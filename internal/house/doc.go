// Package house checks the rules that this repository sets itself and that no compiler knows: who may import whom,
// where atomics, clocks and goroutines are allowed, how long a function may be, what must be documented, and that what
// the documents show compiles and prints what they say. It consists of tests alone.
//
// A rule may have exceptions: a list beside it, each with its reason. An exception that nothing needs any longer fails
// the test as well.
package house
