// Package rnd is the seam through which impl makes random choices.
package rnd

import "github.com/veritask/veritask/impl/internal/atom"

// Source is a small fast generator (xorshift64*), good enough to pick victims and to break ties, with one owner.
// The zero Source is not usable; call Seed first.
type Source struct{ s atom.Owned[uint64] }

// Seed starts the sequence that belongs to seed.
func (r *Source) Seed(seed uint64) {
	// A step of SplitMix64 spreads neighbouring seeds and keeps the state from being zero.
	seed += 0x9e3779b97f4a7c15
	seed = (seed ^ seed>>30) * 0xbf58476d1ce4e5b9
	seed = (seed ^ seed>>27) * 0x94d049bb133111eb
	r.s.Set((seed ^ seed>>31) | 1)
}

// Uint64 returns the next number.
func (r *Source) Uint64() uint64 {
	x := r.s.Get()
	x ^= x >> 12
	x ^= x << 25
	x ^= x >> 27
	r.s.Set(x)
	return x * 0x2545f4914f6cdd1d
}

// N returns a number in [0, n); n must be positive.
func (r *Source) N(n int) int { return int(uint64(uint32(r.Uint64()>>32)) * uint64(n) >> 32) }
