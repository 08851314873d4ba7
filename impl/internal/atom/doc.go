// Package atom is the seam through which impl reaches shared memory.
//
// Everything below impl that two goroutines may touch is of one of these types:
//
//	Bool Int32 Int64 Uint32 Uint64 Uintptr Pointer[T]   atomics, sequentially consistent
//	Mutex                                               for straight-line slow paths
//	Owned[T]                                            a plain variable that passes from owner to owner by the atomics above
//	Mark                                                a word in which an owner notes who he is, for himself to know again
//	Tally                                               a count to which many add and at which somebody looks
//	Publish                                             a store that does not wait until others can see it
//
// Four builds give them four meanings:
//
//	ordinary                     aliases of sync/atomic; Owned is a plain field; nothing is added (TestPlainInstructions)
//	-race                        the same instructions, hidden from the race detector: the engine must not order the
//	                             user's tasks beyond what the contract promises; package raced declares those edges
//	-race -tags veritask_engine  aliases again, visible: the engine itself is what the detector looks at
//	-tags veritask_explore       every method is a scheduling point of an explorer of interleavings (package seam)
//
// A loop that starts again because of what it has read says so to the explorer:
//
//	for l := atom.NewLoop(); ; l.Again() {
package atom
