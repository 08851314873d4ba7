package bench

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// Wake-up latency: the time from a wake-up that comes from outside, when everything has long been asleep, until the
// first statement of the one that was woken. A request that reaches an idle server meets it: the worker sleeps in the
// operating system, and so does the Go runtime's processor below it. The figure is the median of many wake-ups in a
// sample, since a few last as long as the machine likes; their 99th percentile stands beside it.
//
// The waker is a goroutine locked to its thread: it sleeps a little, wakes the other side and takes the time. The peers
// are a goroutine that waits for a channel with one slot, and one that waits for a sync.Cond, which cannot be cancelled.

const latencyPause = 200 * time.Microsecond // for which everything sleeps; workers search a few microseconds before that

func BenchmarkWakeLatency(b *testing.B) {
	compare(b,
		lib{"impl", func(ctx context.Context, b *testing.B) {
			rt := impl.New(impl.Config{})
			defer rt.Close()
			e := impl.NewEvent(true)
			wakeups(b, e.Notify, func(woken func()) {
				err := rt.Run(ctx, func(ctx context.Context) error {
					for range b.N {
						if err := e.Wait(ctx); err != nil {
							return err
						}
						woken()
					}
					return nil
				})
				if err != nil {
					b.Error(err)
				}
			})
		}},
		lib{"chan", func(ctx context.Context, b *testing.B) {
			c := make(chan struct{}, 1)
			wakeups(b, func() { c <- struct{}{} }, func(woken func()) {
				for range b.N {
					receive(ctx, c)
					woken()
				}
			})
		}},
		lib{"cond", func(_ context.Context, b *testing.B) {
			var mu sync.Mutex
			c := sync.NewCond(&mu)
			set := false
			wake := func() {
				mu.Lock()
				set = true
				mu.Unlock()
				c.Signal()
			}
			wakeups(b, wake, func(woken func()) {
				for range b.N {
					mu.Lock()
					for !set {
						c.Wait()
					}
					set = false
					mu.Unlock()
					woken()
				}
			})
		}},
	)
}

// wakeups wakes b.N times somebody who sleeps: sleeper waits as often, and says each time that it is awake.
func wakeups(b *testing.B, wake func(), sleeper func(woken func())) {
	took := make([]time.Duration, 0, b.N)
	var began time.Time // written before a wake-up, read after it
	back := make(chan struct{}, 1)
	var wg sync.WaitGroup
	wg.Go(func() {
		sleeper(func() {
			took = append(took, time.Since(began))
			back <- struct{}{}
		})
	})
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	b.ResetTimer()
	for range b.N {
		time.Sleep(latencyPause)
		began = time.Now()
		wake()
		<-back
	}
	b.StopTimer()
	wg.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "ns/wake")
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns/wake")
	b.ReportMetric(0, "ns/op") // mostly the pause
}
