package promela

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
)

// Checker checks specs in a folder. Each call makes one search at a time; several goroutines may call.
type Checker struct {
	Dir  string       // temporary; not removed
	Told func(string) // called before each search, if not nil; by several goroutines, if several call
	n    atomic.Int64
}

// Result is what has been found out about a spec.
type Result struct {
	Spec     Spec
	States   int // of all scenes
	Depth    int
	Searches int
	Problems []string // why the spec does not stand; empty: it does
	Killed   []string // mutants that have failed
	Alive    []string
	Traces   int // of the real code
	Accepted int
	Doctored int // traces
	Refused  int
}

// Failed reports whether anything is wrong with the spec.
func (r Result) Failed() bool { return len(r.Problems)+len(r.Alive) > 0 }

// Add adds what another search has found out about the same spec.
func (r *Result) Add(o Result) {
	r.States += o.States
	r.Depth = max(r.Depth, o.Depth)
	r.Searches += o.Searches
	r.Problems = append(r.Problems, o.Problems...)
	r.Killed = append(r.Killed, o.Killed...)
	r.Alive = append(r.Alive, o.Alive...)
	r.Traces += o.Traces
	r.Accepted += o.Accepted
	r.Doctored += o.Doctored
	r.Refused += o.Refused
}

// Check searches all scenes of the spec for violations, and all its mutants. The error is about SPIN, not the spec.
func (c *Checker) Check(ctx context.Context, s Spec) (Result, error) {
	r := Result{Spec: s}
	var dead map[string]bool
	for _, scene := range s.Scenes {
		for _, f := range append([]string{""}, s.Formulas()...) {
			o, err := c.search(ctx, search{file: s.Name + ".pml", scene: scene, formula: f})
			if err != nil {
				return r, err
			}
			r.States += o.states
			r.Depth = max(r.Depth, o.depth)
			r.Searches++
			r.judge(scene, f, o)
			if f != "" {
				continue
			}
			if dead == nil {
				dead = o.dead
			}
			maps.DeleteFunc(dead, func(k string, _ bool) bool { return !o.dead[k] })
		}
	}
	for _, k := range slices.Sorted(maps.Keys(dead)) {
		r.Problems = append(r.Problems, "never reached: "+k)
	}
	for _, m := range s.Mutants() {
		dies, err := c.kill(ctx, s, m)
		if err != nil {
			return r, err
		}
		if dies {
			r.Killed = append(r.Killed, m)
		} else {
			r.Alive = append(r.Alive, m)
		}
	}
	return r, nil
}

// judge notes what is wrong with a scene of a sound spec.
func (r *Result) judge(scene Scene, formula string, o outcome) {
	what := "safety"
	if formula != "" {
		what = "ltl " + formula
	}
	where := fmt.Sprintf("%s.pml, %s, %s: ", r.Spec.Name, scene, what)
	if o.cut != "" {
		r.Problems = append(r.Problems, where+"not complete: "+o.cut)
	}
	for _, e := range o.errors {
		r.Problems = append(r.Problems, where+e)
	}
}

// kill reports whether a mutant fails, in whatever scene.
func (c *Checker) kill(ctx context.Context, s Spec, mutant string) (bool, error) {
	for _, f := range append([]string{""}, s.Formulas()...) {
		for _, scene := range s.Scenes {
			o, err := c.search(ctx, search{file: s.Name + ".pml", scene: scene, formula: f, mutant: mutant})
			if err != nil || len(o.errors) > 0 {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// search makes a search in a folder of its own.
func (c *Checker) search(ctx context.Context, s search) (outcome, error) {
	if c.Told != nil {
		c.Told(s.String())
	}
	dir := filepath.Join(c.Dir, fmt.Sprintf("%s-%d", s.file, c.n.Add(1)))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return outcome{}, err
	}
	if err := writeFiles(dir); err != nil {
		return outcome{}, err
	}
	if s.text != "" {
		if err := os.WriteFile(filepath.Join(dir, s.file), []byte(s.text), 0o600); err != nil {
			return outcome{}, err
		}
	}
	o, err := s.run(ctx, dir)
	if err == nil && (len(o.errors) == 0 || s.mutant != "") {
		os.RemoveAll(dir) //nolint:errcheck // it is temporary
	}
	return o, err
}
