package rounds

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// This test program stands for that of the benchmarks when its environment says so.
const standInVariable = "VERITASK_STAND_IN"

func TestMain(m *testing.M) {
	switch os.Getenv(standInVariable) {
	case "":
		os.Exit(m.Run())
	case "fail":
		fmt.Println("--- FAIL: BenchmarkX\nthe dog ate it")
		os.Exit(1)
	case "hang":
		fmt.Println("BenchmarkX/lib=impl \t1\t2 ns/op")
		select {}
	case "none":
		fmt.Println("PASS")
	case "good":
		fmt.Println("goos: linux")
		fmt.Printf("BenchmarkX/lib=impl/round=%s-%s \t1\t2 ns/op\n", os.Getenv("VERITASK_BENCH_ROUND"), os.Getenv("GOMAXPROCS"))
		fmt.Printf("BenchmarkX/lib=go/root=%s \t1\t2 ns/op\nPASS\n", os.Getenv("VERITASK_BENCH_ROOT"))
	}
}

func runStandIn(ctx context.Context, t *testing.T, what string, p Plan) (int, string, error) {
	t.Helper()
	t.Setenv(standInVariable, what)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p.Source = t.TempDir()
	if err := os.Mkdir(p.Source+"/bench", 0o755); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	n, err := p.Run(ctx, exe, &out, func(float64, string) {})
	return n, out.String(), err
}

// TestRounds: each round is a process for each number of cores, configuration is written once.
func TestRounds(t *testing.T) {
	n, text, err := runStandIn(t.Context(), t, "good", Plan{Cores: []int{1, 2}, Rounds: 2, Root: "cancel"})
	if n != 2 || err != nil {
		t.Fatal(n, err)
	}
	want := "goos: linux\n"
	for _, place := range []string{"0-1", "0-2", "1-1", "1-2"} {
		want += "BenchmarkX/lib=impl/round=" + place + " \t1\t2 ns/op\nBenchmarkX/lib=go/root=cancel \t1\t2 ns/op\n"
	}
	if text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

func TestFailures(t *testing.T) {
	plan := Plan{Cores: []int{1}, Rounds: 3, Pattern: "Nothing"}
	n, text, err := runStandIn(t.Context(), t, "fail", plan)
	if n != 0 || text != "" || err == nil || !strings.Contains(err.Error(), "the dog ate it") {
		t.Errorf("a failing benchmark: %d, %q, %v", n, text, err)
	}
	if _, _, err = runStandIn(t.Context(), t, "none", plan); err == nil || !strings.Contains(err.Error(), `no benchmark matches "Nothing"`) {
		t.Errorf("no benchmark: %v", err)
	}
}

// TestInterrupted: a round that was cut short leaves no samples.
func TestInterrupted(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	p := Plan{Cores: []int{1}, Rounds: 1}
	t.Setenv(standInVariable, "hang")
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p.Source = t.TempDir()
	if err := os.Mkdir(p.Source+"/bench", 0o755); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	n, err := p.Run(ctx, exe, &out, func(float64, string) { cancel(cause) })
	if n != 0 || out.Len() != 0 || !errors.Is(err, cause) {
		t.Errorf("%d, %q, %v", n, out.String(), err)
	}
}

// TestLimit: the first round always runs, and none begins that would end too late.
func TestLimit(t *testing.T) {
	n, _, err := runStandIn(t.Context(), t, "good", Plan{Cores: []int{1}, Rounds: 5, Limit: time.Nanosecond})
	if n != 1 || err != nil {
		t.Error(n, err)
	}
}
