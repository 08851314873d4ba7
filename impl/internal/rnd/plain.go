//go:build !veritask_explore

package rnd

import "math/rand/v2"

// Entropy returns an unpredictable seed.
func Entropy() uint64 { return rand.Uint64() }
