package goid_test

import (
	"sync"
	"testing"

	"github.com/veritask/veritask/impl/internal/goid"
)

// Living goroutines have different identities, and each keeps its own while its stack grows.
func TestIdentity(t *testing.T) {
	const n = 100
	var ids sync.Map
	var arrived, wg sync.WaitGroup
	arrived.Add(n)
	for range n {
		wg.Go(func() {
			me := goid.Current()
			if _, dup := ids.LoadOrStore(me, true); dup {
				t.Error("two living goroutines have one identity")
			}
			arrived.Done()
			arrived.Wait()
			if deep(1000) == 0 || goid.Current() != me {
				t.Error("the identity changed")
			}
		})
	}
	wg.Wait()
}

func deep(n int) int {
	var pad [128]byte
	if n == 0 {
		return len(pad)
	}
	return deep(n-1) + int(pad[n%128])
}
