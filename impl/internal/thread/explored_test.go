//go:build veritask_explore

package thread_test

import (
	"slices"
	"testing"

	"github.com/veritask/veritask/impl/internal/seamtest"
	"github.com/veritask/veritask/impl/internal/thread"
)

func TestExploredGo(t *testing.T) {
	r := seamtest.Install(t, 0)
	ran := 0
	thread.Go("one", func() { ran++ })
	thread.Daemon("two", func() { ran++ })
	thread.Yield()
	thread.Spin()
	if ran != 0 {
		t.Error("not a thread of the explorer")
	}
	if r.Run(); ran != 2 || !slices.Equal(r.Started, []string{"one", "two"}) {
		t.Errorf("%d ran of %v", ran, r.Started)
	}
}
