//go:build veritask_explore

package rnd

import (
	"math/rand/v2"

	"github.com/veritask/veritask/impl/internal/seam"
)

// Entropy returns an unpredictable seed, but one and the same in the runs of an explorer, which repeats them.
func Entropy() uint64 {
	if seam.On() {
		return 1
	}
	return rand.Uint64()
}

// N returns a number from 0 to n-1. In the runs of an explorer it is each of them.
func N(n int) int {
	if seam.On() {
		return seam.X.Choose(n)
	}
	return rand.IntN(n)
}
