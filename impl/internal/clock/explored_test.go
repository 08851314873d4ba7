//go:build veritask_explore

package clock_test

import (
	"slices"
	"testing"
	"time"

	"github.com/veritask/veritask/impl/internal/clock"
	"github.com/veritask/veritask/impl/internal/seamtest"
)

func TestExploredStandsStill(t *testing.T) {
	r := seamtest.Install(t, 0)
	c := clock.System{}
	timer := c.AfterFunc(time.Second, func() { t.Error("fired") })
	began := c.Now()
	r.Go("sleeps", true, func() { clock.Sleep(0) })
	if blocked := r.Run(); !slices.Equal(blocked, []string{"sleeps"}) || clock.Moves() {
		t.Errorf("blocked: %v", blocked)
	}
	if !timer.Stop() || !c.Now().Equal(began) {
		t.Error("time has passed")
	}
}

func TestExploredFires(t *testing.T) {
	r := seamtest.Install(t, 2)
	fired := 0
	clock.System{}.AfterFunc(time.Hour, func() { fired++ })
	r.Go("sleeps", true, func() {
		clock.Sleep(0)
		fired++
		clock.Sleep(0)
		fired++
	})
	if blocked := r.Run(); fired != 2 || len(blocked) != 1 || !clock.Moves() {
		t.Errorf("%d fired, blocked: %v", fired, blocked)
	}
}
