package rounds

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// process is the part of a round that has one number of cores.
type process struct {
	plan         *Plan
	program      string
	round, cores int
	config       bool // what the process says of the machine is wanted
	tell         func(done int, what string)
}

// run appends the samples to out and returns how many they are.
func (x *process) run(ctx context.Context, out *bytes.Buffer) (int, error) {
	program, err := filepath.Abs(x.program)
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, program, x.plan.arguments(x.cores)...)
	cmd.Dir = filepath.Join(x.plan.Source, "bench")
	cmd.Env = x.plan.environment(x.round, x.cores)
	cmd.WaitDelay = time.Second        // its own children may hold the pipe
	var other, complaints bytes.Buffer // what is no sample: the story of a failure
	cmd.Stderr = &complaints
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	n, scanErr := x.read(bufio.NewScanner(pipe), out, &other)
	switch err := cmd.Wait(); {
	case ctx.Err() != nil:
		return n, context.Cause(ctx)
	case err != nil:
		return n, fmt.Errorf("benchmarks, round %d, GOMAXPROCS %d: %w\n%s", x.round+1, x.cores, err, other.String()+complaints.String())
	case scanErr != nil:
		return n, scanErr
	case n == 0:
		return 0, fmt.Errorf("no benchmark matches %q", x.plan.Pattern)
	}
	return n, nil
}

func (x *process) read(lines *bufio.Scanner, out, other *bytes.Buffer) (n int, err error) {
	for lines.Scan() {
		line := lines.Text()
		switch {
		case isResult(line):
			n++
			name := strings.TrimPrefix(strings.Fields(line)[0], "Benchmark")
			x.tell(n, name)
			fmt.Fprintln(out, line)
		case configLine.MatchString(line):
			if x.config {
				fmt.Fprintln(out, line)
			}
		default:
			fmt.Fprintln(other, line)
		}
	}
	return n, lines.Err()
}
