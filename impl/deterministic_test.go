package impl_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// trace runs a few tasks that yield, sleep and wait, and returns the order of their steps.
func trace(t *testing.T, seed uint64) []string {
	t.Helper()
	var steps steps
	withRuntime(t, impl.Config{Deterministic: true, Seed: seed}, func(ctx context.Context) error {
		return impl.Sync(ctx, func(ctx context.Context) error {
			for i := range 5 {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					for j := range 4 {
						steps.add(fmt.Sprintf("%d.%d", i, j))
						if err := impl.Yield(ctx); err != nil {
							return 0, err
						}
					}
					return 0, impl.Sleep(ctx, time.Duration(i)*time.Second)
				})
			}
			return nil
		})
	})
	return steps.all()
}

// steps records what happened in which order. The tasks of an ordered runtime never run at the same time, but nothing
// else orders them either, so the race detector would report a plain slice.
type steps struct {
	mu   sync.Mutex
	list []string
}

func (s *steps) add(what any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, fmt.Sprint(what))
}

func (s *steps) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}

// Both ways: the same seed agrees, different seeds differ.
// DT-01, DT-02.
func TestSeedDecidesInterleaving(t *testing.T) {
	first := trace(t, 1)
	for range 5 {
		if again := trace(t, 1); !slices.Equal(first, again) {
			t.Fatalf("seed 1 gave\n%v\nthen\n%v", first, again)
		}
	}
	for seed := uint64(2); seed < 10; seed++ {
		if !slices.Equal(first, trace(t, seed)) {
			return
		}
	}
	t.Error("nine seeds, one interleaving")
}

// An hour's sleep costs nothing, and timers fire in the order of their times.
// TM-04, DT-03, DT-04.
func TestVirtualTime(t *testing.T) {
	began := time.Now()
	var woken steps
	withRuntime(t, impl.Config{Deterministic: true, Seed: 1}, func(ctx context.Context) error {
		return impl.Sync(ctx, func(ctx context.Context) error {
			for _, hours := range []int{3, 1, 2} {
				impl.Spawn(ctx, func(ctx context.Context) (int, error) {
					defer func() { woken.add(hours) }()
					return 0, impl.Sleep(ctx, time.Duration(hours)*time.Hour)
				})
			}
			return nil
		})
	})
	if d := time.Since(began); d > time.Minute {
		t.Errorf("three hours of virtual time took %v", d)
	}
	if got := woken.all(); !slices.Equal(got, []string{"1", "2", "3"}) {
		t.Errorf("woken in order %v", got)
	}
}

// A context with a deadline that ends with its parent shows the race detector nothing of the driver that looks at it.
func TestParentOfDeadlineEnds(t *testing.T) {
	withRuntime(t, impl.Config{Deterministic: true, Seed: 3}, func(ctx context.Context) error {
		for range scale(20) {
			parent, cancel := context.WithCancelCause(ctx)
			limited, free := impl.WithTimeout(parent, time.Hour)
			sleeper := impl.Spawn(ctx, func(context.Context) (int, error) { return 0, impl.NewEvent(false).Wait(limited) })
			_ = impl.Sleep(ctx, time.Millisecond) // it waits then
			cancel(errStop)
			if err := sleeper.Wait(ctx); !errors.Is(err, errStop) {
				t.Errorf("woken by %v", err)
			}
			free()
		}
		return nil
	})
}

// A cancellation by a task is seen by the tasks that wait, without any real time.
// TM-14, DT-05.
func TestDeterministicCancellation(t *testing.T) {
	withRuntime(t, impl.Config{Deterministic: true, Seed: 7}, func(ctx context.Context) error {
		cctx, cancel := context.WithCancel(ctx)
		sleeper := impl.Spawn(ctx, func(context.Context) (int, error) { return 0, impl.Sleep(cctx, time.Hour) })
		impl.Spawn(ctx, func(ctx context.Context) (int, error) {
			defer cancel()
			return 0, impl.Sleep(ctx, time.Minute)
		})
		if err := sleeper.Wait(ctx); err == nil {
			t.Error("the sleep was not cancelled")
		}
		return nil
	})
}

// The calls under one context are cancelled in the order in which they began to wait, whatever the addresses of their
// coroutines.
func TestCancellationInWaitOrder(t *testing.T) {
	for range scale(20) {
		var woken steps
		withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
			ending, end := context.WithCancel(ctx)
			return impl.Sync(ctx, func(ctx context.Context) error {
				for i := range 6 {
					impl.Spawn(ctx, func(context.Context) (int, error) {
						_, _ = impl.Park(ending)
						woken.add(i)
						return 0, nil
					})
				}
				err := impl.Yield(ctx)
				end()
				return err
			})
		})
		if got := woken.all(); !slices.Equal(got, []string{"0", "1", "2", "3", "4", "5"}) {
			t.Fatalf("woken in the order %v", got)
		}
	}
}

// Deadlines of the runtime's clock come in virtual time, and so do those of package context, as seen by its calls.
// TM-11.
func TestVirtualDeadlines(t *testing.T) {
	for name, with := range map[string]func(context.Context, time.Duration) (context.Context, context.CancelFunc){
		"impl": impl.WithTimeout, "context": context.WithTimeout,
	} {
		withRuntime(t, impl.Config{Deterministic: true, Seed: 7}, func(ctx context.Context) error {
			limited, cancel := with(ctx, time.Hour)
			defer cancel()
			if err := impl.Sleep(limited, time.Minute); err != nil {
				t.Errorf("%s: Sleep within the limit = %v", name, err)
			}
			if err := impl.Sleep(limited, 2*time.Hour); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: Sleep beyond the limit = %v", name, err)
			}
			if name == "impl" && !errors.Is(limited.Err(), context.DeadlineExceeded) {
				t.Errorf("Err = %v", limited.Err())
			}
			return nil
		})
	}
}

// Cooperative: strictly first in first out, and one Yield runs each task that was queued before it exactly once.
// SW-05, TASK-12, DT-06.
func TestCooperativeOrder(t *testing.T) {
	var steps steps
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		for i := range 5 {
			impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				steps.add(i)
				err := impl.Yield(ctx)
				steps.add(i + 10)
				return 0, err
			})
		}
		if len(steps.all()) != 0 {
			t.Error("Spawn ran a task")
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		if got := steps.all(); !slices.Equal(got, []string{"0", "1", "2", "3", "4"}) {
			t.Errorf("after one Yield: %v", got)
		}
		if err := impl.Yield(ctx); err != nil {
			return err
		}
		if got := steps.all()[5:]; !slices.Equal(got, []string{"10", "11", "12", "13", "14"}) {
			t.Errorf("after two: %v", got)
		}
		return nil
	})
}

// Cooperative: a wait parks; it does not run the task before those that were queued earlier.
// DT-07.
func TestCooperativeJoinsNothingInPlace(t *testing.T) {
	var steps steps
	withRuntime(t, impl.Config{Cooperative: true}, func(ctx context.Context) error {
		impl.Spawn(ctx, func(context.Context) (int, error) { steps.add(1); return 0, nil })
		second := impl.Spawn(ctx, func(context.Context) (int, error) { steps.add(2); return 0, nil })
		err := second.Wait(ctx)
		if got := steps.all(); !slices.Equal(got, []string{"1", "2"}) {
			t.Errorf("order %v, want [1 2]", got)
		}
		return err
	})
}
