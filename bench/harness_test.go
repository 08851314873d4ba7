package bench

import (
	"context"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/veritask/veritask/impl"
)

// TestMain becomes the child process of tests that measure a whole process; see child_test.go.
func TestMain(m *testing.M) {
	if job := os.Getenv(childVariable); job != "" {
		runChild(job)
	}
	os.Exit(m.Run())
}

// lib is one library's way of doing the work.
type lib struct {
	name string
	run  func(ctx context.Context, b *testing.B)
}

// tasks is impl's way: work in a task of a runtime of its own.
func tasks(work func(ctx context.Context, b *testing.B)) lib {
	return lib{"impl", func(ctx context.Context, b *testing.B) {
		rt := impl.New(impl.Config{})
		defer rt.Close()
		err := rt.Run(ctx, func(ctx context.Context) error {
			work(ctx, b)
			return nil
		})
		if err != nil {
			b.Error(err)
		}
	}}
}

// compare runs the benchmark for each library under each root.
//
// The loops count to b.N instead of asking b.Loop: with -cpu 1,2 the testing package makes the first call of a
// sub-benchmark before it sets GOMAXPROCS to 1, and b.Loop does all its work in that call.
func compare(b *testing.B, libs ...lib) {
	for _, l := range inTurn(libs) {
		b.Run("lib="+l.name, func(b *testing.B) {
			for _, root := range chosenRoots() {
				b.Run("root="+root, func(b *testing.B) {
					needCores(b)
					b.ReportAllocs()
					ctx := context.Background()
					if root == "cancel" {
						var cancel context.CancelFunc
						ctx, cancel = context.WithCancel(ctx)
						defer cancel()
					}
					l.run(ctx, b)
				})
			}
		})
	}
}

var roots = []string{"background", "cancel"}

// rootVariable restricts a run to one kind of root.
const rootVariable = "VERITASK_BENCH_ROOT"

func chosenRoots() []string {
	if root := os.Getenv(rootVariable); root != "" {
		return []string{root}
	}
	return roots
}

// roundVariable numbers the rounds of `veritask bench run`: each is a process that gives every library its turn.
const roundVariable = "VERITASK_BENCH_ROUND"

// inTurn lets another library begin in each round: who comes first may find a colder machine, or a smaller heap.
func inTurn(libs []lib) []lib {
	round, err := strconv.Atoi(os.Getenv(roundVariable))
	if err != nil || round < 0 {
		return libs
	}
	first := round % len(libs)
	return slices.Concat(libs[first:], libs[:first])
}

// began is the CPU time of this process when start was called; benchmarks run one at a time.
var began time.Duration

// start ends the preparations of a benchmark.
func start(b *testing.B) {
	b.ResetTimer()
	began, _ = cpuTime()
}

// stop ends what is measured. Beside the time it reports the CPU time that the process has used for an operation: on one
// core the two are the same while the machine is ours alone; when it is not, neighbours leave the second one alone.
func stop(b *testing.B) {
	b.StopTimer()
	if now, ok := cpuTime(); ok {
		b.ReportMetric(float64(now-began)/float64(b.N), "cpu-ns/op")
	}
}

// per reports the time of one of the n steps that an operation consists of.
func per(b *testing.B, n int, step string) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/"+step)
}
