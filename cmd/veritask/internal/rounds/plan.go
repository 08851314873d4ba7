package rounds

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Plan says what to measure.
type Plan struct {
	Source  string        // the folder of the module
	Pattern string        // which benchmarks, as in go test -bench
	Cores   []int         // numbers of cores, each a process of a round
	Rounds  int           // how many
	Limit   time.Duration // no round begins that would end later; 0: there is no limit
	Time    string        // for each benchmark, as in go test -benchtime
	Short   bool          // smaller crowds, shorter seconds
	Root    string        // one kind of root; "": all
	Overlay string        // a file for go build -overlay
}

// Build makes the program of the benchmarks in a folder.
func (p *Plan) Build(ctx context.Context, folder string) (program string, err error) {
	program = filepath.Join(folder, "bench.test")
	args := []string{"test", "-c", "-o", program}
	if p.Overlay != "" {
		args = append(args, "-overlay", p.Overlay)
	}
	build := exec.CommandContext(ctx, "go", append(args, "./bench")...)
	build.Dir = p.Source
	if text, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the benchmarks do not build: %w\n%s", err, text)
	}
	return program, nil
}

// Tell is called with the share that is done, in [0, 1], and what is being done.
type Tell func(share float64, what string)

// Run runs the rounds and writes them to w, each when it is complete. An end of ctx ends it between or within rounds; what has
// been written is good. It returns the number of rounds written.
func (p *Plan) Run(ctx context.Context, program string, w io.Writer, tell Tell) (int, error) {
	begin := time.Now()
	var longest time.Duration
	var lines int // of a process, from the round before
	for round := range p.Rounds {
		start := time.Now()
		if p.Limit > 0 && round > 0 && time.Since(begin)+longest > p.Limit {
			return round, nil
		}
		var out bytes.Buffer
		for i, cores := range p.Cores {
			x := process{plan: p, program: program, round: round, cores: cores, config: round == 0 && i == 0}
			x.tell = func(done int, what string) {
				within := 0.0
				if lines > 0 {
					within = min(1, float64(done)/float64(lines))
				}
				tell((float64(round*len(p.Cores)+i)+within)/float64(p.Rounds*len(p.Cores)),
					fmt.Sprintf("round %d of %d, GOMAXPROCS %d, %s", round+1, p.Rounds, cores, what))
			}
			n, err := x.run(ctx, &out)
			if err != nil {
				return round, err
			}
			lines = max(lines, n)
		}
		if _, err := w.Write(out.Bytes()); err != nil {
			return round, err
		}
		longest = max(longest, time.Since(start))
	}
	return p.Rounds, nil
}

// coresBenchmark says in every process what the machine gives.
const coresBenchmark = "BenchmarkCores"

// environment is that of a process.
func (p *Plan) environment(round, cores int) []string {
	env := append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(cores), "VERITASK_BENCH_ROUND="+strconv.Itoa(round))
	if p.Root != "" {
		env = append(env, "VERITASK_BENCH_ROOT="+p.Root)
	}
	return env
}

// arguments are those of a process.
func (p *Plan) arguments(cores int) []string {
	args := []string{
		"-test.run", "^$", "-test.bench", p.Pattern + "|^" + coresBenchmark + "$",
		"-test.cpu", strconv.Itoa(cores), "-test.timeout", "1h",
	}
	if p.Time != "" {
		args = append(args, "-test.benchtime", p.Time)
	}
	if p.Short {
		args = append(args, "-test.short")
	}
	return args
}

// configLine is a line of configuration in Go's benchmark format.
var configLine = regexp.MustCompile(`^[a-z][^ A-Z]*: `)

// isResult reports whether a line is a sample.
func isResult(line string) bool {
	return strings.HasPrefix(line, "Benchmark") && strings.Contains(line, "\t")
}
