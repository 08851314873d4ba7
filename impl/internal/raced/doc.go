// Package raced declares to Go's race detector the happens-before edges that the contract promises (section 2.27),
// and no others. In builds without -race, and in those that look at the engine itself (-tags veritask_engine or
// veritask_explore), every function is empty and inlines to nothing.
package raced
