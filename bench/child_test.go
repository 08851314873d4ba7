package bench

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// What belongs to a whole process, such as its memory, is measured in a child process: this test binary, started again
// with a job in its environment. The child prints one number and exits.

const childVariable = "VERITASK_BENCH_CHILD"

var childJobs = map[string]func(args []string) (float64, error){
	"memory": memoryJob,
	"idle":   idleJob,
}

func runChild(job string) {
	words := strings.Fields(job)
	v, err := childJobs[words[0]](words[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(v)
	os.Exit(0)
}

// child does the job in a process of its own.
func child(t testing.TB, job ...any) float64 {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childVariable+"="+strings.TrimSpace(fmt.Sprintln(job...)))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("child %v: %v", job, err)
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
