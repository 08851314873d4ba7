package promela

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// What a search may use. A search that needs more is cut short, which is a failure.
const (
	memoryLimit = "1500" // MiB, each of at most two at a time
	depthLimit  = "1000000"
)

// ErrNoSpin says that SPIN or a C compiler is missing.
var ErrNoSpin = errors.New("missing: spin and a C compiler; on Debian: apt-get install spin gcc libc6-dev")

// Available returns nil if specs can be checked on this machine, else ErrNoSpin.
func Available() error {
	for _, name := range []string{"spin", "gcc"} {
		if _, err := exec.LookPath(name); err != nil {
			return ErrNoSpin
		}
	}
	return nil
}

// search is one run of the checker that SPIN generates.
type search struct {
	file    string // to be checked
	text    string // of the file, if it is not one of those that there are
	scene   Scene
	mutant  string // "": none
	formula string // "": safety
	replay  bool   // collect what is accepted
	depth   string // "": depthLimit
}

// outcome is what a search has found.
type outcome struct {
	states, depth int
	errors        []string // what was violated
	cut           string   // why the search is not complete
	dead          map[string]bool
	accepted      map[int]bool
	output        string
}

// writeFiles puts the specs into dir.
func writeFiles(dir string) error {
	list, err := files.ReadDir(".")
	if err != nil {
		return err
	}
	for _, f := range list {
		b, err := files.ReadFile(f.Name())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name()), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// run makes the search in dir, which has the specs.
func (s search) run(ctx context.Context, dir string) (outcome, error) {
	spin := []string{"-a"}
	for _, d := range s.scene {
		spin = append(spin, "-D"+d)
	}
	if s.mutant != "" {
		spin = append(spin, "-DMUTANT="+s.mutant)
	}
	cc := []string{"-w", "-DMEMLIM=" + memoryLimit, "-DVECTORSZ=4096", "-o", "pan", "pan.c"}
	pan := []string{"-w20", "-m" + cmp.Or(s.depth, depthLimit)}
	switch {
	case s.replay:
		cc = append(cc, "-DSAFETY", "-DNOCLAIM", "-DNOREDUCE", "-DPRINTF", "-O0")
		pan = append(pan, "-c0", "-E")
	case s.formula == "":
		cc = append(cc, "-DSAFETY", "-DNOCLAIM", s.effort())
	default:
		cc = append(cc, "-DNFAIR=3", s.effort())
		pan = append(pan, "-a", "-f", "-N", s.formula)
	}
	if out, err := command(ctx, dir, "spin", append(spin, s.file)...); err != nil {
		return outcome{}, fmt.Errorf("%s: spin: %w\n%s", s, err, out)
	}
	if out, err := command(ctx, dir, "gcc", cc...); err != nil {
		return outcome{}, fmt.Errorf("%s: gcc: %w\n%s", s, err, out)
	}
	out, err := command(ctx, dir, filepath.Join(dir, "pan"), pan...)
	if ctx.Err() != nil {
		return outcome{}, ctx.Err()
	}
	o := read(out)
	if err != nil && len(o.errors) == 0 && o.cut == "" {
		o.cut = err.Error()
	}
	return o, nil
}

// effort is how well the search is compiled: a mutant fails soon.
func (s search) effort() string {
	if s.mutant != "" {
		return "-O0"
	}
	return "-O1"
}

// String is the search for people.
func (s search) String() string {
	text := s.file + " " + s.scene.String()
	if s.mutant != "" {
		text += " MUTANT=" + s.mutant
	}
	return text
}

func command(ctx context.Context, dir, name string, args ...string) (string, error) {
	var out bytes.Buffer
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Stdout, c.Stderr = dir, &out, &out
	err := c.Run()
	return out.String(), err
}

var (
	violation = regexp.MustCompile(`(?m)^pan:\d+: (.*?)(?: \(at depth \d+\))?$`)
	depthLine = regexp.MustCompile(`depth reached (\d+), errors: (\d+)`)
	stateLine = regexp.MustCompile(`(?m)^\s*(\d+) states, stored`)
	processes = regexp.MustCompile(`(?m)^unreached in (proctype \w+|init|claim \w+)`)
	deadLine  = regexp.MustCompile(`^\t(\S+:\d+), state \d+, "(.*)"$`)
	accepted  = regexp.MustCompile(`(?m)^\s*accepted (\d+)`)
	cutShort  = regexp.MustCompile(`(?m)^.*(Search not completed|max search depth too small|reached -DMEMLIM|out of memory|VECTORSZ|too many processes|too many queues).*$`)
)

// read understands what pan has printed.
func read(out string) outcome {
	o := outcome{output: out, dead: map[string]bool{}, accepted: map[int]bool{}}
	for _, m := range violation.FindAllStringSubmatch(out, -1) {
		o.errors = append(o.errors, m[1])
	}
	for _, m := range accepted.FindAllStringSubmatch(out, -1) {
		n, _ := strconv.Atoi(m[1])
		o.accepted[n] = true
	}
	count := -1
	if m := depthLine.FindStringSubmatch(out); m != nil {
		o.depth, _ = strconv.Atoi(m[1])
		count, _ = strconv.Atoi(m[2])
	}
	if m := stateLine.FindStringSubmatch(out); m != nil {
		o.states, _ = strconv.Atoi(m[1])
	}
	switch m := cutShort.FindString(out); {
	case count < 0 || o.states == 0:
		o.cut = "pan has not said how it ended"
	case m != "" && len(o.errors) == 0: // an error ends the search too
		o.cut = strings.TrimSpace(m)
	case count > 0 && len(o.errors) == 0:
		o.cut = "errors without a text"
	}
	o.readDead(out)
	return o
}

// readDead notes the statements that no state was at. Those of mutants are dead in a sound spec, and claims are not
// ours.
func (o *outcome) readDead(out string) {
	process := ""
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\n")
		if m := processes.FindStringSubmatch(line); m != nil {
			process = m[1]
		}
		m := deadLine.FindStringSubmatch(line)
		if m == nil || strings.HasPrefix(process, "claim") || m[2] == "-end-" || strings.Contains(m[2], "(sound==") {
			continue
		}
		o.dead[fmt.Sprintf("%s: %s: %s", m[1], process, m[2])] = true
	}
}
