//go:build !veritask_explore

package rnd

import "math/rand/v2"

// Entropy returns an unpredictable seed.
func Entropy() uint64 { return rand.Uint64() }

// N returns a number from 0 to n-1.
func N(n int) int { return rand.IntN(n) }
