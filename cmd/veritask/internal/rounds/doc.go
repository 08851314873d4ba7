// Package rounds runs the benchmarks of package bench in rounds and keeps their samples in Go's benchmark format.
//
// A round is one process for each number of cores, in which every library has one turn: so a change of the machine's
// mood meets all of them, GOMAXPROCS is right from the start, and where code and heap come to lie in memory is drawn anew.
package rounds
