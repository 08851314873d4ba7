package tasktest_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
	"github.com/veritask/veritask/impl/tasktest"
)

// fake is a test that may fail without this one failing.
type fake struct {
	testing.TB
	mu              sync.Mutex
	log             strings.Builder
	failed, skipped bool
}

func (f *fake) Helper()                         {}
func (f *fake) Logf(format string, args ...any) { f.add(fmt.Sprintf(format, args...)) }
func (f *fake) Log(args ...any)                 { f.add(fmt.Sprintln(args...)) }
func (f *fake) Errorf(format string, args ...any) {
	f.add(fmt.Sprintf(format, args...))
	f.mu.Lock()
	f.failed = true
	f.mu.Unlock()
}

func (f *fake) Fatalf(format string, args ...any) { f.Errorf(format, args...); runtime.Goexit() }
func (f *fake) FailNow()                          { f.Errorf("FailNow"); runtime.Goexit() }

func (f *fake) SkipNow() {
	f.mu.Lock()
	f.skipped = true
	f.mu.Unlock()
	runtime.Goexit()
}

func (f *fake) Failed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.failed
}

func (f *fake) Skipped() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.skipped
}

func (f *fake) add(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log.WriteString(text + "\n")
}

// try runs main as the test of a fake, and returns that and whether Run came back.
func try(t *testing.T, main func(f *fake) func(context.Context) error, opts ...tasktest.Option) (f *fake, back bool) {
	f = &fake{TB: t}
	over := make(chan struct{})
	go func() {
		defer close(over)
		tasktest.Run(f, main(f), opts...)
		back = true
	}()
	<-over
	return f, back
}

func (f *fake) says(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(f.log.String(), text) {
			t.Errorf("there is no %q in\n%s", text, f.log.String())
		}
	}
}

// TT-05.
func TestRunPasses(t *testing.T) {
	began := time.Now()
	f, back := try(t, func(*fake) func(context.Context) error {
		return func(ctx context.Context) error { return impl.Sleep(ctx, time.Hour) }
	})
	if f.failed || !back || f.log.String() != "" {
		t.Errorf("failed %v, back %v, said %q", f.failed, back, f.log.String())
	}
	if d := time.Since(began); d > time.Minute {
		t.Errorf("an hour took %v", d)
	}
}

// How main can fail, and what is said then.
// TT-01, TT-02, TT-03, TT-04, TT-06.
func TestRunFails(t *testing.T) {
	for name, tc := range map[string]struct {
		main func(f *fake) func(context.Context) error
		says []string
	}{
		"error": {
			func(*fake) func(context.Context) error {
				return func(context.Context) error { return errors.New("boom") }
			},
			[]string{"main: boom"},
		},
		"panic": {
			func(*fake) func(context.Context) error { return func(context.Context) error { panic("boom") } },
			[]string{"panic: boom", "tasktest_test.go"},
		},
		"FailNow": {
			func(f *fake) func(context.Context) error {
				return func(context.Context) error { f.Fatalf("enough"); return nil }
			},
			[]string{"enough"},
		},
		"left": {
			func(*fake) func(context.Context) error {
				return func(ctx context.Context) error {
					impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, impl.NewEvent(false).Wait(ctx) },
						impl.Named("forgotten"))
					return nil
				}
			},
			[]string{"tasks are left", "task forgotten: blocked, waits for Event"},
		},
		"hangs": {
			func(*fake) func(context.Context) error {
				return func(context.Context) error { return impl.NewSemaphore(1).With(context.Background(), forever) }
			},
			[]string{"main has not returned", "task main: blocked, waits for a timer or Unpark"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, back := try(t, tc.main, tasktest.Seed(77), tasktest.Timeout(100*time.Millisecond))
			if !f.failed || back {
				t.Errorf("failed %v, back %v", f.failed, back)
			}
			f.says(t, append(tc.says, "tasktest: seed 77\nreplay: TASK_SEED=77 go test -run '^TestRunFails$/^"+name+"$' ")...)
			if strings.Count(f.log.String(), "replay:") != 1 {
				t.Errorf("the seed is not printed once in\n%s", f.log.String())
			}
		})
	}
}

func forever() error {
	_, err := impl.Park(context.Background())
	return err
}

