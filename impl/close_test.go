package impl_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/veritask/veritask/impl"
)

// LI-01, LI-03, LI-10.
func TestShutdownDrains(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2})
	var e impl.OneWayEvent
	task := impl.Spawn(context.Background(), func(ctx context.Context) (int, error) { return 1, e.Wait(ctx) }, impl.On(rt))
	ctx, cancel := context.WithCancelCause(context.Background())
	enough := errors.New("enough")
	cancel(enough)
	if err := rt.Shutdown(ctx); err != enough { //nolint:errorlint // identity
		t.Errorf("Shutdown under an ended context = %v, want its cause", err)
	}
	refused := impl.Spawn(context.Background(), func(context.Context) (int, error) { return 1, nil }, impl.On(rt))
	if err := refused.Wait(context.Background()); !errors.Is(err, impl.ErrRuntimeClosed) {
		t.Errorf("a task from outside after Shutdown: %v", err)
	}
	e.Notify()
	mustShutdown(t, rt)
	if v, err := task.Fetch(context.Background()); v != 1 || err != nil {
		t.Errorf("Fetch = %d, %v; Shutdown must drain", v, err)
	}
	mustShutdown(t, rt) // again is harmless
	rt.Close()
}

// Spawning from inside is allowed while draining.
// LI-02.
func TestShutdownLetsTasksSpawn(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2})
	var e impl.OneWayEvent
	task := impl.Spawn(context.Background(), func(ctx context.Context) (int, error) {
		if err := e.Wait(ctx); err != nil {
			return 0, err
		}
		return impl.Spawn(ctx, func(context.Context) (int, error) { return 5, nil }).Fetch(ctx)
	}, impl.On(rt))
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	_ = rt.Shutdown(ended) // begins to drain
	e.Notify()
	mustShutdown(t, rt)
	if v, err := task.Fetch(context.Background()); v != 5 || err != nil {
		t.Errorf("Fetch = %d, %v", v, err)
	}
}

// WAIT-09, LI-09, LI-10.
func TestCloseFailsBlockedAndQueued(t *testing.T) {
	for _, cfg := range []impl.Config{{Workers: 1}, {Workers: 2}, {Cooperative: true}} {
		rt := impl.New(cfg)
		var started sync.WaitGroup
		var blocked []*impl.Task[int]
		for range 10 {
			started.Add(1)
			blocked = append(blocked, impl.Spawn(context.Background(), func(ctx context.Context) (int, error) {
				started.Done()
				_, err := impl.Park(ctx)
				return 0, err
			}, impl.On(rt)))
		}
		started.Wait()
		rt.Close()
		for _, b := range blocked {
			if err := b.Err(); !errors.Is(err, impl.ErrRuntimeClosed) {
				t.Errorf("a blocked task failed with %v", err)
			}
		}
		after := impl.Spawn(context.Background(), func(context.Context) (int, error) {
			t.Error("ran after Close")
			return 0, nil
		}, impl.On(rt))
		if err := after.Err(); !errors.Is(err, impl.ErrRuntimeClosed) {
			t.Errorf("a task spawned after Close: %v", err)
		}
		rt.Close() // again is harmless
	}
}

// The joins of Scope and Sync survive Close: they end because their tasks do.
// LI-06.
func TestCloseSparesJoins(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 2})
	parked := make(chan struct{})
	var childEnded bool
	main := impl.Spawn(context.Background(), func(ctx context.Context) (int, error) {
		err := impl.Scope(ctx, func(ctx context.Context) error {
			impl.Spawn(ctx, func(ctx context.Context) (int, error) {
				close(parked)
				_, err := impl.Park(ctx)
				childEnded = true
				return 0, err
			})
			return nil
		})
		if !childEnded {
			t.Error("the scope did not join")
		}
		return 0, err
	}, impl.On(rt))
	<-parked
	rt.Close()
	if err := main.Err(); !errors.Is(err, impl.ErrRuntimeClosed) {
		t.Errorf("Err = %v", err)
	}
}

