package checked_test

import (
	"fmt"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/veritask/veritask/impl/checked"
	lin "github.com/veritask/veritask/linearizability"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestObjects is a short verify; the long one is a command.
func TestObjects(t *testing.T) {
	duration := 500 * time.Millisecond
	if testing.Short() {
		duration = 100 * time.Millisecond
	}
	for _, object := range lin.Objects() {
		for _, workers := range []int{1, 2, 4} {
			t.Run(fmt.Sprintf("%s/%d", object, workers), func(t *testing.T) {
				target := checked.Open(object, workers)
				defer target.Close()
				parks, scenarios, operations := 0, 0, 0
				for seed := uint64(workers); parks == 0 && seed < 1000; seed += 100 { // once is mostly enough
					r := lin.Verify(t.Context(), target, lin.Config{Seed: seed, Duration: duration})
					if r.Failure != nil {
						t.Fatal(r.Failure)
					}
					if r.Sample != nil {
						parks = r.Sample.Parks()
					}
					scenarios, operations = scenarios+r.Scenarios, operations+r.Operations
				}
				if parks == 0 {
					t.Errorf("nobody waited in %d scenarios: are park stamps missing?", scenarios)
				}
				t.Logf("%d scenarios, %d operations", scenarios, operations)
			})
		}
	}
}

func TestClientsAreMixed(t *testing.T) {
	want := []string{"client 1 · task", "client 2 · task", "client 3 · goroutine", "client 4 · task"}
	for i, name := range want {
		if got := checked.ClientName(i); got != name {
			t.Errorf("client %d is called %q, want %q", i, got, name)
		}
	}
}