// TT-06.
func TestRunSkips(t *testing.T) {
	f, back := try(t, func(f *fake) func(context.Context) error {
		return func(context.Context) error { f.SkipNow(); return nil }
	})
	if f.failed || back || !f.skipped {
		t.Errorf("failed %v, back %v, skipped %v, said %q", f.failed, back, f.skipped, f.log.String())
	}
}

// Where seeds come from.
// DT-02, TT-07.
func TestSeeds(t *testing.T) {
	t.Setenv("TASK_SEED", "")
	seeds := map[string]bool{}
	tasktest.Run(t, func(ctx context.Context) error {
		seeds[fmt.Sprint(order(ctx, 8))] = true
		return nil
	}, tasktest.Seeds(20))
	if len(seeds) < 10 {
		t.Errorf("20 seeds, %d orders", len(seeds))
	}
	runs := 0
	f, _ := try(t, func(*fake) func(context.Context) error {
		return func(context.Context) error {
			if runs++; runs == 3 {
				return errors.New("third")
			}
			return nil
		}
	}, tasktest.Seeds(20))
	if runs != 3 {
		t.Errorf("%d runs, want 3", runs)
	}
	f.says(t, "main: third", "replay: TASK_SEED=")
	t.Setenv("TASK_SEED", "12345")
	runs = 0
	f, _ = try(t, func(*fake) func(context.Context) error {
		return func(context.Context) error { runs++; return errors.New("x") }
	}, tasktest.Seeds(20))
	if runs != 1 {
		t.Errorf("%d runs with a seed given, want 1", runs)
	}
	f.says(t, "seed 12345")
	t.Setenv("TASK_SEED", "x")
	f, _ = try(t, func(*fake) func(context.Context) error { return func(context.Context) error { return nil } })
	f.says(t, `TASK_SEED is "x"`)
}

// order spawns n tasks and returns the order in which they ran.
func order(ctx context.Context, n int) (got []int) {
	ch := impl.NewChannel[int](impl.Inf)
	_ = impl.Sync(ctx, func(ctx context.Context) error {
		for i := range n {
			impl.Spawn(ctx, func(ctx context.Context) (int, error) { return 0, ch.Put(ctx, i) })
		}
		return nil
	})
	ch.Close()
	for v := range ch.All(ctx) {
		got = append(got, v)
	}
	return got
}

// In a bubble tasks and goroutines run at the same time, in the bubble's time.
// TT-08.
func TestBubble(t *testing.T) {
	began := time.Now()
	tasktest.Bubble(t, func(ctx context.Context) error {
		start := time.Now()
		ch := impl.NewChannel[int](0)
		go func() {
			<-time.After(time.Hour)
			_ = ch.Put(ctx, 1)
		}()
		if v, err := ch.Take(ctx); v != 1 || err != nil {
			t.Errorf("Take = %d, %v", v, err)
		}
		if d := time.Since(start); d != time.Hour {
			t.Errorf("%v passed in the bubble", d)
		}
		return impl.Sleep(ctx, time.Minute)
	})
	if d := time.Since(began); d > time.Minute {
		t.Errorf("an hour took %v", d)
	}
	tasktest.Bubble(t, func(ctx context.Context) error { return impl.Sleep(ctx, time.Hour) },
		tasktest.Config(impl.Config{Cooperative: true}))
}

// A hundred runs with one seed are alike to the last step, and those with others differ.
// DT-01, DT-02, DT-08.
func TestSameSeedSameTrace(t *testing.T) {
	const seed = 42
	first := everything(t, seed)
	if len(first) < 50 {
		t.Fatalf("only %d steps: %q", len(first), first)
	}
	for i := range 99 {
		if again := everything(t, seed); !slices.Equal(first, again) {
			t.Fatalf("seed %d: run %d differs:\n%q\n%q", seed, i+2, first, again)
		}
	}
	seen := map[string]uint64{strings.Join(first, " "): seed}
	for other := uint64(1); other <= 20; other++ {
		trace := strings.Join(everything(t, other), " ")
		if like, ok := seen[trace]; ok {
			t.Errorf("seeds %d and %d give one trace", other, like)
		}
		seen[trace] = other
	}
}
