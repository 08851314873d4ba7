package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/figures"
	"github.com/veritask/veritask/cmd/veritask/internal/rounds"
)

const benchRunHelp = `veritask bench run runs the benchmarks of the library and its peers in rounds, in which they take turns. The samples are
kept in Go's benchmark format; the table is that of veritask bench table. It runs in the source of the library.

Usage:

    veritask bench run [flags]

A full run takes most of an hour; -quick takes less than three minutes, and is for a first look, not for claims.
`

// benchOptions are what run and gate have in common.
type benchOptions struct {
	rounds.Plan
	cores string
	quiet bool
}

func (o *benchOptions) flags(fs *flag.FlagSet, cores string) {
	fs.StringVar(&o.Pattern, "bench", ".", "which benchmarks: a `regexp`, as in go test")
	fs.StringVar(&o.cores, "cores", cores, "comma `list` of numbers of cores to measure on")
	fs.StringVar(&o.Root, "root", "", "one `kind` of root: background or cancel; empty: both")
	fs.StringVar(&o.Overlay, "overlay", "", "build with this overlay `file`, as in go build")
	fs.BoolVar(&o.quiet, "q", false, "show no progress")
}

// complete checks the flags.
func (o *benchOptions) complete(rest []string) (err error) {
	if len(rest) != 0 {
		return fmt.Errorf("unexpected argument %q", rest[0])
	}
	if _, err := regexp.Compile(o.Pattern); err != nil {
		return fmt.Errorf("bad pattern: %w", err)
	}
	if o.Plan.Cores, err = parseWorkers(o.cores); err != nil {
		return err
	}
	if o.Rounds <= 0 {
		return fmt.Errorf("bad number of rounds %d", o.Rounds)
	}
	switch o.Root {
	case "", "background", "cancel":
	default:
		return fmt.Errorf("unknown kind of root %q; known are: background, cancel", o.Root)
	}
	return nil
}

const (
	benchResults = "bench/results" // under the folder of the module
	quickRounds  = 6               // the fewest with a confidence interval
	quickLimit   = 165 * time.Second
	quickTime    = "20ms"
	fullRounds   = 10
	fullTime     = "300ms"
)

// runBench is the subcommand.
func runBench(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o := &benchOptions{}
	fs := newFlagSet("veritask bench run", benchRunHelp, stderr)
	o.flags(fs, "1,2")
	fs.IntVar(&o.Rounds, "rounds", fullRounds, "samples of each benchmark, a `number`")
	fs.StringVar(&o.Time, "benchtime", fullTime, "`time` for a sample, as in go test")
	fs.BoolVar(&o.Short, "short", false, "smaller crowds, shorter seconds")
	fs.DurationVar(&o.Limit, "limit", 0, "begin no round that would end later than this; 0: no limit")
	quick := fs.Bool("quick", false, fmt.Sprintf("-short -root cancel -rounds %d -benchtime %s -limit %v", quickRounds, quickTime, quickLimit))
	save := fs.String("save", "", "`file` for the samples; empty: named by date and commit, under "+benchResults)
	out := fs.String("out", "out/bench", "`folder` for the page")
	every := fs.Bool("all", false, "show every peer, not the best one alone")
	code, ok := parseFlags(fs, args, stdout, stderr, func() error {
		if *quick {
			o.Short, o.Root, o.Rounds, o.Time, o.Limit = true, "cancel", quickRounds, quickTime, quickLimit
		}
		return o.complete(fs.Args())
	})
	if !ok {
		return code
	}
	var err error
	if o.Source, err = moduleRoot(); err != nil {
		return benchFailed(stderr, "run", err)
	}
	if *save == "" {
		*save = filepath.Join(o.Source, benchResults, resultName(ctx, o.Source, *quick))
	}
	if err := o.measure(ctx, *save, stdout, stderr); err != nil {
		return benchFailed(stderr, "run", err)
	}
	s, err := figures.ReadFile(*save, "*")
	if err != nil {
		return benchFailed(stderr, "run", err)
	}
	writeBench(stdout, s, *every)
	page, err := writeBenchPage(s, *out)
	if err != nil {
		return benchFailed(stderr, "run", err)
	}
	fmt.Fprintf(stdout, "samples: %s\npage: %s\n", *save, page)
	return exitOK
}

// measure runs the plan and keeps its samples in a file.
func (o *benchOptions) measure(ctx context.Context, file string, stdout, stderr io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "veritask-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	fmt.Fprintf(stdout, "bench: '%s' on %s cores, %s, %s\n", o.Pattern, o.cores, plural(o.Rounds, "round"), machine())
	program, err := o.Build(ctx, folder)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := io.WriteString(f, benchHeader(ctx, &o.Plan)); err != nil {
		return err
	}
	show := newProgress(stderr, o.quiet)
	n, err := o.Run(ctx, program, f, show.update)
	show.close()
	if err == nil && n < o.Rounds {
		fmt.Fprintf(stdout, "bench: the time was enough for %d of %s\n", n, plural(o.Rounds, "round"))
	}
	return err
}

// benchHeader is where samples come from, in Go's benchmark format. It must not vary within a run: benchstat takes what
// varies for different experiments.
func benchHeader(ctx context.Context, p *rounds.Plan) string {
	var b strings.Builder
	fact := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
		}
	}
	fact("date", time.Now().UTC().Format("2006-01-02 15:04 UTC"))
	fact("machine", fmt.Sprintf("%s/%s, %s", runtime.GOOS, runtime.GOARCH, cpuModel()))
	fact("cores", fmt.Sprint(runtime.NumCPU()))
	fact("go", runtime.Version())
	fact("commit", commit(ctx, p.Source))
	fact("benchtime", p.Time)
	return b.String()
}

// commit names the source that is measured, "" if git does not say.
func commit(ctx context.Context, source string) string {
	git := func(args ...string) (string, error) {
		c := exec.CommandContext(ctx, "git", args...)
		c.Dir = source
		out, err := c.Output()
		return strings.TrimSpace(string(out)), err
	}
	id, err := git("rev-parse", "--short=12", "HEAD")
	if err != nil {
		return ""
	}
	if changed, err := git("status", "--porcelain", "--untracked-files=no"); err != nil || changed != "" {
		id += " (modified)"
	}
	return id
}

// resultName is the name of the file of a run.
func resultName(ctx context.Context, source string, quick bool) string {
	if quick {
		return "quick.txt"
	}
	id, _, _ := strings.Cut(commit(ctx, source), " ")
	return strings.TrimSuffix(time.Now().UTC().Format("2006-01-02-1504-")+id, "-") + ".txt"
}
