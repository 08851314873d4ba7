package sched

import (
	"sync"
	"testing"
)

// Every goroutine finds itself and nobody else, also while others come and go and the table grows.
func TestRegistry(t *testing.T) {
	if current() != nil {
		t.Fatal("a plain goroutine is registered")
	}
	rounds := 20
	if testing.Short() {
		rounds = 3
	}
	for range rounds {
		var wg, arrived sync.WaitGroup
		const n = 2000 // grows the table
		arrived.Add(n)
		for range n {
			wg.Go(func() {
				c := &Coroutine{}
				registry.add(c)
				if current() != c {
					t.Error("not found right after it was added")
				}
				arrived.Done()
				arrived.Wait()
				for range 10 {
					if current() != c {
						t.Error("not found while others come and go")
					}
				}
				registry.remove()
				if current() != nil {
					t.Error("found after it was removed")
				}
			})
		}
		wg.Wait()
	}
	if n := registry.count.Get(); n != 0 {
		t.Errorf("%d entries are left", n)
	}
}
