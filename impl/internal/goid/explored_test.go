//go:build veritask_explore

package goid_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/goid"
	"github.com/veritask/veritask/impl/internal/seamtest"
)

// In a run, identities are the explorer's: the same in the next run.
func TestExplored(t *testing.T) {
	sequence := func() (ids []uintptr) {
		r := seamtest.Install(t, 0)
		note := func() { ids = append(ids, goid.Current()) }
		note()
		r.Go("one", false, note)
		r.Go("two", false, note)
		r.Run()
		r.Off = true
		if goid.Current() == ids[0] {
			t.Error("an explorer's identity outside of a run")
		}
		return ids
	}
	first, again := sequence(), sequence()
	for i, id := range first {
		if again[i] != id || i > 0 && id == first[i-1] {
			t.Fatalf("identities %v, then %v", first, again)
		}
	}
}
