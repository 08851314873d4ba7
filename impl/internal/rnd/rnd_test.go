package rnd_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/rnd"
)

func TestSeedDecidesSequence(t *testing.T) {
	sequence := func(seed uint64) (s [10]uint64) {
		var r rnd.Source
		r.Seed(seed)
		for i := range s {
			s[i] = r.Uint64()
		}
		return s
	}
	if first, again := sequence(1), sequence(1); first != again {
		t.Error("one seed, two sequences")
	}
	if sequence(1) == sequence(2) || sequence(0) == sequence(1) {
		t.Error("two seeds, one sequence")
	}
}

func TestNIsInRangeAndReachesAll(t *testing.T) {
	var r rnd.Source
	r.Seed(7)
	var seen [5]int
	for range 1000 {
		seen[r.N(len(seen))]++
	}
	for i, n := range seen {
		if n < 100 {
			t.Errorf("%d came %d times in 1000", i, n)
		}
	}
}
