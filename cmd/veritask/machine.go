package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// build is what this binary knows about itself.
type build struct {
	Go, Commit string
	Deps       map[string]string // module path -> version
}

func readBuild() build {
	b := build{Go: runtime.Version(), Deps: map[string]string{}}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	dirty := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			b.Commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = " (modified)"
		}
	}
	if b.Commit != "" {
		b.Commit = b.Commit[:min(12, len(b.Commit))] + dirty
	}
	for _, d := range info.Deps {
		b.Deps[d.Path] = d.Version
	}
	return b
}

// machine describes where this process runs, in one line.
func machine() string {
	return fmt.Sprintf("%s/%s, %d × %s, GOMAXPROCS %d",
		runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuModel(), runtime.GOMAXPROCS(0))
}

// cpuModel is the processor's name where the system tells it.
func cpuModel() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "CPU"
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "CPU"
}

func runVersion(_ context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) != 0 {
		fmt.Fprintln(stderr, "veritask version: takes no arguments")
		return exitUsage
	}
	b := readBuild()
	commit := b.Commit
	if commit == "" {
		commit = "unknown commit"
	}
	fmt.Fprintf(stdout, "veritask %s, %s, porcupine %s\n", commit, b.Go, b.Deps[porcupinePath])
	return exitOK
}

const porcupinePath = "github.com/anishathalye/porcupine"
