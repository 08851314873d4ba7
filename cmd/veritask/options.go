package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/museum"
	"github.com/veritask/veritask/linearizability/native"
)

// options are the flags of verify, checked.
type options struct {
	target   string
	objects  []string // names of objects; of exhibits if target is the museum
	workers  []int
	duration time.Duration
	seed     uint64
	scenario *lin.Scenario
	out      string
	json     bool
	quiet    bool
}

// The targets there are.
const (
	targetImpl   = "impl"
	targetMuseum = "museum"
	targetNative = native.Name
	// targetPatches is the library with a bug of the museum in it.
	targetPatches = "patches"
)

// verifyTargets are those of verify.
var verifyTargets = []string{targetImpl, targetNative, targetMuseum, targetPatches}

const verifyHelp = `veritask verify runs random scenarios against real implementations, records what every call did and when,
and judges with porcupine whether some order of the calls explains it: the results, who went first, and who sleeps.

Usage:

    veritask verify [flags]

Examples:

    veritask verify                               every object, on 1, 2 and 4 workers, tasks and goroutines mixed
    veritask verify -object semaphore,event       two of them
    veritask verify -duration 30m -workers 2,8    longer, and on other numbers of workers
    veritask verify -seed 7                       the scenarios of seed 7
    veritask verify -target gochan                Go's own channels, judged by the same models
    veritask verify -target museum                the checker itself: every seeded bug must be found
    veritask verify -target patches               the library with each seeded bug in it, which may be found
    veritask verify -scenario @scenario.txt       one scenario, again and again

The report goes to out/verify/index.html. The exit code is 0 if nothing failed, 1 on a violation or an interruption and
2 on bad usage.
`

// parseVerify reads the flags of verify; a nil result means that the command ends with the given code.
func parseVerify(args []string, stdout, stderr io.Writer) (*options, int) {
	o := &options{}
	fs := newFlagSet("veritask verify", verifyHelp, stderr)
	objects := fs.String("object", "", "comma `list` of objects, or of bugs in the museum; empty: all")
	workers := fs.String("workers", "1,2,4", "comma `list` of numbers of workers; gochan has as many as the machine")
	scenario := fs.String("scenario", "", "run this scenario again and again: its `text`, or @file")
	fs.StringVar(&o.target, "target", targetImpl, "what to verify: "+strings.Join(verifyTargets, ", "))
	fs.DurationVar(&o.duration, "duration", 0, "time for all of it; 0: 2m, 1m for the museum, 4s for each patch, 10s for one scenario")
	fs.Uint64Var(&o.seed, "seed", 0, "seed of the scenarios, a `number`; 0: random, printed")
	fs.StringVar(&o.out, "out", "out/verify", "`folder` for the report")
	fs.BoolVar(&o.json, "json", false, "write the result as JSON beside the report, too")
	fs.BoolVar(&o.quiet, "q", false, "show no progress")
	code, ok := parseFlags(fs, args, stdout, stderr, func() error {
		return o.complete(fs.Args(), *objects, *workers, *scenario)
	})
	if !ok {
		return nil, code
	}
	return o, exitOK
}

// complete checks the flags against each other and fills in what depends on the target.
func (o *options) complete(rest []string, objects, workers, scenario string) (err error) {
	if len(rest) != 0 {
		return fmt.Errorf("unexpected argument %q", rest[0])
	}
	if !slices.Contains(verifyTargets, o.target) {
		return fmt.Errorf("unknown target %q; known are: %s", o.target, strings.Join(verifyTargets, ", "))
	}
	if o.duration < 0 {
		return fmt.Errorf("bad duration %v", o.duration)
	}
	if o.objects, err = pickNames("object", objects, knownObjects(o.target)); err != nil {
		return err
	}
	if o.workers, err = parseWorkers(workers); err != nil {
		return err
	}
	if o.target == targetNative {
		o.workers = []int{runtime.GOMAXPROCS(0)}
	}
	if o.target == targetPatches && scenario != "" {
		return errors.New("a patch is looked for in all scenarios of its object: -scenario goes with other targets")
	}
	if scenario != "" {
		if err := o.readScenario(scenario); err != nil {
			return err
		}
	}
	o.setDefaults()
	return nil
}

// patchShare is how long each patch is looked at.
const patchShare = 4 * time.Second

func (o *options) setDefaults() {
	if o.seed == 0 {
		o.seed = uint64(rand.Uint32()) + 1 // short enough to be typed
	}
	switch {
	case o.duration != 0:
	case o.scenario != nil:
		o.duration = 10 * time.Second
	case o.target == targetMuseum:
		o.duration = time.Minute
	case o.target == targetPatches:
		o.duration = time.Duration(len(o.objects)) * patchShare
	default:
		o.duration = 2 * time.Minute
	}
}

// readScenario reads a scenario, which also says what object it is for.
func (o *options) readScenario(text string) error {
	if path, ok := strings.CutPrefix(text, "@"); ok {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text = string(data)
	}
	s, err := lin.ParseScenario(text)
	if err != nil {
		return fmt.Errorf("bad scenario: %w", err)
	}
	known := lin.Objects()
	if o.target == targetNative {
		known = native.Objects()
	}
	if !slices.Contains(known, s.Object) {
		return fmt.Errorf("bad scenario: veritask verify has no object %q", s.Object)
	}
	o.scenario = &s
	if o.target != targetMuseum {
		o.objects = []string{string(s.Object)}
	}
	return nil
}

// knownObjects are the names that -object accepts.
func knownObjects(target string) []string {
	var names []string
	if target == targetMuseum {
		for _, x := range museum.All() {
			names = append(names, x.Name)
		}
		return names
	}
	if target == targetPatches {
		for _, p := range stressable() {
			names = append(names, p.Name)
		}
		return names
	}
	objects := lin.Objects()
	if target == targetNative {
		objects = native.Objects()
	}
	for _, o := range objects {
		names = append(names, string(o))
	}
	return names
}
