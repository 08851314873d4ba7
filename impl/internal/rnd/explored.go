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
