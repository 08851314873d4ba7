//go:build veritask_explore

package ending_test

import (
	"testing"

	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/seamtest"
)

func TestExploredCancel(t *testing.T) {
	r := seamtest.Install(t, 0)
	checkCancel(t, func() { r.Run() })
	if len(r.Started) != 1 {
		t.Errorf("threads %v, want one", r.Started)
	}
}

func TestExploredDeadline(t *testing.T) {
	r := seamtest.Install(t, 3)
	checkDeadline(t, clock.System{}.Now(), func() { r.Run() })
}
