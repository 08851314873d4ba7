package native_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/native"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestNative: what Go has does what the models say.
func TestNative(t *testing.T) {
	for _, object := range native.Objects() {
		t.Run(string(object), func(t *testing.T) {
			if raceEnabled && object == lin.Channel {
				t.Skip("the race detector takes it for a mistake to close a channel while somebody sends; other builds judge that")
			}
			c := lin.Config{Seed: 1, Operations: 20_000, Duration: 10 * time.Second}
			if testing.Short() {
				c.Operations /= 10
			}
			r := lin.Verify(t.Context(), native.Target(object), c)
			if r.Failure != nil {
				t.Fatal(r.Failure)
			}
			t.Logf("%d operations of %d scenarios, %v", r.Operations, r.Scenarios, r.Elapsed)
			if r.Operations < 1000 {
				t.Error("too little was judged")
			}
		})
	}
}
