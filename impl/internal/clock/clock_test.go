package clock_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/veritask/veritask/impl/internal/clock"
)

func TestSystem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock.System{}
		began := c.Now()
		fired := false
		c.AfterFunc(time.Second, func() { fired = true })
		stopped := c.AfterFunc(time.Second, func() { t.Error("fired, though stopped") })
		if !stopped.Stop() {
			t.Error("Stop")
		}
		clock.Sleep(2 * time.Second)
		synctest.Wait()
		if !fired || c.Now().Sub(began) != 2*time.Second || !clock.Moves() {
			t.Errorf("fired: %v, after %v", fired, c.Now().Sub(began))
		}
	})
}
