package fuzz_test

import (
	"testing"

	"github.com/veritask/veritask/fuzz"
)

// TestProperties checks each property for a short while, with a fresh seed; the rest is a command.
func TestProperties(t *testing.T) {
	runs := 100
	if testing.Short() {
		runs = 30
	}
	for _, p := range fuzz.Properties() {
		t.Run(p.Name, func(t *testing.T) {
			if out := p.Check(fuzz.Config{Seed: seed(), Runs: runs}); out.Failure != "" {
				t.Error(out.Failure)
			}
		})
	}
}
