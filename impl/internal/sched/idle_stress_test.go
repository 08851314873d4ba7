package sched

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"
)

// TestIdleDrivers: drivers end by their idle timeout while others submit; every task runs, and nobody is left asleep.
func TestIdleDrivers(t *testing.T) {
	rounds := 20_000
	if testing.Short() {
		rounds = 2_000
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	limit, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	const timeout = 20 * time.Microsecond
	rt := New(Config{Workers: 2, MaxDrivers: 2, IdleTimeout: timeout})
	for i := range rounds {
		for began, pause := time.Now(), time.Duration(r.Int64N(int64(4*timeout))); time.Since(began) < pause; {
		}
		if err := spawn(rt, context.Background(), func(context.Context) error { return nil }).Wait(limit); err != nil {
			t.Fatalf("task %d: %v; seed %d: go test -run TestIdleDrivers -count 20 ./impl/internal/sched", i, err, seed)
		}
	}
	if err := rt.Shutdown(limit); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
}
