package bench

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

// Cores: what the machine really gives. A container or a virtual machine may name more cores than it lets anybody use, and
// neighbours may be busy on them. Nothing is measured on cores that are not there; how much of them others used in a
// round stands beside its samples.

func BenchmarkCores(b *testing.B) {
	n := runtime.GOMAXPROCS(0)
	for range b.N {
		b.ReportMetric(cores(n), "cores")
		b.ReportMetric(100*share(n), "%-of-them")
	}
	b.ReportMetric(0, "ns/op")
}

// needCores skips the benchmark if the machine does not really give it GOMAXPROCS cores.
func needCores(b *testing.B) {
	b.Helper()
	n := runtime.GOMAXPROCS(0)
	if got := cores(n); got < 0.9*float64(n) {
		b.Skipf("%d cores are asked for, but the machine does the work of %.2f", n, got)
	}
}

var (
	coresMu    sync.Mutex
	coresKnown = map[int]float64{}
)

// cores measures how many cores' worth of work n busy goroutines get done. The best of a few tries counts: others may
// disturb the machine for a moment. GOMAXPROCS must be n or more.
func cores(n int) float64 {
	coresMu.Lock()
	defer coresMu.Unlock()
	if got, ok := coresKnown[n]; ok {
		return got
	}
	best := 0.0
	for range 10 {
		one, all := spin(1), spin(n)
		best = max(best, float64(n)*one.Seconds()/all.Seconds())
		if best > 0.97*float64(n) {
			break
		}
	}
	best = min(best, float64(n)) // neighbours disturb one core's turn, too
	coresKnown[n] = best
	return best
}

// share measures how much of n cores this process gets while it asks for all of them, 0 if the system does not tell: the
// rest is what others use. Both sides of a comparison lose it alike, but only on one core do they lose the same.
func share(n int) float64 {
	before, ok := cpuTime()
	if !ok {
		return 0
	}
	var wall time.Duration
	for wall < 50*time.Millisecond {
		wall += spin(n)
	}
	after, _ := cpuTime()
	return (after - before).Seconds() / wall.Seconds() / float64(n)
}

// spin lets n goroutines do the same work each and returns how long that took.
func spin(n int) time.Duration {
	var wg sync.WaitGroup
	start := time.Now()
	for range n {
		wg.Go(func() { sink.Add(int64(fib(30))) })
	}
	wg.Wait()
	return time.Since(start)
}