// Blocking survives Close too: it ends when its function does.
// LI-07.
func TestCloseSparesBlocking(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1})
	inside, release := make(chan struct{}), make(chan struct{})
	task := impl.Spawn(context.Background(), func(ctx context.Context) (int, error) {
		ended := false
		err := impl.Blocking(ctx, func() error { close(inside); <-release; ended = true; return nil })
		if !ended {
			t.Error("Blocking returned before its function")
		}
		return 1, err
	}, impl.On(rt))
	<-inside
	closed := make(chan struct{})
	go func() { rt.Close(); close(closed) }()
	for impl.Spawn(context.Background(), func(context.Context) (int, error) { return 0, nil }, impl.On(rt)).Wait(context.Background()) == nil {
		continue // until Close has begun
	}
	close(release)
	<-closed
	if v, err := task.Fetch(context.Background()); v != 1 || err != nil {
		t.Errorf("Fetch = %d, %v", v, err)
	}
}

// LI-08.
func TestCloseFromInside(t *testing.T) {
	rt := impl.New(impl.Config{Workers: 1})
	task := impl.Spawn(context.Background(), func(ctx context.Context) (int, error) {
		rt.Close() // does not wait for its caller
		return 0, impl.Sleep(ctx, time.Hour)
	}, impl.On(rt))
	if err := task.Wait(context.Background()); !errors.Is(err, impl.ErrRuntimeClosed) {
		t.Errorf("Wait = %v", err)
	}
	rt.Close() // waits until the first one has done its work
}

// LI-05.
func TestCloseReportsStacks(t *testing.T) {
	var log syncBuffer
	rt := impl.New(impl.Config{
		Workers: 1, CloseReport: time.Millisecond, Logger: slog.New(slog.NewTextHandler(&log, nil)),
	})
	stuck := make(chan struct{})
	started := make(chan struct{})
	impl.Spawn(context.Background(), func(context.Context) (int, error) {
		close(started)
		<-stuck
		return 0, nil
	}, impl.On(rt))
	<-started
	closed := make(chan struct{})
	go func() { rt.Close(); close(closed) }()
	for !strings.Contains(log.String(), "close_test.go") {
		select {
		case <-closed:
			t.Fatal("Close returned before the body ended")
		case <-time.After(time.Millisecond):
		}
	}
	close(stuck)
	<-closed
}

// syncBuffer is a buffer that a logger and a test may share.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// A spawn that races with Shutdown or Close either runs or fails; its waiter never hangs.
// LI-09.
func TestSpawnRacesWithClose(t *testing.T) {
	for i := range scale(300) {
		rt := impl.New(impl.Config{Workers: 2})
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 5 {
					task := impl.Spawn(context.Background(), func(ctx context.Context) (int, error) {
						return 1, impl.Yield(ctx)
					}, impl.On(rt))
					err := task.Wait(context.Background())
					if err != nil && !errors.Is(err, impl.ErrRuntimeClosed) {
						t.Errorf("Wait = %v", err)
					}
				}
			})
		}
		if i%2 == 0 {
			rt.Close()
		} else {
			mustShutdown(t, rt)
		}
		wg.Wait()
	}
}

// Close does not end the wait for the lock of a Wait that was notified: nobody would let it in from the front of the line.
// LI-12.
func TestCloseLeavesRelocksAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := impl.New(impl.Config{Workers: 2})
		lock := &impl.ReentrantLock{}
		changed := impl.NewCondition[int](lock)
		var got int
		waits := impl.Spawn(rt.Context(t.Context()), func(ctx context.Context) (int, error) {
			return 0, lock.With(ctx, func() (err error) {
				got, err = changed.Wait(ctx)
				return err
			})
		})
		synctest.Wait()
		closing := make(chan struct{})
		notifies := impl.Spawn(rt.Context(t.Context()), func(ctx context.Context) (int, error) {
			return 0, lock.With(ctx, func() error {
				changed.Notify(ctx, 7)
				return impl.Blocking(ctx, func() error { <-closing; return nil })
			})
		})
		synctest.Wait() // waits is in line for the lock, which notifies has
		var closed sync.WaitGroup
		closed.Go(rt.Close)
		synctest.Wait()
		close(closing)
		closed.Wait()
		for _, task := range []*impl.Task[int]{waits, notifies} {
			if err := task.Wait(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if got != 7 {
			t.Errorf("Wait got %d, want 7", got)
		}
	})
}
