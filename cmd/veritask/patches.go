package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/museum"
)

// patchedObject returns the object that a patch of the library shows in, "" if that is no object that verify knows: then
// the bug is in a part that has no calls of its own to record.
func patchedObject(p *museum.Patch) lin.Object {
	for _, u := range p.Units {
		if s, err := lin.ParseScenario(strings.TrimSuffix(u, " stalled")); err == nil && slices.Contains(lin.Objects(), s.Object) {
			return s.Object
		}
	}
	return ""
}

// stressable returns the patches that have an object.
func stressable() []museum.Patch {
	all, err := museum.Patches()
	if err != nil {
		panic(err) // they are part of the program
	}
	return slices.DeleteFunc(all, func(p museum.Patch) bool { return patchedObject(&p) == "" })
}

// patchRun is what recording histories of the library with a bug in it has shown.
type patchRun struct {
	Bug        string     `json:"bug"`
	Object     lin.Object `json:"object"`
	Found      string     `json:"found,omitempty"`
	Operations int        `json:"operations"`
	Seconds    float64    `json:"seconds"`
	Problem    string     `json:"problem,omitempty"` // why this says nothing
}

// patchRuns are those of all chosen patches.
type patchRuns struct {
	provenance
	Chosen int         `json:"chosen"`
	Runs   []*patchRun `json:"bugs"`
}

// verifyPatches builds the library with each chosen bug in it, and records histories of that. A bug that is not found is no
// failure: its window may be a few instructions wide, which is what the explorer is for.
func verifyPatches(ctx context.Context, o *options, stdout, stderr io.Writer) (int, error) {
	t := &patchRuns{provenance: newProvenance(o.target, o.seed)}
	chosen := slices.DeleteFunc(stressable(), func(p museum.Patch) bool { return !slices.Contains(o.objects, p.Name) })
	t.Chosen = len(chosen)
	each := max(o.duration/time.Duration(max(len(chosen), 1)), time.Millisecond)
	fmt.Fprintf(stdout, "patches: seed %d, %v each, %s\n\n", o.seed, each, t.Machine)
	show := newProgress(stderr, o.quiet)
	for i := range chosen {
		if ctx.Err() != nil {
			break
		}
		show.update(float64(i)/float64(len(chosen)), chosen[i].Name)
		t.Runs = append(t.Runs, stressPatch(ctx, &chosen[i], o.seed, each))
	}
	show.close()
	t.finish(ctx.Err() != nil)
	if o.json {
		if err := writeJSON(filepath.Join(o.out, "patches.json"), t); err != nil {
			return exitFailed, err
		}
	}
	writeAligned(stdout, t.table())
	for _, r := range t.Runs {
		if r.Problem != "" {
			fmt.Fprintf(stdout, "\nFAIL %s: %s\n", r.Bug, r.Problem)
		}
	}
	fmt.Fprintf(stdout, "\n%s\n", t.lastLine())
	if t.ok() {
		return exitOK, nil
	}
	return exitFailed, nil
}

// stressPatch builds the library with one bug, and has that program record histories.
func stressPatch(ctx context.Context, p *museum.Patch, seed uint64, d time.Duration) *patchRun {
	r := &patchRun{Bug: p.Name, Object: patchedObject(p)}
	folder, err := os.MkdirTemp("", "veritask-"+p.Name+"-")
	if err != nil {
		r.Problem = err.Error()
		return r
	}
	defer os.RemoveAll(folder)
	program, err := buildPatch(ctx, p, folder)
	if err != nil {
		r.Problem = err.Error()
		return r
	}
	const patience = time.Minute // beyond its time
	limited, cancel := context.WithTimeout(ctx, d+patience)
	defer cancel()
	c := exec.CommandContext(limited, program, "verify", "-object", string(r.Object), "-duration", d.String(), "-seed", fmt.Sprint(seed),
		"-q", "-json", "-out", folder)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	began := time.Now()
	err = c.Run()
	r.Seconds = time.Since(began).Seconds()
	text, _ := os.ReadFile(filepath.Join(folder, jsonName))
	switch {
	case ctx.Err() != nil:
		r.Problem = "interrupted"
	case limited.Err() != nil:
		r.Found = "comes to no end"
	default:
		r.judge(text, out.String(), err)
	}
	return r
}

// judge reads what the program has found: its report, what it has printed, and how it has ended.
func (r *patchRun) judge(text []byte, output string, end error) {
	var s summary
	switch err := json.Unmarshal(text, &s); {
	case err != nil && (strings.Contains(output, "panic: ") || strings.Contains(output, "fatal error: ")):
		r.Found = "panic"
	case err != nil:
		r.Problem = fmt.Sprintf("no report: %v, %v\n%s", err, end, output)
	case s.Operations == 0:
		r.Problem = "nothing was judged"
	default:
		r.Operations = s.Operations
		for _, x := range s.Outcomes {
			if r.Found == "" && x.Verdict != lin.Linearizable && x.Verdict != lin.Unknown {
				r.Found = string(x.Verdict)
			}
		}
	}
}

// table is what the terminal shows.
func (t *patchRuns) table() [][]string {
	rows := [][]string{{"bug", "object", "operations", "seconds", "verdict"}}
	for _, r := range t.Runs {
		verdict := "not found"
		switch {
		case r.Problem != "":
			verdict = "not known"
		case r.Found != "":
			verdict = "found: " + r.Found
		}
		rows = append(rows, []string{r.Bug, string(r.Object), thousands(r.Operations), fmt.Sprintf("%.1f", r.Seconds), verdict})
	}
	return rows
}

// counts returns how many were found, and of how many nothing is known.
func (t *patchRuns) counts() (found, unknown int) {
	for _, r := range t.Runs {
		if r.Problem != "" {
			unknown++
		} else if r.Found != "" {
			found++
		}
	}
	return found, unknown + t.Chosen - len(t.Runs)
}

func (t *patchRuns) ok() bool {
	_, unknown := t.counts()
	return unknown == 0 && !t.Interrupted
}

func (t *patchRuns) lastLine() string {
	found, unknown := t.counts()
	line := fmt.Sprintf("patches: %d of %d found by recorded histories", found, t.Chosen)
	if unknown > 0 {
		line += fmt.Sprintf(", %d not known", unknown)
	}
	return line
}
