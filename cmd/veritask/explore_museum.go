package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
	"github.com/veritask/veritask/linearizability/museum"
)

// exploreMuseum looks for every seeded bug with the explorer, by each strategy: for the exhibits, and for the patches of
// the library, of which each is a build of its own.
func exploreMuseum(ctx context.Context, o *exploreOptions, stdout, stderr io.Writer) (int, error) {
	if err := o.museumOnly(); err != nil {
		return exitUsage, errUsage{err}
	}
	bugs, err := seededBugs()
	if err != nil {
		return exitFailed, err
	}
	if bugs, err = chosenBugs(bugs, o.object); err != nil {
		return exitUsage, errUsage{err}
	}
	if o.list {
		for _, b := range bugs {
			fmt.Fprintf(stdout, "%s: %s\n", b.name, b.about)
		}
		return exitOK, nil
	}
	b := &scoreboard{provenance: newProvenance(o.target, o.seed), Chosen: len(bugs)}
	fmt.Fprintf(stdout, "museum: seed %d, at most %v, %s, %s, %s\n\n", o.seed, o.duration, plural(len(bugs), "bug"),
		plural(o.jobs, "process"), b.Machine)
	show := newProgress(stderr, o.quiet)
	limited, cancel := context.WithTimeout(ctx, o.duration)
	defer cancel()
	g := &game{seed: o.seed, jobs: o.jobs, each: o.each, units: explorer.Units()}
	b.Scores, err = g.play(limited, bugs, func(done int, name string) {
		show.update(float64(done)/float64(len(bugs)), name)
	})
	show.close()
	if err != nil {
		return exitFailed, err
	}
	b.finish(ctx.Err() != nil)
	names, err := b.writeReport(o)
	if err != nil {
		return exitFailed, err
	}
	b.writeText(stdout)
	fmt.Fprintf(stdout, "\nreport: %s\n%s\n", strings.Join(names, ", "), b.lastLine())
	if b.ok() {
		return exitOK, nil
	}
	return exitFailed, nil
}

// museumOnly refuses flags that choose what the museum does not have.
func (o *exploreOptions) museumOnly() error {
	if o.class != "" || o.one() || o.resume != "" || o.engine != crew.Exhaustive {
		return errors.New("in the museum -object chooses bugs by their names, and every strategy looks for them; " +
			"there is no -class, -scenario, -unit, -engine or -resume")
	}
	if filepath.Clean(o.out) == filepath.Clean("out/explore") {
		o.out = "out/explore-museum"
	}
	return nil
}

// seededBugs returns the exhibits, then the patches.
func seededBugs() ([]*bug, error) {
	var all []*bug
	for _, x := range museum.All() {
		all = append(all, exhibitBug(x))
	}
	patches, err := museum.Patches()
	for i := range patches {
		all = append(all, patchBug(&patches[i]))
	}
	return all, err
}

// chosenBugs returns those of a comma list; all if it is empty.
func chosenBugs(all []*bug, list string) ([]*bug, error) {
	var names []string
	for _, b := range all {
		names = append(names, b.name)
	}
	names, err := pickNames("bug", list, names)
	if err != nil {
		return nil, err
	}
	var chosen []*bug
	for _, b := range all {
		if slices.Contains(names, b.name) {
			chosen = append(chosen, b)
		}
	}
	return chosen, nil
}
