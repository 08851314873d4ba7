package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/veritask/veritask/cmd/veritask/internal/crew"
)

// oracle is a worker that knows how each unit fails, by strategy and name; "" is any strategy.
type oracle map[[2]string]string

func (o oracle) Do(_ context.Context, j crew.Job, _ func(crew.News)) (crew.Attempt, error) {
	a := crew.Attempt{Interleavings: 7, Redundant: 2, Cut: 1, Seconds: 0.5, Complete: true}
	for _, strategy := range []string{j.Engine, ""} {
		if v := o[[2]string{strategy, j.Name}]; v == "worker" {
			return a, errors.New("the worker is lost")
		} else if v != "" {
			a.Failure = &crew.Failure{Verdict: v, Text: "as foretold"}
		}
	}
	return a, nil
}

// told is a bug that is due as "lost wake-up" in one of two units, where these workers fail so.
func told(name string, broken, clean oracle) *bug {
	return &bug{
		name: name, about: "it is " + name, verdicts: []string{"lost wake-up"}, units: []string{"first", "second"},
		open: func(context.Context) (crew.Worker, crew.Worker, func(), error) { return broken, clean, func() {}, nil },
	}
}

func played(t *testing.T, ctx context.Context, bugs ...*bug) *scoreboard {
	t.Helper()
	g := &game{seed: 1, jobs: 2, each: time.Second}
	b := &scoreboard{Chosen: len(bugs)}
	told := 0
	var err error
	if b.Scores, err = g.play(ctx, bugs, func(int, string) { told++ }); err != nil || told != len(bugs) {
		t.Fatalf("%v; told %d times", err, told)
	}
	return b
}

func TestMuseumScoreboard(t *testing.T) {
	broken := oracle{{"", "second"}: "lost wake-up"}
	unbuilt := told("unbuilt", nil, nil)
	unbuilt.open = func(context.Context) (crew.Worker, crew.Worker, func(), error) {
		return nil, nil, nil, errors.New("it does not build")
	}
	b := played(
		t, t.Context(),
		told("good", oracle{{crew.Exhaustive, "second"}: "lost wake-up", {"random", "first"}: "panic"}, nil),
		told("hidden", oracle{}, nil),
		told("artefact", broken, broken),
		told("other", oracle{{"", "first"}: "panic"}, nil),
		told("dead", oracle{{"", "first"}: "worker"}, nil),
		unbuilt,
	)
	var text strings.Builder
	b.writeText(&text)
	want := `
bug       exhaustive  bounded=2   random       verdict       clean twin            found in
good      20, 1.00 s  not in 20   panic in 10  lost wake-up  passes 2, 2 complete  second
hidden    not in 20   not in 20   not in 20    MISSED        -                     -
artefact  20, 1.00 s  20, 1.00 s  20, 1.00 s   MISSED        -                     -
other     panic in 10 panic in 10 panic in 10  MISSED        -                     -
dead      -           -           -            MISSED        -                     -
unbuilt   -           -           -            MISSED        -                     -
`
	got, problems, _ := strings.Cut(text.String(), "\n\n"+scoreboardNote)
	if squeeze(got) != squeeze(want) {
		t.Errorf("table:\n%s\nwant:%s", got, want)
	}
	for _, want := range []string{
		"FAIL hidden was not found: it is hidden\nno unit fails\n",
		"FAIL artefact was not found: it is artefact\nwithout the bug second fails as well: lost wake-up: as foretold\n",
		"FAIL other was not found: it is other\npanic by the strategy random in first, but one of [\"lost wake-up\"] is due: as foretold\n",
		"FAIL dead was not found: it is dead\nthe worker is lost\n",
		"FAIL unbuilt was not found: it is unbuilt\nit does not build\n",
	} {
		if !strings.Contains(problems, want) {
			t.Errorf("no %q in\n%s", want, problems)
		}
	}
	if line := b.lastLine(); line != "museum: 1 of 6 found" || b.ok() {
		t.Errorf("%s, ok: %v", line, b.ok())
	}
}

// squeeze makes one blank of several, and no line end at the ends.
func squeeze(s string) string {
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(s)) {
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	return strings.Join(lines, "\n")
}

func TestMuseumTimeIsUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := played(t, ctx, told("late", nil, nil))
	if line := b.lastLine(); b.ok() || line != "museum: 0 of 1 found, no time for 1" {
		t.Errorf("%s; %+v", line, b.Scores[0])
	}
	var text strings.Builder
	b.writeText(&text)
	for _, want := range []string{"no time", "FAIL the time was up before anything was known of 1 bug;"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "MISSED") {
		t.Errorf("what was not looked for is called missed:\n%s", text.String())
	}
}
