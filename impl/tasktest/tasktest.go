package tasktest

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/veritask/veritask/impl"
)

// Option changes how a test is run.
type Option func(*test)

// Seed decides the order in which tasks run, instead of TASK_SEED in the environment or, without that, chance.
func Seed(seed uint64) Option { return func(x *test) { x.seeds = []uint64{seed} } }

// Seeds runs main n times, each time with another seed, until it fails. If TASK_SEED is set, main runs once, with that.
func Seeds(n int) Option { return func(x *test) { x.times = n } }

// Config is the runtime's, instead of a deterministic one for Run and of two workers for Bubble. Its Seed counts for nothing.
func Config(cfg impl.Config) Option { return func(x *test) { x.cfg = cfg } }

// Timeout is how long main may take in real time, 10 s otherwise. A test in a Bubble needs none: there it is certain when nothing
// goes on any more.
func Timeout(d time.Duration) Option { return func(x *test) { x.timeout = d } }

// Run runs main as a task of a fresh runtime, which is deterministic unless Config says otherwise, and stops that. The test fails
// if main returns an error or panics; if a task is left that does not end by itself; if main has not returned after
// Timeout. FailNow and SkipNow of t end main, and the test when the tasks have ended.
//
// ctx is t's, so it ends when the test does.
func Run(t testing.TB, main func(ctx context.Context) error, opts ...Option) {
	t.Helper()
	x := &test{TB: t, main: main, cfg: impl.Config{Deterministic: true}, timeout: 10 * time.Second, grace: time.Second}
	x.runAll(opts)
}

// Bubble is Run in a testing/synctest bubble, with a runtime of two workers unless Config says otherwise: they run at the same
// time, and the clock moves when all are asleep. So a test that hangs fails at once. Main may start goroutines.
func Bubble(t *testing.T, main func(ctx context.Context) error, opts ...Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		x := &test{TB: t, main: main, cfg: impl.Config{Workers: 2}, timeout: eternity, grace: eternity}
		x.runAll(opts)
	})
}

// eternity is a time in a bubble that comes when nothing else does.
const eternity = 100 * 365 * 24 * time.Hour

// test is one call of Run or Bubble.
type test struct {
	testing.TB
	main    func(ctx context.Context) error
	cfg     impl.Config
	seeds   []uint64
	times   int
	timeout time.Duration
	grace   time.Duration // for tasks that are left, and for those that are told to end
}

// seedVariable is the environment variable with the seed.
const seedVariable = "TASK_SEED"

func (x *test) runAll(opts []Option) {
	x.Helper()
	for _, o := range opts {
		o(x)
	}
	x.cfg.CloseReport = -1 // a Close that does not end is reported here
	for _, seed := range x.chosen() {
		x.run(seed)
		if x.Failed() || x.Skipped() {
			break
		}
	}
	switch { // main could only end itself
	case x.Failed():
		x.FailNow()
	case x.Skipped():
		x.SkipNow()
	}
}

// chosen returns the seeds to run with.
func (x *test) chosen() []uint64 {
	if x.seeds != nil {
		return x.seeds
	}
	if text := os.Getenv(seedVariable); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			x.Fatalf("tasktest: %s is %q, which is no number", seedVariable, text)
		}
		return []uint64{seed}
	}
	seeds := make([]uint64, max(x.times, 1))
	for i := range seeds {
		seeds[i] = 1 + uint64(rand.Uint32())
	}
	return seeds
}

// run runs main once.
func (x *test) run(seed uint64) {
	x.Helper()
	failed := x.Failed()
	x.cfg.Seed = seed
	rt := impl.New(x.cfg)
	ended := make(chan error, 1)
	go func() { ended <- rt.Run(x.Context(), x.main) }()
	late := time.NewTimer(x.timeout)
	defer late.Stop()
	select {
	case err := <-ended:
		x.judge(err)
	case <-late.C:
		x.Errorf("tasktest: main has not returned\n%s", dump(rt))
		x.close(rt)
		x.replay(seed)
		return
	}
	x.stop(rt)
	if !failed && x.Failed() {
		x.replay(seed)
	}
}

// judge fails the test if main did.
func (x *test) judge(err error) {
	x.Helper()
	if err == nil || errors.Is(err, impl.ErrGoexit) && (x.Failed() || x.Skipped()) {
		return // FailNow and the like have said what there is to say
	}
	x.Errorf("main: %v", err)
}

// stop ends the runtime, and fails the test if tasks are left.
func (x *test) stop(rt *impl.Runtime) {
	x.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), x.grace)
	defer cancel()
	if rt.Shutdown(ctx) == nil {
		return
	}
	x.Errorf("tasktest: main has returned, and tasks are left\n%s", dump(rt))
	x.close(rt)
}

// close has blocked tasks fail, and waits a while for all to end.
func (x *test) close(rt *impl.Runtime) {
	x.Helper()
	closed := make(chan struct{})
	go func() {
		rt.Close()
		close(closed)
	}()
	late := time.NewTimer(x.grace)
	defer late.Stop()
	select {
	case <-closed:
	case <-late.C:
		x.Errorf("tasktest: tasks do not end though the runtime is closed\n%s", dump(rt))
	}
}

// dump says what the tasks of rt are doing.
func dump(rt *impl.Runtime) string {
	var b strings.Builder
	_ = rt.Dump(&b) // a Builder does not fail
	return b.String()
}

// replay says how to run main in the same order again.
func (x *test) replay(seed uint64) {
	x.Helper()
	if !x.cfg.Deterministic {
		x.Log("tasktest: tasks ran at the same time, so there is no seed to replay; Run in place of Bubble has one")
		return
	}
	var levels []string
	for _, level := range strings.Split(x.Name(), "/") {
		levels = append(levels, "^"+regexp.QuoteMeta(level)+"$")
	}
	x.Logf("tasktest: seed %d\nreplay: %s=%d go test -run '%s' %s", seed, seedVariable, seed, strings.Join(levels, "/"), tested())
}

// tested returns the path of the package under test.
func tested() string {
	if info, ok := debug.ReadBuildInfo(); ok && strings.HasSuffix(info.Path, ".test") {
		return strings.TrimSuffix(info.Path, ".test")
	}
	return "."
}
