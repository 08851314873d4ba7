package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
	lin "github.com/veritask/veritask/linearizability"
)

// exploreOptions are the flags of explore.
type exploreOptions struct {
	target, object, class, scenario, unit string

	engine         string
	seed           uint64
	replay         string
	shrink         bool
	jobs           int
	duration, each time.Duration
	resume         string
	out            string
	list           bool
	json           bool
	quiet          bool
}

const exploreHelp = `veritask explore runs small scenarios in every order of their atomic steps, and judges each run: by the
model of the object, with porcupine, or by the checks of a program.

Usage:

    veritask explore [flags]

Examples:

    veritask explore                                  every class of scenarios, six and a half minutes
    veritask explore -object semaphore,event          those of two objects
    veritask explore -class "autoevent 3x1 cancel"    one class: three threads, a call each, and a cancellation
    veritask explore -duration 1h -resume out/log     longer; what is finished is not done again the next time
    veritask explore -scenario 'event: wait | notify | wait cancel(1.1)'
                                                      one scenario, also one that is in no class
    veritask explore -scenario '...' -replay STRING   one schedule of it, step by step, also under a debugger
    veritask explore -scenario '...' -shrink          a smaller scenario that fails in the same way
    veritask explore -list                            the classes; with -class, their scenarios

Each unit, a scenario or a program, is explored with at most one preemption, then two, then in every order, with -each
as the limit of each attempt; 2000 random schedules if all of them are too many; then once more for eight times as long.
Of the scenarios called larger, 5000 random schedules each are all that is run; they are in no sum, and cannot be complete.
The classes take turns, so that each gets the same time.

The report goes to out/explore/index.html. The exit code is 0 if nothing failed, 1 on a violation or an interruption and
2 on bad usage. Only a build with the tag veritask_explore can explore; "make explore" makes one.
`

// parseExplore reads the flags of explore; a nil result means that the command ends with the given code.
func parseExplore(args []string, stdout, stderr io.Writer) (*exploreOptions, int) {
	o := &exploreOptions{}
	fs := newFlagSet("veritask explore", exploreHelp, stderr)
	fs.StringVar(&o.target, "target", targetImpl, "what to explore: impl or museum")
	fs.StringVar(&o.object, "object", "", "comma `list` of objects; empty: all")
	fs.StringVar(&o.class, "class", "", "comma `list` of classes; empty: all")
	fs.StringVar(&o.scenario, "scenario", "", "explore this scenario: its `text`")
	fs.StringVar(&o.unit, "unit", "", "explore this program: its `name`")
	fs.StringVar(&o.engine, "engine", "exhaustive", "how: "+crew.Engines)
	fs.Uint64Var(&o.seed, "seed", 0, "seed of the order of units and of random schedules, a `number`; 0: random, printed")
	fs.StringVar(&o.replay, "replay", "", "replay this schedule of the scenario or program: a `string` from a failure")
	fs.BoolVar(&o.shrink, "shrink", false, "make the scenario as small as it can be and fail in the same way")
	fs.IntVar(&o.jobs, "jobs", runtime.NumCPU(), "processes that explore at a time")
	fs.DurationVar(&o.duration, "duration", 0, "time for all of it; 0: 6m30s, 15m for the museum")
	fs.DurationVar(&o.each, "each", 0, "time for an attempt at one unit; 0: 2s, as long as it takes for one scenario or program")
	fs.StringVar(&o.resume, "resume", "", "keep what is finished in this `file`, and do not do it again")
	fs.StringVar(&o.out, "out", "out/explore", "`folder` for the report")
	fs.BoolVar(&o.list, "list", false, "list what there is to explore")
	fs.BoolVar(&o.json, "json", false, "write the result as JSON beside the report, too")
	fs.BoolVar(&o.quiet, "q", false, "show no progress")
	if code, ok := parseFlags(fs, args, stdout, stderr, func() error { return o.complete(fs.Args()) }); !ok {
		return nil, code
	}
	return o, exitOK
}

// one reports whether a single unit is to be explored.
func (o *exploreOptions) one() bool { return o.scenario != "" || o.unit != "" }

