//go:build veritask_explore

package rnd_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/rnd"
	"github.com/veritask/veritask/impl/internal/seamtest"
)

func TestExploredEntropy(t *testing.T) {
	r := seamtest.Install(t, 0)
	a, b := rnd.Entropy(), rnd.Entropy()
	r.Off = true
	if c, d := rnd.Entropy(), rnd.Entropy(); a != b || c == d {
		t.Error("a run must have one seed, and nobody else the same one twice")
	}
}