// longest returns how long the last attempt at a unit may take.
func (o *exploreOptions) longest() time.Duration {
	if o.engine == crew.Exhaustive {
		return min(crew.Patience*o.each, o.duration)
	}
	return min(o.each, o.duration)
}

// complete checks the flags against each other and fills in what depends on others.
func (o *exploreOptions) complete(rest []string) error {
	chosen := 0
	for _, c := range []string{o.object, o.class, o.scenario, o.unit} {
		chosen += min(len(c), 1)
	}
	switch {
	case len(rest) != 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case o.target != targetImpl && o.target != targetMuseum:
		return fmt.Errorf("unknown target %q; known are: %s, %s", o.target, targetImpl, targetMuseum)
	case o.duration < 0:
		return fmt.Errorf("bad duration %v", o.duration)
	case o.each < 0:
		return fmt.Errorf("bad limit for a unit %v", o.each)
	case o.jobs < 1:
		return fmt.Errorf("bad number of jobs %d", o.jobs)
	case chosen > 1:
		return errors.New("-object, -class, -scenario and -unit each say what to explore; give one of them")
	case (o.replay != "" || o.shrink) && !o.one():
		return errors.New("-replay and -shrink need a -scenario or a -unit")
	}
	if _, err := crew.ParseEngine(o.engine); err != nil {
		return err
	}
	if o.scenario != "" {
		if _, err := lin.ParseScenario(o.scenario); err != nil {
			return fmt.Errorf("bad scenario: %w", err)
		}
	}
	if o.seed == 0 {
		o.seed = uint64(rand.Uint32()) + 1 // short enough to be typed
	}
	switch {
	case o.duration != 0:
	case o.target == targetMuseum:
		o.duration = 15 * time.Minute
	default:
		o.duration = 6*time.Minute + 30*time.Second
	}
	switch {
	case o.each != 0:
	case o.one():
		o.each = o.duration
	default:
		o.each = 2 * time.Second
	}
	return nil
}

// choose returns the units to explore.
func (o *exploreOptions) choose(units []lin.Unit) ([]crew.Target, error) {
	switch {
	case o.scenario != "":
		s, err := lin.ParseScenario(o.scenario)
		if err == nil {
			_, err = explorer.Scenario(s)
		}
		return []crew.Target{{Number: -1, Class: string(s.Object), Name: s.String()}}, err
	case o.unit != "":
		i := slices.IndexFunc(units, func(u lin.Unit) bool { return u.Name == o.unit })
		if i < 0 {
			return nil, fmt.Errorf("unknown unit %q; veritask explore -list -class NAME lists them", o.unit)
		}
		return []crew.Target{{Number: i, Class: units[i].Class, Name: o.unit, Random: units[i].Random}}, nil
	}
	var classes, objects []string
	for _, u := range units {
		if !slices.Contains(classes, u.Class) {
			classes = append(classes, u.Class)
		}
		if x := objectOf(u.Class); !slices.Contains(objects, x) {
			objects = append(objects, x)
		}
	}
	wanted, err := pickNames("object", o.object, objects)
	if err != nil {
		return nil, err
	}
	if o.class != "" {
		if classes, err = pickClasses(o.class, classes); err != nil {
			return nil, err
		}
	}
	var all []crew.Target
	for i, u := range units {
		if slices.Contains(wanted, objectOf(u.Class)) && slices.Contains(classes, u.Class) {
			all = append(all, crew.Target{Number: i, Class: u.Class, Name: u.Name, Random: u.Random})
		}
	}
	return all, nil
}

// objectOf returns what a class is about: its name up to a size.
func objectOf(class string) string {
	name, _, _ := strings.Cut(class, " ")
	name, _, _ = strings.Cut(name, "(")
	return name
}

// pickClasses reads a comma list; names of classes have blanks in them.
func pickClasses(list string, known []string) ([]string, error) {
	var names []string
	for _, n := range strings.Split(list, ",") {
		n = strings.TrimSpace(n)
		if !slices.Contains(known, n) {
			return nil, unknownName("class", n, known)
		}
		names = append(names, n)
	}
	return names, nil
}
